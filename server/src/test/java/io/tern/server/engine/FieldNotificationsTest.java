// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.ServerEvent;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How clients of the field answer Read and Observe and notify, message by message, against the engine
/// behind its CoAP endpoint.
class FieldNotificationsTest {
  private static final Peer DEVICE = peer(1);
  private static final ContentFormat TEXT = ContentFormat.TEXT;

  private final EngineFixture fixture = new EngineFixture();
  private Wire wire;
  private Wire.Node server;
  private ServerEngine engine;
  private String handle = "";
  private int messageId = 0x7000;

  @BeforeEach
  void register() {
    wire = new Wire(1);
    server =
        wire.attach(
            peer(5683),
            requester -> {
              engine =
                  fixture.engineOn(
                      wire,
                      requester,
                      (release, objects) -> id -> Optional.of(EngineFixture.model(id)));
              return engine;
            });
    var request = EngineFixture.register(EngineFixture.LINKS, "ep=d", "lwm2m=1.1");
    Message created =
        tell(Type.CON, Code.POST, Token.of(5, 2), request.options(), request.payload()).getFirst();
    handle = created.options().locationPath().getLast();
  }

  /// What the server sends when a message of the device's own has arrived.
  private List<Message> tell(Type type, Code code, Token token, Options options, Bytes payload) {
    return tell(new Message(type, code, messageId++, token, options, payload));
  }

  private List<Message> tell(Message message) {
    return tell(DEVICE, message);
  }

  private List<Message> tell(Peer from, Message message) {
    wire.unclaimed.clear();
    server.receive(from, UdpCodec.encode(message));
    wire.run(SECOND / 10);
    return sent();
  }

  private List<Message> sent() {
    return wire.unclaimed.stream()
        .map(datagram -> ((Decoded.Ok) UdpCodec.decode(datagram)).message())
        .toList();
  }

  private <R> EngineFixture.Ending<R> ask(Downlink<R> operation) {
    wire.unclaimed.clear();
    EngineFixture.Ending<R> ending = new EngineFixture.Ending<>();
    engine.send(EngineFixture.id(handle), operation, 300 * SECOND, ending::take, wire.now);
    wire.run(SECOND / 10);
    return ending;
  }

  private static Message answer(Message request, Options options, String text) {
    return new Message(
        Type.ACK, Code.CONTENT, request.messageId(), request.token(), options, Bytes.ofUtf8(text));
  }

  private static Options.Builder text() {
    return Options.builder().contentFormat(TEXT);
  }

  private static Node number(long value) {
    return new Node.SingleResource(9, new Value.Int(value));
  }

  /// Observes /3/0/9, which the device answers with that number; returns the token.
  private Token observed(int number) {
    EngineFixture.Ending<Downlink.Observed> ending =
        ask(new Downlink.Observe(path("/3/0/9"), Optional.empty()));
    Message request = sent().getFirst();
    assertThat(request.options().observe()).hasValue(0);
    tell(answer(request, text().observe(number).build(), "1"));
    assertThat(ending.outcome())
        .isEqualTo(new Outcome.Answered<>(new Downlink.Observed(number(1), true)));
    return request.token();
  }

  private List<Message> notify(Type type, Token token, int number, String value) {
    return tell(type, Code.CONTENT, token, text().observe(number).build(), Bytes.ofUtf8(value));
  }

  private List<Node> heard() {
    return fixture.events.of(ServerEvent.Notified.class).stream()
        .map(event -> event.values().getLast().node())
        .toList();
  }

  @Test
  @Spec({"OBS-22", "COBS-02", "RFC7641-3.4"})
  void numbers_wrap_at_24_bits_and_what_is_older_is_acknowledged_and_dropped() {
    Token token = observed(0xFFFFFE);
    assertThat(notify(Type.NON, token, 0xFFFFFF, "2")).isEmpty();
    assertThat(notify(Type.CON, token, 0, "3")).extracting(Message::type).containsExactly(Type.ACK);
    assertThat(notify(Type.NON, token, 1, "4")).isEmpty();
    assertThat(notify(Type.CON, token, 0xFFFFF0, "5"))
        .extracting(Message::type)
        .containsExactly(Type.ACK);
    assertThat(notify(Type.NON, token, 1, "6")).isEmpty();
    assertThat(heard()).containsExactly(number(2), number(3), number(4));
  }

  @Test
  @Spec({"OBS-23", "FMT-18"})
  void each_notification_is_read_by_its_own_format() {
    Token token = observed(1);
    Options tlv = Options.builder().contentFormat(ContentFormat.TLV).observe(2).build();
    Options old = Options.builder().contentFormat(new ContentFormat(1542)).observe(3).build();
    Options cbor = Options.builder().contentFormat(ContentFormat.CBOR).observe(4).build();
    Options none = Options.builder().observe(5).build();
    tell(Type.NON, Code.CONTENT, token, tlv, Bytes.ofHex("c10902"));
    tell(Type.CON, Code.CONTENT, token, old, Bytes.ofHex("c10903"));
    tell(Type.NON, Code.CONTENT, token, cbor, Bytes.ofHex("04"));
    tell(Type.CON, Code.CONTENT, token, none, Bytes.ofHex("05"));
    assertThat(heard()).containsExactly(number(2), number(3), number(4), number(5));
  }

