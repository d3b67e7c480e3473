// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.coap.Response;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.server.memory.ServerCounters;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the server learns of the formats of a client.
class FormatTest {
  private static final Bytes WIDE = Bytes.ofHex("c40900000057");
  private static final Downlink.Write WRITE =
      new Downlink.Write(
          path("/3/0/1"),
          Downlink.Write.Mode.REPLACE,
          new Node.SingleResource(1, new Value.Int(60)),
          Optional.empty());

  private final EngineFixture server = new EngineFixture();

  /// The format that the write went out in when the client had given these answers, of which the last ends
  /// it.
  private ContentFormat written(String handle, Code... answers) {
    EngineFixture.Ending<Downlink.Done> ending = server.send(handle, WRITE);
    FakeRequester.Sent sent = server.requester.last();
    for (Code answer : answers) {
      assertThat(ending.isOpen()).isTrue();
      sent = server.requester.last();
      sent.answer(Response.of(answer), server.now);
    }
    assertThat(ending.isOpen()).isFalse();
    return sent.request.options().contentFormat().orElseThrow();
  }

  @Test
  @Spec("FMT-16")
  void a_format_refused_with_4_15_is_not_sent_again_to_that_registration() {
    String handle = server.registered(peer(1), "d");
    String other = server.registered(peer(2), "e");
    assertThat(written(other, Code.CHANGED)).isEqualTo(ContentFormat.SENML_CBOR);
    assertThat(written(handle, Code.UNSUPPORTED_CONTENT_FORMAT, Code.CHANGED))
        .isEqualTo(ContentFormat.SENML_JSON);
    assertThat(written(handle, Code.UNSUPPORTED_CONTENT_FORMAT, Code.CHANGED))
        .isEqualTo(ContentFormat.TLV);
    assertThat(written(handle, Code.CHANGED)).isEqualTo(ContentFormat.TLV);
    assertThat(written(other, Code.CHANGED)).isEqualTo(ContentFormat.SENML_CBOR);
    String again = server.registered(peer(1), "d");
    assertThat(written(again, Code.CHANGED)).isEqualTo(ContentFormat.SENML_CBOR);
  }

  @Test
  @Spec({"FMT-16", "FMT-41"})
  void a_client_that_takes_text_alone_is_written_to_in_text() {
    String handle =
        server
            .request(peer(1), EngineFixture.register("</1/0>,</3/0>", "ep=d", "lwm2m=1.0"))
            .options()
            .locationPath()
            .getLast();
    assertThat(written(handle, Code.UNSUPPORTED_CONTENT_FORMAT, Code.CHANGED))
        .isEqualTo(ContentFormat.TEXT);
    assertThat(server.requester.last().request.payload()).isEqualTo(Bytes.ofUtf8("60"));
    assertThat(written(handle, Code.CHANGED)).isEqualTo(ContentFormat.TEXT);
  }

  @Test
  @Spec("FMT-16")
  void a_client_that_takes_no_format_at_all_has_refused() {
    String handle = server.registered(peer(1), "d");
    Code no = Code.UNSUPPORTED_CONTENT_FORMAT;
    assertThat(written(handle, no, no, no, no)).isEqualTo(ContentFormat.TEXT);
  }

  @Test
  @Spec("FMT-16")
  void a_format_that_was_asked_for_is_not_changed() {
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Downlink.Done> ending =
        server.send(
            handle,
            new Downlink.Write(
                WRITE.path(), WRITE.mode(), WRITE.node(), Optional.of(ContentFormat.TLV)));
    server.requester.last().answer(Response.of(Code.UNSUPPORTED_CONTENT_FORMAT), server.now);
    assertThat(ending.outcome())
        .isEqualTo(new Outcome.Rejected<>(Code.UNSUPPORTED_CONTENT_FORMAT, ""));
  }

  @Test
  @Spec({"FMT-16", "REG-29"})
  void an_answer_format_that_we_chose_is_given_up_when_it_is_refused() {
    String handle = registeredWithTlv();
    EngineFixture.Ending<Node> ending =
        server.send(handle, new Downlink.Read(path("/3/0/9"), Optional.empty()));
    assertThat(server.requester.last().request.options().accept()).contains(ContentFormat.TLV);
    server.requester.last().answer(Response.of(Code.NOT_ACCEPTABLE), server.now);
    assertThat(ending.isOpen()).isTrue();
    assertThat(server.requester.last().request.options().accept()).isEmpty();
    server.requester.last().answer(FakeRequester.text("87"), server.now);
    assertThat(ending.outcome())
        .isEqualTo(new Outcome.Answered<Node>(new Node.SingleResource(9, new Value.Int(87))));
  }

