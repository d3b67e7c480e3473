// SPDX-License-Identifier: Apache-2.0

package io.tern.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Responder.EndReason;
import io.tern.coap.Transport;
import io.tern.spec.Spec;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// libcoap's client and server over UDP and TCP, where they are installed.
@Timeout(120)
@ParameterizedClass
@EnumSource(
    value = Transport.class,
    names = {"UDP", "TCP"})
class LibcoapTest {
  @Parameter private Transport transport;
  @TempDir private Path folder;

  private PlainCoap tern;

  @BeforeEach
  void start() throws Exception {
    tern = new PlainCoap(transport, 1024);
  }

  @AfterEach
  void stop() {
    tern.close();
  }

  private static Path program(String name) {
    assumeThat(Libcoap.program(name)).as(name + " (Debian: libcoap3-bin) is installed").isPresent();
    return Libcoap.program(name).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "get, false",
    "post, true",
    "put, true",
    "delete, false",
    "fetch, true",
    "patch, true",
    "ipatch, true"
  })
  @Spec({"COAP-55", "CFET-01", "CFET-02", "CTCP-02"})
  void its_client_asks_with_every_method(String method, boolean hasBody) throws Exception {
    Path client = program("coap-client");
    String uri = tern.uri("/echo");
    Libcoap.Answer answer =
        hasBody
            ? Libcoap.ask(client, folder, "-m", method, "-e", "hello", uri)
            : Libcoap.ask(client, folder, "-m", method, uri);
    assertThat(answer.payload().utf8()).isEqualTo(hasBody ? "hello" : "");
    assertThat(answer.text()).doesNotContain("4.", "5.");
  }

  @Test
  @Spec("COAP-21")
  void its_client_understands_an_error() throws Exception {
    Libcoap.Answer answer = Libcoap.ask(program("coap-client"), folder, tern.uri("/nowhere"));
    assertThat(answer.text()).contains("4.04");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1024, 1025, 20_000, 200_000})
  @Spec({"CBLK-01", "CBLK-02", "CBLK-04", "TCP-05"})
  void its_client_sends_and_fetches_bodies(int size) throws Exception {
    Path client = program("coap-client");
    Bytes body = PlainCoap.pattern(size);
    Path file = Files.write(folder.resolve("body"), body.toArray());
    Libcoap.ask(client, folder, "-m", "put", "-f", file.toString(), tern.uri("/store"));
    assertThat(tern.stored()).contains(body);
    Libcoap.Answer echoed =
        Libcoap.ask(client, folder, "-m", "post", "-f", file.toString(), tern.uri("/echo"));
    assertThat(echoed.payload()).isEqualTo(body);
  }

  @Test
  @Spec({"CBLK-01", "CBLK-02", "CBLK-04"})
  void its_client_sends_and_fetches_small_blocks() throws Exception {
    Path client = program("coap-client");
    Bytes body = PlainCoap.pattern(2000);
    Path file = Files.write(folder.resolve("body"), body.toArray());
    Libcoap.Answer large = Libcoap.ask(client, folder, "-b", "64", tern.uri("/large"));
    assertThat(large.payload()).isEqualTo(body);
    Libcoap.ask(client, folder, "-b", "64", "-m", "put", "-f", file.toString(), tern.uri("/store"));
    assertThat(tern.stored()).contains(body);
  }

  @Test
  @Spec({"COBS-01", "COBS-02"})
  void its_client_observes_until_it_cancels() throws Exception {
    Process client =
        Libcoap.start(program("coap-client"), List.of("-w", "-s", "4", tern.uri("/observe")));
    try (BufferedReader lines = client.inputReader(UTF_8)) {
      assertThat(lines.readLine()).isEqualTo("at once");
      for (String value : List.of("one", "two")) {
        tern.change(Bytes.ofUtf8(value), true);
        assertThat(lines.readLine()).isEqualTo(value);
      }
      assertThat(tern.ended().poll(30, TimeUnit.SECONDS)).isEqualTo(EndReason.CANCELLED);
    } finally {
      client.destroyForcibly();
    }
  }

  @Test
  @Spec({"COAP-55", "CBLK-01", "CBLK-02", "CBLK-04", "COAP-21", "CTCP-02", "TCP-05"})
  void its_server_keeps_gives_and_deletes_what_it_is_sent() throws Exception {
    try (var server = Libcoap.Server.start(program("coap-server"))) {
      String uri = transport.scheme() + "://127.0.0.1:" + server.port();
      assertThat(tern.ask(Code.GET, uri + "/", Bytes.EMPTY, true).code()).isEqualTo(Code.CONTENT);
      for (int size : new int[] {5, 1024, 1025, 20_000, 200_000}) {
        Bytes body = PlainCoap.pattern(size);
        assertThat(tern.ask(Code.PUT, uri + "/kept", body, true).code().isSuccess()).isTrue();
        assertThat(tern.ask(Code.GET, uri + "/kept", Bytes.EMPTY, true).payload()).isEqualTo(body);
      }
      assertThat(tern.ask(Code.DELETE, uri + "/kept", Bytes.EMPTY, true).code())
          .isEqualTo(Code.DELETED);
      assertThat(tern.ask(Code.GET, uri + "/kept", Bytes.EMPTY, true).code())
          .isEqualTo(Code.NOT_FOUND);
      assertThat(tern.ask(Code.FETCH, uri + "/time", Bytes.ofUtf8("x"), true).code())
          .isEqualTo(Code.CONTENT);
      assertThat(tern.ask(Code.IPATCH, uri + "/time", Bytes.ofUtf8("x"), true).code())
          .isEqualTo(Code.METHOD_NOT_ALLOWED);
    }
  }

  @Test
  @Spec({"COBS-01", "COBS-02", "TCP-04"})
  void its_server_is_observed_until_cancelled() throws Exception {
    try (var server = Libcoap.Server.start(program("coap-server"))) {
      String uri = transport.scheme() + "://127.0.0.1:" + server.port() + "/time";
      BlockingQueue<Bytes> heard = new LinkedBlockingQueue<>();
      var observation = tern.observe(uri, heard);
      for (int i = 0; i < 3; i++) {
        Bytes time = heard.poll(20, TimeUnit.SECONDS);
        assertThat(time).isNotNull();
        assertThat(time.utf8()).contains(":");
      }
      tern.cancel(observation);
    }
  }
}
