// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.id;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.coap.Reply;
import io.tern.coap.Response;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.codec.Change;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Observation;
import io.tern.server.ServerEvent;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Composite operations as a client sees them, and what becomes of its answers.
class CompositeTest {
  private static final List<Path> PATHS = List.of(path("/3/0/1"), path("/3303/0"));
  private static final String PACK = "[{\"n\":\"/3/0/1\",\"v\":7},{\"n\":\"/3303/0/2\",\"v\":8}]";
  private static final Downlink.ReadComposite READ =
      new Downlink.ReadComposite(PATHS, Optional.empty());
  private static final Downlink.ObserveComposite OBSERVE =
      new Downlink.ObserveComposite(PATHS, Optional.empty(), Attributes.NONE);
  private final EngineFixture server = new EngineFixture();

  private static TimedNode value(String path, long value) {
    Path at = path(path);
    return new TimedNode(
        Optional.empty(), at, new Node.SingleResource(at.resourceId(), new Value.Int(value)));
  }

  private static final Downlink.Contents CONTENTS =
      new Downlink.Contents(List.of(value("/3/0/1", 7), value("/3303/0/2", 8)));

  private static Response json(String pack) {
    return Response.content(Code.CONTENT, ContentFormat.SENML_JSON, Bytes.ofUtf8(pack));
  }

  private static Response observing(String pack, int number) {
    Options options =
        Options.builder().contentFormat(ContentFormat.SENML_JSON).observe(number).build();
    return new Response(Code.CONTENT, options, Bytes.ofUtf8(pack));
  }

  @Test
  @Spec({"DM-09", "DM-123"})
  void a_read_composite_is_answered_resource_by_resource() {
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Downlink.Contents> ending = server.send(handle, READ);
    assertThat(server.requester.last().request.method()).isEqualTo(Code.FETCH);
    server.requester.last().answer(json(PACK), server.now);
    assertThat(ending.outcome()).isEqualTo(new Outcome.Answered<>(CONTENTS));
  }

  @Test
  @Spec("DM-122")
  void a_body_that_the_client_does_not_know_is_sent_in_another_format() {
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Downlink.Contents> ending = server.send(handle, READ);
    server.requester.last().answer(Response.error(Code.UNSUPPORTED_CONTENT_FORMAT, ""), server.now);
    assertThat(server.requester.sent).hasSize(2);
    assertThat(server.requester.last().request.options().contentFormat())
        .contains(ContentFormat.SENML_JSON);
    server.requester.last().answer(json(PACK), server.now);
    assertThat(ending.outcome()).isEqualTo(new Outcome.Answered<>(CONTENTS));
  }

  @Test
  @Spec({"DM-122", "FMT-16"})
  void an_answer_that_the_client_cannot_give_is_asked_for_in_another_format() {
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Downlink.Contents> ending = server.send(handle, READ);
    assertThat(server.requester.last().request.options().accept())
        .contains(ContentFormat.SENML_CBOR);
    server.requester.last().answer(Response.error(Code.NOT_ACCEPTABLE, ""), server.now);
    assertThat(server.requester.last().request.options().accept())
        .contains(ContentFormat.SENML_JSON);
    server.requester.last().answer(json(PACK), server.now);
    assertThat(ending.outcome()).isEqualTo(new Outcome.Answered<>(CONTENTS));
  }