  /// A client of 1.1 that announces SenML JSON and TLV.
  private String registeredWithTlv() {
    String links = "</lwm2m>;rt=\"oma.lwm2m\";ct=\"110 11542\",</lwm2m/1/0>,</lwm2m/3/0>";
    return server
        .request(peer(1), EngineFixture.register(links, "ep=d", "lwm2m=1.1"))
        .options()
        .locationPath()
        .getLast();
  }

  /// A client of 1.2, which announces no format.
  private String registered12() {
    Response response =
        server.request(peer(1), EngineFixture.register("</1/0>,</3/0>", "ep=d", "lwm2m=1.2"));
    return response.options().locationPath().getLast();
  }

  /// The format of the body that a Read-Composite is tried with after the client gave these answers.
  private ContentFormat asked(String handle, Code... answers) {
    EngineFixture.Ending<Downlink.Contents> ending =
        server.send(handle, new Downlink.ReadComposite(List.of(path("/3/0/1")), Optional.empty()));
    for (Code answer : answers) {
      server.requester.last().answer(Response.of(answer), server.now);
    }
    ContentFormat last = server.requester.last().request.options().contentFormat().orElseThrow();
    if (ending.isOpen()) {
      server.requester.last().answer(Response.of(Code.BAD_REQUEST), server.now);
    }
    return last;
  }

  @Test
  @Spec("FMT-16")
  void what_was_refused_before_another_try_succeeded_is_remembered() {
    String handle = registered12();
    assertThat(asked(handle)).isEqualTo(ContentFormat.SENML_ETCH_CBOR);
    assertThat(asked(handle, Code.UNSUPPORTED_CONTENT_FORMAT)).isEqualTo(ContentFormat.SENML_CBOR);
    assertThat(asked(handle)).isEqualTo(ContentFormat.SENML_CBOR);
    assertThat(asked(handle, Code.UNSUPPORTED_CONTENT_FORMAT))
        .isEqualTo(ContentFormat.SENML_ETCH_JSON);
    assertThat(asked(handle)).isEqualTo(ContentFormat.SENML_ETCH_JSON);
  }

  @Test
  @Spec("FMT-16")
  void an_answer_format_refused_with_4_06_is_not_asked_for_again() {
    String handle = registered12();
    asked(handle, Code.NOT_ACCEPTABLE);
    asked(handle);
    assertThat(server.requester.last().request.options().accept())
        .contains(ContentFormat.SENML_JSON);
  }

  @Test
  @Spec("DT-11")
  void an_answer_that_deviates_is_understood_and_reported() {
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Node> ending =
        server.send(handle, new Downlink.Read(path("/3/0/9"), Optional.empty()));
    server
        .requester
        .last()
        .answer(Response.content(Code.CONTENT, ContentFormat.TLV, WIDE), server.now);
    assertThat(ending.outcome())
        .isEqualTo(new Outcome.Answered<Node>(new Node.SingleResource(9, new Value.Int(87))));
    assertThat(server.events.tolerated).containsExactly(Tolerance.TLV_WIDE_INTEGER);
  }

  @Test
  @Spec({"FMT-16", "OBS-01"})
  void an_observation_in_a_refused_format_is_asked_for_in_another() {
    String handle = registeredWithTlv();
    EngineFixture.Ending<Downlink.Observed> ending =
        server.send(handle, new Downlink.Observe(path("/3/0/9"), Optional.empty()));
    FakeRequester.Observed first = server.requester.observed.getLast();
    assertThat(first.request.options().accept()).contains(ContentFormat.TLV);
    first.answer(Response.of(Code.NOT_ACCEPTABLE), server.now);
    assertThat(first.forgotten).isTrue();
    FakeRequester.Observed second = server.requester.observed.getLast();
    assertThat(second.request.options().accept()).isEmpty();
    second.answer(FakeRequester.observing("1", 1), server.now);
    assertThat(ending.outcome()).isInstanceOf(Outcome.Answered.class);
    assertThat(server.observations.count()).isEqualTo(1);
    assertThat(server.engine().gauges().observations()).isEqualTo(1);
  }

  private static Response bare(Bytes payload, int... observe) {
    Options.Builder options = Options.builder();
    for (int number : observe) {
      options.observe(number);
    }
    return new Response(Code.CONTENT, options.build(), payload);
  }

  @ParameterizedTest
  @Spec({"FMT-13", "FMT-18"})
  @CsvSource({"3837, 87", "c10957, 87"})
  void a_value_without_content_format_is_text_or_tlv(String payload, long value) {
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Node> ending =
        server.send(handle, new Downlink.Read(path("/3/0/9"), Optional.empty()));
    server.requester.last().answer(bare(Bytes.ofHex(payload)), server.now);
    assertThat(ending.outcome())
        .isEqualTo(new Outcome.Answered<Node>(new Node.SingleResource(9, new Value.Int(value))));
    assertThat(server.events.tolerated).containsExactly(Tolerance.VALUE_WITHOUT_FORMAT);
  }

