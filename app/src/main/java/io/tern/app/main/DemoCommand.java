// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import io.tern.app.config.ConfigKey;
import io.tern.app.config.Given;
import io.tern.app.config.Loaded;
import io.tern.app.config.Settings;
import io.tern.app.demo.DemoFleet;
import io.tern.app.log.Log;
import io.tern.app.log.LoggingBridge;
import io.tern.lwm2m.model.Registry;
import io.tern.net.EpochClock;
import io.tern.net.HostPort;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `tern demo`.
final class DemoCommand implements Command {
  private static final String COAP = "--coap";
  private static final String HTTP = "--http";
  private static final String DATA = "--data";
  private static final String ANY_PORT = "127.0.0.1:0";

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("demo");
    spec.usageMessage()
        .description(
            "Runs a server and 25 simulated devices on this machine alone."
                + " Where a usual port is taken, another one is picked. Nothing is left behind.");
    spec.addOption(option(COAP, "HOST:PORT", "Where CoAP listens instead of 127.0.0.1:5683."));
    spec.addOption(
        option(HTTP, "HOST:PORT", "Where the REST interface is instead of 127.0.0.1:8080."));
    spec.addOption(
        option(DATA, "DIR", "Keeps what the server knows in this folder, for the next demo."));
    return spec;
  }

  private static OptionSpec option(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(String.class)
        .description(description)
        .build();
  }

  @Override
  public int run(ParseResult options, Terminal terminal) throws InterruptedException {
    Map<ConfigKey, Given> values = new EnumMap<>(ConfigKey.class);
    values.put(ConfigKey.INSECURE, new Given("loopback", "demo"));
    values.put(ConfigKey.LOG_LEVEL, new Given("warn", "demo"));
    for (Map.Entry<String, ConfigKey> entry :
        Map.of(COAP, ConfigKey.COAP_BIND, HTTP, ConfigKey.HTTP_BIND, DATA, ConfigKey.DATA_DIR)
            .entrySet()) {
      if (options.hasMatchedOption(entry.getKey())) {
        String text = options.matchedOptionValue(entry.getKey(), "");
        values.put(entry.getValue(), new Given(text, entry.getKey()));
      }
    }
    values.put(
        ConfigKey.DATA_MEMORY,
        new Given(Boolean.toString(!values.containsKey(ConfigKey.DATA_DIR)), "demo"));
    return switch (Settings.of(values)) {
      case Loaded.Bad<Settings>(String sentence) -> terminal.refuse(sentence);
      case Loaded.Ok<Settings>(Settings settings) -> run(settings, values, terminal);
    };
  }

  private static int run(Settings settings, Map<ConfigKey, Given> values, Terminal terminal)
      throws InterruptedException {
    try (Log log = Log.start(settings.log(), terminal.err(), EpochClock::nowNanos)) {
      LoggingBridge.install(log);
      return switch (startSomewhere(settings, values, log)) {
        case Loaded.Bad<ServerProgram>(String sentence) -> terminal.fail(sentence);
        case Loaded.Ok<ServerProgram>(ServerProgram program) -> {
          try (program) {
            yield runFleet(program, log, terminal);
          }
        }
      };
    }
  }

  private static int runFleet(ServerProgram program, Log log, Terminal terminal)
      throws InterruptedException {
    String uri = program.deviceUris().getFirst();
    try (DemoFleet fleet = DemoFleet.start(uri, Registry.builtIn(), log);
        Stop stop = Stop.onSignal(fleet, program, log)) {
      print(program, fleet, terminal);
      stop.await();
      return Exit.OK;
    } catch (IOException e) {
      return terminal.fail("the devices cannot start: " + e.getMessage() + ".");
    }
  }

  /// With the usual ports first; a port that nobody asked for and that is taken becomes any port.
  private static Loaded<ServerProgram> startSomewhere(
      Settings settings, Map<ConfigKey, Given> values, Log log) {
    Loaded<ServerProgram> started = ServerProgram.start(settings, log);
    for (ConfigKey key : List.of(ConfigKey.COAP_BIND, ConfigKey.HTTP_BIND)) {
      boolean taken =
          started instanceof Loaded.Bad<ServerProgram>(String sentence)
              && sentence.startsWith(key.key())
              && !values.containsKey(key);
      if (taken) {
        values.put(key, new Given(ANY_PORT, "demo"));
        started =
            switch (Settings.of(values)) {
              case Loaded.Ok<Settings>(Settings other) -> ServerProgram.start(other, log);
              case Loaded.Bad<Settings>(String why) -> new Loaded.Bad<>(why);
            };
      }
    }
    return started;
  }

  private static void print(ServerProgram program, DemoFleet fleet, Terminal terminal) {
    HostPort http = program.httpAddress();
    terminal
        .out()
        .print(
            """
            %1$s
            %3$d simulated devices. Look at them:
              curl http://%2$s/api/v1/devices
              curl http://%2$s/api/v1/devices/climate-01/resources/3303/0
              curl -X PUT http://%2$s/api/v1/devices/climate-01/observations/3303/0/5700
              curl -N http://%2$s/api/v1/events
            Devices of your own register at %4$s
            Ctrl-C ends it.
            """
                .formatted(
                    program.readyLine(), http, fleet.size(), program.deviceUris().getFirst()));
    terminal.out().flush();
  }
}
