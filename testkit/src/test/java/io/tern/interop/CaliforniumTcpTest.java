// SPDX-License-Identifier: Apache-2.0

package io.tern.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Responder.EndReason;
import io.tern.coap.Response;
import io.tern.coap.Transport;
import io.tern.peers.Line;
import io.tern.peers.PeerLaunch;
import io.tern.peers.PeerProcess;
import io.tern.peers.PeerProgram;
import io.tern.spec.Spec;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Californium over TCP as a plain CoAP peer, on either side.
@Timeout(180)
@ParameterizedClass
@EnumSource
@Spec({"TCP-01", "CTCP-01", "CTCP-02"})
class CaliforniumTcpTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  /// How large the blocks of both are.
  enum Blocks {
    SMALL(64, 1),
    MANY_IN_A_MESSAGE(1024, 4);

    private final int bytes;
    private final int bulk;

    Blocks(int bytes, int bulk) {
      this.bytes = bytes;
      this.bulk = bulk;
    }
  }

  private static final Map<Blocks, PeerProcess> PEERS = new EnumMap<>(Blocks.class);
  private static final Map<Blocks, PlainCoap> OURS = new EnumMap<>(Blocks.class);

  @Parameter private Blocks blocks;

  private PeerProcess californium;
  private PlainCoap tern;

  @BeforeAll
  static void startAll() throws Exception {
    for (Blocks each : Blocks.values()) {
      String[] arguments = {"--block", "" + each.bytes, "--bulk", "" + each.bulk};
      PEERS.put(each, PeerLaunch.of(PeerProgram.CALIFORNIUM_TCP, arguments).start());
      OURS.put(each, new PlainCoap(Transport.TCP, each.bytes));
    }
  }

  @AfterAll
  static void stopAll() {
    OURS.values().forEach(PlainCoap::close);
    PEERS.values().forEach(PeerProcess::close);
    OURS.clear();
    PEERS.clear();
  }

  @BeforeEach
  void choose() {
    californium = PEERS.get(blocks);
    tern = OURS.get(blocks);
  }

  private String theirs(String path) {
    return californium.uri("coap+tcp") + path;
  }

  private static boolean hasBody(int method) {
    return method != 1 && method != 4;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  @Spec({"COAP-55", "CFET-01", "CFET-02"})
  void it_answers_every_method(int method) throws Exception {
    Bytes body = hasBody(method) ? Bytes.ofUtf8("hello " + method) : Bytes.EMPTY;
    Response response = tern.ask(Code.of(method), theirs("/echo"), body, true);
    assertThat(response.code().isSuccess()).isTrue();
    assertThat(response.payload()).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource({
    "1, get, 2.05",
    "2, post, 2.04",
    "3, put, 2.04",
    "4, delete, 2.02",
    "5, fetch, 2.05",
    "6, patch, 2.04",
    "7, ipatch, 2.04"
  })
  @Spec({"COAP-55", "CFET-01", "CFET-02"})
  void it_asks_with_every_method(int method, String name, String code) {
    Line answer =
        hasBody(method)
            ? californium.ask(name, tern.uri("/echo"), "text:hello")
            : californium.ask(name, tern.uri("/echo"));
    assertThat(answer.word(1)).isEqualTo(code);
    assertThat(answer.words().contains("text:hello")).isEqualTo(hasBody(method));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 1024, 1025, 2000, 20_000, 200_000})
  @Spec({"CBLK-01", "CBLK-02", "CBLK-04", "CTCP-08", "TCP-05"})
  void bodies_travel_to_it_and_back(int size) throws Exception {
    Bytes body = PlainCoap.pattern(size);
    assertThat(tern.ask(Code.GET, theirs("/large?size=" + size), Bytes.EMPTY, true).payload())
        .isEqualTo(body);
    assertThat(tern.ask(Code.PUT, theirs("/store"), body, true).code()).isEqualTo(Code.CHANGED);
    assertThat(tern.ask(Code.GET, theirs("/store"), Bytes.EMPTY, true).payload()).isEqualTo(body);
    assertThat(tern.ask(Code.POST, theirs("/echo"), body, true).payload()).isEqualTo(body);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 65, 1025, 20_000, 200_000})
  @Spec({"CBLK-01", "CBLK-02", "CBLK-04", "CTCP-08", "TCP-05"})
  void bodies_travel_from_it_and_back(int size) throws Exception {
    Bytes body = PlainCoap.pattern(size);
    assertThat(californium.ask("put", tern.uri("/store"), "size:" + size).word(1))
        .isEqualTo("2.04");
    assertThat(tern.stored()).contains(body);
    Line echoed = californium.ask("post", tern.uri("/echo"), "size:" + size);
    assertThat(echoed.value("size")).contains(Integer.toString(size));
    if (size > 256) {
      assertThat(echoed.value("sha256")).contains(sha256(body));
    }
  }

  private static String sha256(Bytes body) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body.toArray()));
  }

  @Test
  @Spec({"CTCP-08", "TCP-05"})
  void a_message_carries_as_much_of_a_body_as_the_other_side_takes() throws Exception {
    PlainCoap.Sizes sizes = tern.sizes();
    int most = blocks.bytes * blocks.bulk;
    sizes.largestSent();
    tern.ask(Code.PUT, theirs("/store"), PlainCoap.pattern(20_000), true);
    assertThat(sizes.largestSent()).isEqualTo(most);
    californium.ask("get", tern.uri("/large"));
    assertThat(sizes.largestSent()).as("an answer").isEqualTo(Math.min(2000, most));
    sizes.largestReceived();
    tern.ask(Code.GET, theirs("/large?size=20000"), Bytes.EMPTY, true);
    assertThat(sizes.largestReceived()).isEqualTo(most);
    californium.ask("put", tern.uri("/store"), "size:20000");
    assertThat(sizes.largestReceived()).as("a request").isEqualTo(most);
  }

  @Test
  @Spec({"COBS-01", "COBS-02", "CTCP-05", "TCP-04"})
  void it_is_observed_until_cancelled() throws Exception {
    BlockingQueue<Bytes> heard = new LinkedBlockingQueue<>();
    var observation = tern.observe(theirs("/observe"), heard);
    assertThat(heard.poll(20, TimeUnit.SECONDS)).isNotNull();
    for (String value : new String[] {"one", "two", PlainCoap.pattern(3000).utf8()}) {
      californium.ask("change", "text:" + value);
      Bytes notified = heard.poll(20, TimeUnit.SECONDS);
      assertThat(notified).isNotNull();
      assertThat(notified.utf8()).isEqualTo(value);
    }
    tern.cancel(observation);
    assertThat(californium.ask("observers").word(2)).isEqualTo("0");
  }

  @Test
  @Spec({"COBS-01", "COBS-02", "CTCP-05", "TCP-04"})
  void it_observes_until_it_cancels() throws Exception {
    String uri = tern.uri("/observe");
    assertThat(californium.ask("observe", uri).value("observe")).isPresent();
    for (int size : new int[] {5, 6, 3000}) {
      tern.change(PlainCoap.pattern(size), true);
      Line notified = californium.await(line -> line.startsWith("event", "notified", uri), SOON);
      assertThat(notified.value("size")).contains(Integer.toString(size));
    }
    californium.ask("cancel", uri);
    assertThat(tern.ended().poll(20, TimeUnit.SECONDS)).isEqualTo(EndReason.CANCELLED);
  }
}