  @Test
  @Spec({"OBS-01", "QM-11", "RFC7252-5.2.2"})
  void an_observation_may_begin_with_a_separate_answer() {
    EngineFixture.Ending<Downlink.Observed> ending =
        ask(new Downlink.Observe(path("/3/0/9"), Optional.empty()));
    Message request = sent().getFirst();
    tell(Message.empty(Type.ACK, request.messageId()));
    assertThat(ending.isOpen()).isTrue();
    assertThat(notify(Type.CON, request.token(), 7, "1"))
        .extracting(Message::type)
        .containsExactly(Type.ACK);
    assertThat(ending.outcome())
        .isEqualTo(new Outcome.Answered<>(new Downlink.Observed(number(1), true)));
    notify(Type.NON, request.token(), 8, "2");
    assertThat(heard()).containsExactly(number(2));
  }

  @Test
  @Spec({"OBS-11", "COBS-04", "OBS-16"})
  void who_answers_an_observe_without_observing_is_reset_when_it_notifies_all_the_same() {
    EngineFixture.Ending<Downlink.Observed> ending =
        ask(new Downlink.Observe(path("/3/0/9"), Optional.empty()));
    Message request = sent().getFirst();
    tell(answer(request, text().build(), "1"));
    assertThat(ending.outcome())
        .isEqualTo(new Outcome.Answered<>(new Downlink.Observed(number(1), false)));
    assertThat(engine.gauges().observations()).isZero();
    for (Type type : List.of(Type.CON, Type.NON)) {
      assertThat(notify(type, request.token(), 2, "2"))
          .extracting(Message::type)
          .containsExactly(Type.RST);
    }
  }

  @Test
  @Spec({"OBS-15", "COBS-04"})
  void an_error_ends_an_observation_and_is_acknowledged() {
    Token token = observed(1);
    assertThat(tell(Type.CON, Code.NOT_FOUND, token, Options.NONE, Bytes.EMPTY))
        .extracting(Message::type)
        .containsExactly(Type.ACK);
    assertThat(fixture.events.of(ServerEvent.ObservationEnded.class)).hasSize(1);
    assertThat(notify(Type.NON, token, 2, "2")).extracting(Message::type).containsExactly(Type.RST);
  }

  @Test
  @Spec({"REG-49", "OBS-16"})
  void a_notification_from_behind_another_port_is_taken() {
    Token token = observed(1);
    Message moved =
        new Message(
            Type.CON, Code.CONTENT, 0x100, token, text().observe(2).build(), Bytes.ofUtf8("2"));
    assertThat(tell(peer(40_000), moved)).extracting(Message::type).containsExactly(Type.ACK);
    assertThat(heard()).containsExactly(number(2));
  }

  @Test
  @Spec({"REG-49", "OBS-03"})
  void an_observation_is_cancelled_at_the_address_of_the_last_update() {
    Token token = observed(1);
    wire.unclaimed.clear();
    Message update =
        new Message(
            Type.CON,
            Code.POST,
            0x100,
            Token.of(9, 1),
            EngineFixture.update(handle).options(),
            Bytes.EMPTY);
    assertThat(tell(peer(40_000), update)).extracting(Message::code).containsExactly(Code.CHANGED);
    List<Bytes> atOldAddress = new ArrayList<>();
    List<Bytes> atNewAddress = new ArrayList<>();
    wire.attach(
        DEVICE,
        requester -> (from, request, responder, now) -> atOldAddress.add(request.payload()));
    wire.attach(
        peer(40_000),
        requester ->
            (from, request, responder, now) -> {
              assertThat(request.options().observe()).hasValue(1);
              atNewAddress.add(request.payload());
              responder.respond(FakeRequester.text("3"), now);
            });
    EngineFixture.Ending<Downlink.Done> cancelled =
        ask(new Downlink.CancelObservation(path("/3/0/9")));
    assertThat(cancelled.outcome()).isEqualTo(new Outcome.Answered<>(new Downlink.Done()));
    assertThat(atOldAddress).isEmpty();
    assertThat(atNewAddress).hasSize(1);
    notify(Type.NON, token, 2, "2");
    assertThat(heard()).isEmpty();
  }

  /// The device tells `body` in blocks of 64 bytes, from the first, which it has told already.
  private void serve(String body, Optional<Bytes> etag) {
    for (int number = 1; number * 64 < body.length(); number++) {
      Message get = sent().getLast();
      assertThat(get.code()).isEqualTo(Code.GET);
      assertThat(get.options().uriPath()).containsExactly("3", "0", "0");
      assertThat(get.options().has(OptionNumber.OBSERVE)).isFalse();
      assertThat(get.options().block2()).contains(new Block(number, false, 2));
      tell(answer(get, block(body, number, etag).build(), part(body, number)));
    }
  }

