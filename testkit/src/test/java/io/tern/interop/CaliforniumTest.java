// SPDX-License-Identifier: Apache-2.0

package io.tern.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Responder.EndReason;
import io.tern.coap.Response;
import io.tern.peers.Line;
import io.tern.peers.PeerLaunch;
import io.tern.peers.PeerProcess;
import io.tern.peers.PeerProgram;
import io.tern.server.engine.LwM2mServer;
import io.tern.spec.Spec;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Californium with 64-byte blocks as a plain CoAP peer, on either side.
@Timeout(180)
class CaliforniumTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static PeerProcess californium;
  private static PlainCoap tern;

  @BeforeAll
  static void start() throws Exception {
    californium = PeerLaunch.of(PeerProgram.CALIFORNIUM, "--block", "64").start();
    tern = new PlainCoap();
  }

  @AfterAll
  static void stop() {
    tern.close();
    californium.close();
  }

  private static String theirs(String path) {
    return californium.uri("coap") + path;
  }

  @ParameterizedTest
  @CsvSource({
    "1,true", "2,true", "3,true", "4,true", "5,true", "6,true", "7,true", "1,false", "2,false"
  })
  @Spec({"COAP-09", "COAP-55", "COAP-06"})
  void every_method_is_answered(int method, boolean confirmable) throws Exception {
    Bytes body = method == 1 || method == 4 ? Bytes.EMPTY : Bytes.ofUtf8("hello");
    Response response = tern.ask(Code.of(method), theirs("/echo"), body, confirmable);
    assertThat(response.code().isSuccess()).isTrue();
    assertThat(response.payload()).isEqualTo(body);
  }

  @Test
  @Spec({"CBLK-01", "CBLK-02", "CBLK-04"})
  void bodies_travel_to_it_and_back_in_small_blocks() throws Exception {
    Bytes body = PlainCoap.pattern(2000);
    Response large = tern.ask(Code.GET, theirs("/large?size=2000"), Bytes.EMPTY, true);
    assertThat(large.payload()).isEqualTo(body);
    assertThat(tern.ask(Code.PUT, theirs("/store"), body, true).code().isSuccess()).isTrue();
    assertThat(tern.ask(Code.GET, theirs("/store"), Bytes.EMPTY, true).payload()).isEqualTo(body);
    assertThat(tern.ask(Code.POST, theirs("/echo"), body, true).payload()).isEqualTo(body);
  }

  @Test
  @Spec({"COAP-09", "COAP-13"})
  void separate_and_error_responses_arrive() throws Exception {
    assertThat(tern.ask(Code.GET, theirs("/separate?delay=300"), Bytes.EMPTY, true).code())
        .isEqualTo(Code.CONTENT);
    assertThat(tern.ask(Code.GET, theirs("/status?code=404"), Bytes.EMPTY, true).code())
        .isEqualTo(Code.NOT_FOUND);
  }

  @ParameterizedTest
  @ValueSource(strings = {"con", "non"})
  @Spec({"COBS-01", "COBS-02", "CBLK-07", "COBS-10"})
  void it_is_observed_until_cancelled(String type) throws Exception {
    BlockingQueue<Bytes> heard = new LinkedBlockingQueue<>();
    var observation = tern.observe(theirs("/observe"), heard);
    assertThat(heard.poll(20, TimeUnit.SECONDS)).isNotNull();
    for (String body : new String[] {"one", "two", PlainCoap.pattern(300).utf8()}) {
      californium.ask("change", type, "text:" + body);
      Bytes notified = heard.poll(20, TimeUnit.SECONDS);
      assertThat(notified).isNotNull();
      assertThat(notified.utf8()).isEqualTo(body);
    }
    tern.cancel(observation);
    assertThat(californium.ask("observers").word(2)).isEqualTo("0");
  }

  @Test
  @Spec({"CBLK-02", "CBLK-04", "COAP-09", "COAP-14"})
  void it_asks_with_small_blocks_and_is_answered() throws Exception {
    Bytes body = PlainCoap.pattern(2000);
    Line large = californium.ask("get", tern.uri("/large"));
    assertThat(large.word(1)).isEqualTo("2.05");
    assertThat(large.value("size")).contains("2000");
    assertThat(large.value("sha256")).contains(sha256(body));
    assertThat(californium.ask("get", tern.uri("/large"), "non").value("size")).contains("2000");
    assertThat(californium.ask("put", tern.uri("/store"), "size:2000").word(1)).isEqualTo("2.04");
    assertThat(tern.stored()).contains(body);
    Line separate = californium.ask("get", tern.uri("/separate"));
    assertThat(separate.value("type")).contains("CON");
    assertThat(californium.ask("get", tern.uri("/nothing")).word(1)).isEqualTo("4.04");
    assertThat(californium.ask("ping", tern.uri("")).word(1)).isEqualTo("ok");
  }

  private static String sha256(Bytes body) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body.toArray()));
  }

  @ParameterizedTest
  @CsvSource({"true,active", "false,reset"})
  @Spec({"COBS-01", "COBS-08", "CBLK-07"})
  void it_observes_until_it_cancels(boolean confirmable, String way) throws Exception {
    String uri = tern.uri("/observe");
    assertThat(californium.ask("observe", uri).value("observe")).isPresent();
    for (int size : new int[] {5, 6, 300}) {
      tern.change(PlainCoap.pattern(size), confirmable);
      // The answer to the cancelling GET of another run has no Observe.
      Line notified =
          californium.await(
              line ->
                  line.startsWith("event", "notified", uri) && line.value("observe").isPresent(),
              SOON);
      assertThat(notified.value("size")).contains(Integer.toString(size));
    }
    if (way.equals("active")) {
      californium.ask("cancel", uri, "way=active");
    } else {
      californium.ask("cancel", uri);
      tern.change(Bytes.ofUtf8("no more"), confirmable);
    }
    assertThat(tern.ended().poll(20, TimeUnit.SECONDS))
        .isEqualTo(way.equals("active") ? EndReason.CANCELLED : EndReason.RESET);
  }

  @Test
  @Spec({"REG-01", "CBLK-11", "REG-53"})
  void a_registration_in_small_blocks_is_one_registration() {
    StringBuilder links = new StringBuilder("</1/0>,</3/0>");
    for (int i = 0; i < 60; i++) {
      links.append(",</3303/").append(i).append('>');
    }
    try (LwM2mServer server =
        LwM2mServer.start(options -> options.coap("127.0.0.1:0").insecure())) {
      String uri = "coap://127.0.0.1:" + server.address().getPort();
      Line answer =
          californium.ask(
              "post", uri + "/rd?ep=blocks&lt=300&lwm2m=1.1&b=U", "format=40", "text:" + links);
      assertThat(answer.word(1)).isEqualTo("2.01");
      assertThat(answer.value("location")).get().asString().startsWith("/rd/");
      assertThat(server.registered()).isEqualTo(1);
    }
  }
}
