// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
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

  private ContentFormat written(String handle, Code answer) {
    EngineFixture.Ending<Downlink.Done> ending = server.send(handle, WRITE);
    FakeRequester.Sent sent = server.requester.last();
    sent.answer(Response.of(answer), server.now);
    assertThat(ending.isOpen()).isFalse();
    return sent.request.options().contentFormat().orElseThrow();
  }

  @Test
  @Spec("FMT-16")
  void a_format_refused_with_4_15_is_not_sent_again_to_that_registration() {
    String handle = server.registered(peer(1), "d");
    String other = server.registered(peer(2), "e");
    ContentFormat first = written(handle, Code.UNSUPPORTED_CONTENT_FORMAT);
    ContentFormat second = written(handle, Code.UNSUPPORTED_CONTENT_FORMAT);
    ContentFormat third = written(handle, Code.CHANGED);
    assertThat(Set.of(first, second, third)).hasSize(3);
    assertThat(written(handle, Code.CHANGED)).isEqualTo(third);
    assertThat(written(other, Code.CHANGED)).isEqualTo(first);
    String again = server.registered(peer(1), "d");
    assertThat(written(again, Code.CHANGED)).isEqualTo(first);
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