  @Test
  @Spec({"FMT-13", "FMT-18"})
  void a_value_without_content_format_is_in_the_format_that_was_asked_for() {
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Node> ending =
        server.send(
            handle, new Downlink.Read(path("/3/0/9"), Optional.of(ContentFormat.SENML_JSON)));
    server.requester.last().answer(bare(Bytes.ofUtf8("[{\"n\":\"/3/0/9\",\"v\":87}]")), server.now);
    assertThat(ending.outcome())
        .isEqualTo(new Outcome.Answered<Node>(new Node.SingleResource(9, new Value.Int(87))));
  }

  @Test
  @Spec("FMT-13")
  void what_makes_no_sense_in_any_likely_format_is_undecodable() {
    String handle = server.registered(peer(1), "d");
    for (String payload : List.of("1857", "ffff", "6e6f", "")) {
      EngineFixture.Ending<Node> ending =
          server.send(handle, new Downlink.Read(path("/3/0/9"), Optional.empty()));
      server.requester.last().answer(bare(Bytes.ofHex(payload)), server.now);
      assertThat(ending.outcome()).as(payload).isInstanceOf(Outcome.Undecodable.class);
    }
    assertThat(server.events.tolerated).isEmpty();
  }

  @Test
  @Spec("FMT-13")
  void a_value_without_content_format_is_refused_where_the_operator_says_so() {
    server.config =
        server.config.withPayloads(
            server.config.objectLinks(),
            server.config.answers().refusing(Set.of(Tolerance.VALUE_WITHOUT_FORMAT)));
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Node> ending =
        server.send(handle, new Downlink.Read(path("/3/0/9"), Optional.empty()));
    server.requester.last().answer(bare(Bytes.ofUtf8("87")), server.now);
    assertThat(ending.outcome()).isInstanceOf(Outcome.Undecodable.class);
  }

  @Test
  @Spec({"OBS-23", "FMT-13"})
  void a_notification_without_content_format_has_that_of_the_one_before() {
    String handle = server.registered(peer(1), "d");
    FakeRequester.Observed observed = server.observed(handle, "/3/0/0");
    Response named =
        new Response(
            Code.CONTENT,
            Options.builder().contentFormat(ContentFormat.CBOR).observe(2).build(),
            Bytes.ofHex("6161"));
    observed.listener.onNotification(peer(1), bare(Bytes.ofUtf8("aa"), 3), server.now);
    observed.listener.onNotification(peer(1), named, server.now);
    observed.listener.onNotification(peer(1), bare(Bytes.ofHex("6162"), 4), server.now);
    assertThat(server.events.of(ServerEvent.Notified.class))
        .extracting(event -> event.values().getFirst().node())
        .containsExactly(
            new Node.SingleResource(0, new Value.Text("aa")),
            new Node.SingleResource(0, new Value.Text("a")),
            new Node.SingleResource(0, new Value.Text("b")));
    assertThat(server.events.tolerated)
        .containsExactly(Tolerance.VALUE_WITHOUT_FORMAT, Tolerance.VALUE_WITHOUT_FORMAT);
  }

  @Test
  void deviations_are_counted_for_each_client_until_it_is_gone() {
    Registration device = server.registration(server.registered(peer(1), "d"));
    ServerCounters counters = new ServerCounters();
    Path path = path("/3/0/9");
    counters.onTolerated(device, path, Set.of(Tolerance.TLV_WIDE_INTEGER), 0);
    counters.onTolerated(
        device, path, Set.of(Tolerance.TLV_WIDE_INTEGER, Tolerance.TLV_IN_INSTANCE), 0);
    assertThat(counters.tolerated(Tolerance.TLV_WIDE_INTEGER)).isEqualTo(2);
    assertThat(counters.tolerated(Tolerance.CBOR_NULL)).isZero();
    assertThat(counters.warnings(device.endpoint()))
        .isEqualTo(Map.of(Tolerance.TLV_WIDE_INTEGER, 2L, Tolerance.TLV_IN_INSTANCE, 1L));
    assertThat(counters.warnings(new EndpointName("e"))).isEmpty();
    counters.onEvent(new ServerEvent.Expired(device, 0));
    assertThat(counters.warnings(device.endpoint())).isEmpty();
    assertThat(counters.tolerated(Tolerance.TLV_WIDE_INTEGER)).isEqualTo(2);
  }
}