  @Test
  @Spec({"DM-132", "FMT-16"})
  void a_client_that_takes_no_composite_body_is_read_path_by_path() {
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Downlink.Contents> ending =
        server.send(handle, new Downlink.ReadComposite(List.of(path("/3/0/1")), Optional.empty()));
    for (int i = 0; i < 2; i++) {
      assertThat(server.requester.last().request.method()).isEqualTo(Code.FETCH);
      server
          .requester
          .last()
          .answer(Response.error(Code.UNSUPPORTED_CONTENT_FORMAT, ""), server.now);
    }
    assertThat(server.requester.last().request.options().uriPath()).containsExactly("3", "0", "1");
    server.requester.last().answer(FakeRequester.text("7"), server.now);
    assertThat(ending.outcome())
        .isEqualTo(new Outcome.Answered<>(new Downlink.Contents(List.of(value("/3/0/1", 7)))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.01", "4.04", "4.05", "5.01"})
  @Spec({"DM-132", "AMB-51", "AMB-03", "QRK-09", "SCR-05"})
  void a_client_without_read_composite_is_read_path_by_path(String code) {
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Downlink.Contents> ending =
        server.send(
            handle,
            new Downlink.ReadComposite(
                List.of(path("/3/0/1"), path("/3/0/9"), path("/3303")), Optional.empty()));
    Code refusal = Code.of(code.charAt(0) - '0', code.charAt(3) - '0');
    server.requester.last().answer(Response.error(refusal, ""), server.now);
    assertThat(server.requester.last().request.options().uriPath()).containsExactly("3", "0", "1");
    server.requester.last().answer(FakeRequester.text("7"), server.now);
    server.requester.last().answer(Response.error(Code.NOT_FOUND, ""), server.now);
    assertThat(server.requester.last().request.options().uriPath()).containsExactly("3303");
    server.requester.last().answer(json("[{\"n\":\"/3303/0/2\",\"v\":8}]"), server.now);
    assertThat(ending.outcome()).isEqualTo(new Outcome.Answered<>(CONTENTS));
  }

  @Test
  @Spec({"DM-132", "FEAT-15"})
  void so_is_one_of_release_1_0() {
    Response registered =
        server.request(
            peer(1), EngineFixture.register(EngineFixture.LINKS, "ep=d", "lwm2m=1.0", "lt=300"));
    String handle = registered.options().locationPath().getLast();
    EngineFixture.Ending<Downlink.Contents> ending =
        server.send(handle, new Downlink.ReadComposite(List.of(Path.ROOT), Optional.empty()));
    for (String object : List.of("1", "3", "3303")) {
      assertThat(server.requester.last().request.options().uriPath()).containsExactly(object);
      Response answer =
          object.equals("3")
              ? Response.error(Code.UNAUTHORIZED, "")
              : json("[{\"n\":\"/" + object + "/0/1\",\"v\":5}]");
      server.requester.last().answer(answer, server.now);
    }
    assertThat(ending.outcome())
        .isEqualTo(
            new Outcome.Answered<>(
                new Downlink.Contents(List.of(value("/1/0/1", 5), value("/3303/0/1", 5)))));
  }

  @Test
  @Spec("DM-132")
  void what_refuses_every_single_read_as_well_has_refused() {
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Downlink.Contents> ending = server.send(handle, READ);
    for (int i = 0; i < 3; i++) {
      server.requester.last().answer(Response.error(Code.UNAUTHORIZED, "no"), server.now);
    }
    assertThat(ending.outcome()).isEqualTo(new Outcome.Rejected<>(Code.UNAUTHORIZED, "no"));
    EngineFixture.Ending<Downlink.Contents> silent = server.send(handle, READ);
    server.requester.last().answer(Response.error(Code.METHOD_NOT_ALLOWED, ""), server.now);
    server.requester.last().end(new Reply.TimedOut(), server.now);
    assertThat(silent.outcome()).isEqualTo(new Outcome.TimedOut<>());
  }

  @Test
  @Spec({"DM-10", "DM-127", "DM-132"})
  void a_write_composite_is_never_taken_apart() {
    String handle = server.registered(peer(1), "d");
    Downlink.WriteComposite write =
        new Downlink.WriteComposite(
            List.of(new Change.Put(path("/3/0/1"), new Value.Int(1))), Optional.empty());
    EngineFixture.Ending<Downlink.Done> ending = server.send(handle, write);
    assertThat(server.requester.last().request.method()).isEqualTo(Code.IPATCH);
    server.requester.last().answer(Response.error(Code.METHOD_NOT_ALLOWED, ""), server.now);
    assertThat(ending.outcome()).isEqualTo(new Outcome.Rejected<>(Code.METHOD_NOT_ALLOWED, ""));
    assertThat(server.requester.sent).hasSize(1);
    EngineFixture.Ending<Downlink.Done> done = server.send(handle, write);
    server.requester.last().answer(Response.of(Code.CHANGED), server.now);
    assertThat(done.outcome()).isEqualTo(new Outcome.Answered<>(new Downlink.Done()));
  }

  private FakeRequester.Observed observed(String handle) {
    EngineFixture.Ending<Downlink.ObservedComposite> ending = server.send(handle, OBSERVE);
    FakeRequester.Observed observation = server.requester.observed.getLast();
    observation.answer(observing(PACK, 1), server.now);
    assertThat(ending.outcome())
        .isEqualTo(new Outcome.Answered<>(new Downlink.ObservedComposite(CONTENTS, true)));
    return observation;
  }

  @Test
  @Spec({"OBS-04", "OBS-02", "OBS-29", "OBS-23"})
  void composite_notifications_tell_of_all_paths() {
    String handle = server.registered(peer(1), "d");
    FakeRequester.Observed observation = observed(handle);
    assertThat(observation.request.method()).isEqualTo(Code.FETCH);
    List<Observation> running = server.observations.of(id(handle));
    assertThat(running).hasSize(1);
    assertThat(running.getFirst().isOf(PATHS, true)).isTrue();
    assertThat(running.getFirst().path()).isEqualTo(Path.ROOT);
    observation.listener.onNotification(peer(1), observing(PACK, 2), server.now);
    assertThat(server.events.of(ServerEvent.Notified.class))
        .singleElement()
        .satisfies(event -> assertThat(event.values()).isEqualTo(CONTENTS.nodes()));
  }

  @Test
  @Spec({"OBS-05", "OBS-32"})
  void it_is_cancelled_by_exactly_its_paths() {
    String handle = server.registered(peer(1), "d");
    FakeRequester.Observed observation = observed(handle);
    List<Path> reversed = List.of(PATHS.get(1), PATHS.get(0));
    assertThat(server.send(handle, new Downlink.CancelObservationComposite(reversed)).outcome())
        .isInstanceOf(Outcome.Invalid.class);
    assertThat(server.send(handle, new Downlink.CancelObservation(PATHS.get(0))).outcome())
        .isInstanceOf(Outcome.Invalid.class);
    EngineFixture.Ending<Downlink.Done> ending =
        server.send(handle, new Downlink.CancelObservationComposite(PATHS));
    observation.cancelListener.onReply(new Reply.Answered(peer(1), json(PACK)), server.now);
    assertThat(ending.outcome()).isEqualTo(new Outcome.Answered<>(new Downlink.Done()));
    assertThat(server.observations.count()).isZero();
  }

  @Test
  @Spec({"REG-48", "OBS-29"})
  void it_lasts_as_long_as_the_client_has_one_of_its_paths() {
    String handle = server.registered(peer(1), "d");
    observed(handle);
    server.request(peer(1), EngineFixture.updateObjects(handle, "</1/0>,</3/0>"));
    assertThat(server.observations.count()).isEqualTo(1);
    server.request(peer(1), EngineFixture.updateObjects(handle, "</1/0>"));
    assertThat(server.observations.count()).isZero();
    assertThat(server.events.of(ServerEvent.ObservationEnded.class)).hasSize(1);
  }

  @Test
  @Spec({"OBS-26", "FEAT-18"})
  void attributes_of_one_observation_go_with_the_request_to_clients_of_1_2() {
    Response registered =
        server.request(
            peer(1), EngineFixture.register(EngineFixture.LINKS, "ep=d", "lwm2m=1.2", "lt=300"));
    String handle = registered.options().locationPath().getLast();
    Attributes periods = Attributes.NONE.withPmin(5).withPmax(15);
    server.send(handle, new Downlink.Observe(path("/3/0/1"), Optional.empty(), periods));
    FakeRequester.Observed observation = server.requester.observed.getLast();
    assertThat(observation.request.options().uriQuery()).containsExactly("pmin=5", "pmax=15");
    observation.answer(FakeRequester.observing("1", 1), server.now);
    assertThat(server.observations.of(id(handle)).getFirst().attributes()).isEqualTo(periods);
    String old = server.registered(peer(2), "e");
    assertThat(
            server
                .send(old, new Downlink.Observe(path("/3/0/1"), Optional.empty(), periods))
                .outcome())
        .isInstanceOf(Outcome.Invalid.class);
  }
}