  private static Options.Builder block(String body, int number, Optional<Bytes> etag) {
    Options.Builder options =
        text().block2(new Block(number, (number + 1) * 64 < body.length(), 2));
    etag.ifPresent(tag -> options.add(OptionNumber.ETAG, tag));
    return options;
  }

  private static String part(String body, int number) {
    return body.substring(number * 64, Math.min(body.length(), number * 64 + 64));
  }

  @Test
  @Spec({"OBS-24", "CBLK-02", "RFC7959-2.6"})
  void a_large_notification_is_fetched_block_by_block() {
    EngineFixture.Ending<Downlink.Observed> ending =
        ask(new Downlink.Observe(path("/3/0/0"), Optional.empty()));
    Message request = sent().getFirst();
    tell(answer(request, text().observe(1).build(), "small"));
    assertThat(ending.outcome()).isInstanceOf(Outcome.Answered.class);
    List<Node> told = new ArrayList<>();
    int number = 2;
    for (Type type : List.of(Type.CON, Type.NON)) {
      for (Optional<Bytes> etag : List.of(Optional.<Bytes>empty(), Optional.of(Bytes.of(number)))) {
        String body = ("value " + number + " ").repeat(30);
        tell(
            type,
            Code.CONTENT,
            request.token(),
            block(body, 0, etag).observe(number++).build(),
            Bytes.ofUtf8(part(body, 0)));
        serve(body, etag);
        told.add(new Node.SingleResource(0, new Value.Text(body)));
      }
    }
    assertThat(heard()).isEqualTo(told);
    notify(Type.NON, request.token(), number, "small again");
    assertThat(heard()).hasSize(5);
    assertThat(server.gauges().clientExchanges()).isZero();
  }

  @Test
  @Spec({"OBS-24", "CBLK-10"})
  void a_notification_that_comes_while_a_large_one_is_fetched_takes_its_place() {
    EngineFixture.Ending<Downlink.Observed> ending =
        ask(new Downlink.Observe(path("/3/0/0"), Optional.empty()));
    Message request = sent().getFirst();
    tell(answer(request, text().observe(1).build(), "small"));
    assertThat(ending.isOpen()).isFalse();
    String body = "first ".repeat(30);
    Options first = block(body, 0, Optional.empty()).observe(2).build();
    tell(Type.CON, Code.CONTENT, request.token(), first, Bytes.ofUtf8(part(body, 0)));
    Message get = sent().getLast();
    notify(Type.CON, request.token(), 3, "newer");
    tell(answer(get, block(body, 1, Optional.empty()).build(), part(body, 1)));
    assertThat(heard()).containsExactly(new Node.SingleResource(0, new Value.Text("newer")));
    assertThat(engine.gauges().observations()).isEqualTo(1);
  }

  @Test
  @Spec({"COAP-11", "RFC7252-5.4.1"})
  void an_answer_with_an_option_that_must_not_be_ignored_is_rejected() {
    EngineFixture.Ending<Node> ending = ask(new Downlink.Read(path("/3/0/9"), Optional.empty()));
    Message request = sent().getFirst();
    tell(Message.empty(Type.ACK, request.messageId()));
    Options critical = text().add(65_001, Bytes.of(1)).build();
    assertThat(tell(Type.CON, Code.CONTENT, request.token(), critical, Bytes.ofUtf8("87")))
        .extracting(Message::type)
        .containsExactly(Type.RST);
    assertThat(ending.outcome()).isInstanceOf(Outcome.Undecodable.class);
  }

  @Test
  @Spec({"FMT-18", "RFC7252-5.4.1"})
  void tags_ages_and_options_that_may_be_ignored_do_no_harm() {
    EngineFixture.Ending<Node> ending =
        ask(new Downlink.Read(path("/3/0/9"), Optional.of(ContentFormat.SENML_CBOR)));
    Message request = sent().getFirst();
    Options much =
        text()
            .add(OptionNumber.ETAG, Bytes.of(1, 2, 3))
            .addUint(OptionNumber.MAX_AGE, 0)
            .addUint(OptionNumber.SIZE2, 2)
            .block2(new Block(0, false, 6))
            .add(65_000, Bytes.of(1))
            .build();
    tell(answer(request, much, "87"));
    assertThat(ending.outcome()).isEqualTo(new Outcome.Answered<>(number(87)));
  }

  @Test
  @Spec({"RFC7252-4.3", "COAP-14"})
  void an_empty_confirmable_message_is_answered_with_reset() {
    assertThat(tell(Message.empty(Type.CON, 0x1234)))
        .containsExactly(Message.empty(Type.RST, 0x1234));
  }
}
