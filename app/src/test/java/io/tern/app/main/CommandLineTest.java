// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.app.config.ConfigKey;
import io.tern.app.config.Given;
import io.tern.app.config.Loaded;
import io.tern.app.config.Settings;
import io.tern.server.CommandLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A command line that cannot be understood ends with 2 and one sentence that names what is wrong.
class CommandLineTest {
  private static void isRefused(Cli.Run run, String naming) {
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.USAGE);
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err())
        .startsWith("tern: ")
        .contains(naming)
        .endsWith("." + System.lineSeparator());
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | name a command: server",
        "serve | serve",
        "--loud | --loud",
        "server --loud | --loud",
        "server extra | extra",
        "server --coap | --coap",
        "server --coap here | coap.bind",
        "server --coap 127.0.0.1:70000 | coap.bind",
        "server --insecure --http 8080 | http.bind",
        "server --coap 127.0.0.1:0 --insecure sometimes | insecure",
        "server --set | --set",
        "server --set loops | --set: \"loops\" is not KEY=VALUE",
        "server --set loop=1 | there is no key loop",
        "server --insecure --coap none | coap.bind",
        "server --insecure --set loops=many | loops",
        "server --insecure --set loops=65 | loops",
        "server --insecure --set http.body-bytes-max=-1 | http.body-bytes-max",
        "server --insecure --set lwm2m.awake=soon | lwm2m.awake",
        "server --insecure --set commands.per-device-max=0 | commands.per-device-max",
        "server --insecure --set commands.total-max=0 | commands.total-max",
        "server --insecure --set commands.attempts-max=1001 | commands.attempts-max",
        "server --insecure --set commands.answer-max=500ms | commands.answer-max",
        "server --insecure --set commands.reads-at-once-max=101 | commands.reads-at-once-max",
        "server --insecure --memory --data here | data.memory",
        "server --insecure --set data.dir= | data.dir",
        "server --insecure --log-level loud | log.level",
        "server --insecure --log-format xml | log.format",
        "server --config /does/not/exist.yaml | /does/not/exist.yaml",
        "demo --coap here | coap.bind",
        "demo --http 127.0.0.1 | http.bind",
        "demo --devices 3 | --devices",
        "client | --server",
        "client --server coap://127.0.0.1:5683 | --endpoint",
        "client --endpoint d --server nowhere | --server: \"nowhere\" is not coap://HOST:PORT",
        "client --endpoint d --server coaps://127.0.0.1:5684 | no transport for coaps",
        "client --endpoint d --server coap://[ | is no URI",
        "client --endpoint d --server coap://h --lifetime -1 | --lifetime",
        "client --endpoint d --server coap://h --lifetime 4294967296 | --lifetime",
        "client --endpoint d --server coap://h --release 2.0 | --release: \"2.0\"",
        "objects 3 4 | 4",
        "objects --models | --models",
        "config --set nothing=1 | there is no key nothing"
      })
  void what_is_wrong_is_named_in_one_sentence(String line, String naming) {
    isRefused(Cli.run(line.isEmpty() ? new String[0] : line.split(" ")), naming);
  }

  @Test
  void an_endpoint_name_that_is_none_is_refused() {
    isRefused(Cli.run("client", "--server", "coap://h", "--endpoint", ""), "--endpoint");
  }

  @Test
  void a_variable_of_the_environment_is_named_where_its_value_is_wrong() {
    isRefused(Cli.run(Map.of("TERN_LOOPS", "many"), "server", "--insecure"), "TERN_LOOPS");
  }

  @Test
  void a_file_is_named_with_its_line(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("tern.yaml"), "loops: 1\nlopps: 2\n");
    isRefused(Cli.run("server", "--config", file.toString()), "lopps");
    Files.writeString(file, "loops: [");
    isRefused(Cli.run("server", "--config", file.toString()), "tern.yaml is no YAML");
  }

  @Test
  void plain_coap_is_refused_unless_it_is_asked_for_by_name() {
    isRefused(Cli.run("server", "--coap", "127.0.0.1:0"), "insecure");
    isRefused(Cli.run("server", "--coap", "0.0.0.0:0", "--insecure"), "insecure");
  }

  @Test
  void a_rest_interface_without_login_is_refused_on_a_public_address() {
    isRefused(
        Cli.run("server", "--insecure", "--coap", "127.0.0.1:0", "--http", "0.0.0.0:0"),
        "--http-public");
  }

  @Test
  void a_port_that_is_taken_is_a_failure_and_no_matter_of_usage() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Cli.Run run =
          Cli.run(
              "server",
              "--insecure",
              "--memory",
              "--coap",
              "127.0.0.1:0",
              "--http",
              "127.0.0.1:" + taken.getLocalPort());
      assertThat(run.exit()).isEqualTo(Exit.FAILED);
      assertThat(run.err()).contains("http.bind: cannot listen at 127.0.0.1:");
    }
  }

  @Test
  void a_data_folder_in_use_is_a_failure_with_a_sentence_that_names_it(@TempDir Path data) {
    try (Product product = Product.start("data.dir", data.toString())) {
      assertThat(product.http().get("/health/ready").status()).isEqualTo(200);
      Cli.Run run =
          Cli.run(
              "server",
              "--insecure",
              "--data",
              data.toString(),
              "--coap",
              "127.0.0.1:0",
              "--http",
              "127.0.0.1:0");
      assertThat(run.exit()).isEqualTo(Exit.FAILED);
      assertThat(run.out()).isEmpty();
      assertThat(run.err())
          .contains("data.dir: " + data + " is in use by another server")
          .contains("process " + ProcessHandle.current().pid())
          .contains("--memory");
    }
  }

  @Test
  void state_is_kept_below_the_working_directory_unless_somebody_says_otherwise() {
    assertThat(data(Map.of())).contains(Path.of("tern-data").toAbsolutePath());
    Given here = new Given("/var/lib/tern", "tern.yaml line 1");
    assertThat(data(Map.of(ConfigKey.DATA_DIR, here))).contains(Path.of("/var/lib/tern"));
    Given memory = new Given("true", "--memory");
    assertThat(data(Map.of(ConfigKey.DATA_DIR, here, ConfigKey.DATA_MEMORY, memory))).isEmpty();
  }

  @Test
  void the_bounds_of_the_command_queue_are_what_the_configuration_says() {
    assertThat(settings(Map.of()).engine().commands()).isEqualTo(CommandLimits.DEFAULT);
    Map<ConfigKey, Given> values = new HashMap<>();
    values.put(ConfigKey.COMMANDS_PER_DEVICE_MAX, new Given("7", "--set"));
    values.put(ConfigKey.COMMANDS_TOTAL_MAX, new Given("8", "--set"));
    values.put(ConfigKey.COMMANDS_ATTEMPTS_MAX, new Given("9", "--set"));
    values.put(ConfigKey.COMMANDS_READS_AT_ONCE_MAX, new Given("10", "--set"));
    values.put(ConfigKey.COMMANDS_ANSWER_MAX, new Given("11m", "--set"));
    assertThat(settings(values).engine().commands()).isEqualTo(new CommandLimits(7, 8, 9, 10, 660));
  }

  private static Optional<Path> data(Map<ConfigKey, Given> more) {
    return settings(more).data();
  }

  private static Settings settings(Map<ConfigKey, Given> more) {
    Map<ConfigKey, Given> values = new HashMap<>(more);
    values.put(ConfigKey.INSECURE, new Given("loopback", "--insecure"));
    return switch (Settings.of(values)) {
      case Loaded.Ok<Settings>(Settings settings) -> settings;
      case Loaded.Bad<Settings>(String sentence) -> throw new AssertionError(sentence);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"server", "demo", "client", "objects", "config"})
  void every_command_explains_itself(String command) {
    Cli.Run run = Cli.run(command, "--help");
    assertThat(run.exit()).isEqualTo(Exit.OK);
    assertThat(run.out()).contains("Usage: tern " + command).contains("--help");
    assertThat(run.err()).isEmpty();
    assertThat(Cli.run("--help").out()).contains(command);
  }

  @Test
  void the_version_is_told() {
    assertThat(Cli.run("--version").out()).startsWith("tern ");
  }

  @Test
  void the_configuration_that_is_printed_is_one_that_is_understood(@TempDir Path folder)
      throws IOException {
    Cli.Run shown = Cli.run("config", "--set", "loops=3", "--insecure");
    assertThat(shown.exit()).as(shown.err()).isEqualTo(Exit.OK);
    assertThat(shown.out()).contains("loops");
    Path file = Files.writeString(folder.resolve("tern.yaml"), shown.out());
    Cli.Run again = Cli.run("config", "--config", file.toString());
    assertThat(again.exit()).as(again.err()).isEqualTo(Exit.OK);
    assertThat(again.out()).contains("3");
  }
}
