// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.deregister;
import static io.tern.server.engine.EngineFixture.id;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static io.tern.server.engine.EngineFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.coap.Reply;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Neighbours;
import io.tern.server.Observation;
import io.tern.server.ServerConfig;
import io.tern.server.ServerEvent;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DownlinkTest {
  private static final Downlink.Read READ = new Downlink.Read(path("/3/0/1"), Optional.empty());

  private final EngineFixture server = new EngineFixture();

  private static Node number(long value) {
    return new Node.SingleResource(1, new Value.Int(value));
  }

  @Test
  @Spec({"DM-01", "ARCH-08"})
  void a_read_goes_to_the_address_of_the_registration_and_its_answer_comes_back() {
    String handle = server.registered(peer(1), "d");
    server.request(peer(2), update(handle));
    EngineFixture.Ending<Node> ending = server.send(handle, READ);
    assertThat(ending.isOpen()).isTrue();
    assertThat(server.requester.last().peer).isEqualTo(peer(2));
    assertThat(server.requester.last().request.options().uriPath()).containsExactly("3", "0", "1");
    server.requester.last().answer(FakeRequester.text("42"), server.now);
    assertThat(ending.outcome()).isEqualTo(new Outcome.Answered<>(number(42)));
    assertThat(server.engine().gauges().operations()).isZero();
    assertThat(server.timers.pending()).isEqualTo(1);
  }

  @Test
  void every_reply_leads_to_its_outcome() {
    String handle = server.registered(peer(1), "d");
    List<Reply> replies =
        List.of(
            new Reply.Answered(peer(1), Response.error(Code.METHOD_NOT_ALLOWED, "no")),
            new Reply.Answered(peer(1), FakeRequester.text("abc")),
            new Reply.TimedOut(),
            new Reply.Reset(),
            new Reply.Unusable(new Malformed("x", "y")),
            new Reply.Refused("full"),
            new Reply.Cancelled());
    List<Outcome<Node>> outcomes = new ArrayList<>();
    for (Reply reply : replies) {
      EngineFixture.Ending<Node> ending = server.send(handle, READ);
      server.requester.last().end(reply, server.now);
      outcomes.add(ending.outcome());
    }
    assertThat(outcomes)
        .hasExactlyElementsOfTypes(
            Outcome.Rejected.class,
            Outcome.Undecodable.class,
            Outcome.TimedOut.class,
            Outcome.Reset.class,
            Outcome.Undecodable.class,
            Outcome.Overloaded.class,
            Outcome.Cancelled.class);
    assertThat(server.events.undecodable).hasSize(2);
    assertThat(server.engine().gauges().operations()).isZero();
  }

  @Test
  @Spec("DM-28")
  void what_does_not_fit_the_model_is_never_sent() {
    String handle = server.registered(peer(1), "d");
    Downlink.Write write =
        new Downlink.Write(
            path("/3/0/1"),
            Downlink.Write.Mode.REPLACE,
            new Node.SingleResource(1, new Value.Text("x")),
            Optional.empty());
    assertThat(server.send(handle, write).outcome()).isInstanceOf(Outcome.Invalid.class);
    assertThat(server.requester.sent).isEmpty();
  }

  @Test
  void an_unknown_registration_is_unreachable() {
    assertThat(server.send("0".repeat(32), READ).outcome()).isInstanceOf(Outcome.Unreachable.class);
    assertThat(server.timers.pending()).isZero();
  }

  @Test
  @Spec("QM-06")
  void operations_of_one_client_go_one_at_a_time_in_order() {
    String handle = server.registered(peer(1), "d");
    String other = server.registered(peer(2), "e");
    List<EngineFixture.Ending<Downlink.Done>> endings = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Arguments arguments = Arguments.parse(Integer.toString(i)).orElseThrow();
      endings.add(server.send(handle, new Downlink.Execute(path("/3/0/4"), arguments)));
    }
    assertThat(server.requester.sent).hasSize(1);
    server.send(other, READ);
    assertThat(server.requester.sent).hasSize(2);
    server.requester.sent.remove(1);
    for (int i = 0; i < 5; i++) {
      assertThat(server.requester.sent).hasSize(i + 1);
      assertThat(server.requester.last().request.payload().utf8()).isEqualTo(Integer.toString(i));
      server.requester.last().answer(Response.of(Code.CHANGED), server.now);
      assertThat(endings.get(i).outcome()).isEqualTo(new Outcome.Answered<>(new Downlink.Done()));
    }
  }

  @Test
  void too_many_waiting_operations_are_refused() {
    server.config = ServerConfig.DEFAULT.withLimits(3, 256, 1_000);
    String handle = server.registered(peer(1), "d");
    for (int i = 0; i < 4; i++) {
      assertThat(server.send(handle, READ).isOpen()).isTrue();
    }
    assertThat(server.send(handle, READ).outcome()).isInstanceOf(Outcome.Overloaded.class);
    assertThat(server.engine().gauges().operations()).isEqualTo(4);
  }

  @Test
  void an_operation_ends_in_its_time_waiting_included() {
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Node> first = server.send(handle, READ);
    server.advance(30 * SECOND);
    EngineFixture.Ending<Node> second = server.send(handle, READ);
    server.advance(30 * SECOND);
    assertThat(first.outcome()).isEqualTo(new Outcome.TimedOut<>());
    assertThat(server.requester.sent.getFirst().cancelled).isTrue();
    assertThat(second.isOpen()).isTrue();
    assertThat(server.requester.sent).hasSize(2);
    server.advance(30 * SECOND);
    assertThat(second.outcome()).isEqualTo(new Outcome.TimedOut<>());
    assertThat(server.engine().gauges().operations()).isZero();
  }

  @Test
  @Spec({"QM-03", "QM-04", "QM-14"})
  void a_client_in_queue_mode_sleeps_93_seconds_after_its_last_message() {
    String handle = server.registered(peer(1), "d", "Q", "lt=86400");
    server.advance(92 * SECOND);
    EngineFixture.Ending<Node> awake = server.send(handle, READ);
    assertThat(awake.isOpen()).isTrue();
    server.requester.last().answer(FakeRequester.text("1"), server.now);
    server.advance(92 * SECOND);
    assertThat(server.send(handle, READ).isOpen()).isTrue();
    server.requester.last().answer(FakeRequester.text("1"), server.now);
    server.advance(93 * SECOND);
    assertThat(server.send(handle, READ).outcome()).isEqualTo(new Outcome.Asleep<>());
    assertThat(server.requester.sent).hasSize(2);
    server.request(peer(1), update(handle));
    assertThat(server.send(handle, READ).isOpen()).isTrue();
  }

  @Test
  @Spec("QM-07")
  void a_client_in_queue_mode_that_leaves_a_request_unanswered_sleeps() {
    String handle = server.registered(peer(1), "d", "Q");
    EngineFixture.Ending<Node> first = server.send(handle, READ);
    EngineFixture.Ending<Node> second = server.send(handle, READ);
    server.now += SECOND;
    server.requester.last().end(new Reply.TimedOut(), server.now);
    assertThat(first.outcome()).isEqualTo(new Outcome.TimedOut<>());
    assertThat(second.outcome()).isEqualTo(new Outcome.Asleep<>());
    server.request(peer(1), update(handle));
    assertThat(server.send(handle, READ).isOpen()).isTrue();
  }

  @Test
  @Spec({"REG-54", "QM-09"})
  void what_waits_for_a_registration_ends_with_it() {
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Node> sent = server.send(handle, READ);
    EngineFixture.Ending<Node> waiting = server.send(handle, READ);
    server.request(peer(1), deregister(handle));
    assertThat(waiting.outcome()).isInstanceOf(Outcome.Unreachable.class);
    assertThat(sent.isOpen()).isTrue();
    server.requester.sent.getFirst().answer(FakeRequester.text("5"), server.now);
    assertThat(sent.outcome()).isEqualTo(new Outcome.Answered<>(number(5)));
    assertThat(server.requester.sent).hasSize(1);
    assertThat(server.engine().gauges()).isEqualTo(new ServerGauges(0, 0, 0, 0, 0));
  }

  @Test
  void closing_gives_every_operation_up() {
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Node> sent = server.send(handle, READ);
    EngineFixture.Ending<Node> waiting = server.send(handle, READ);
    server.engine().onClose(server.now);
    assertThat(sent.outcome()).isEqualTo(new Outcome.Cancelled<>());
    assertThat(waiting.outcome()).isEqualTo(new Outcome.Cancelled<>());
    assertThat(server.requester.sent).hasSize(1);
    assertThat(server.engine().gauges().operations()).isZero();
  }

  @Test
  @Spec("C21")
  void an_answer_of_another_identity_is_no_answer() {
    String handle = server.registered(peer(1, "d"), "d");
    EngineFixture.Ending<Node> ending = server.send(handle, READ);
    server.requester.last().end(new Reply.Answered(peer(1), FakeRequester.text("1")), server.now);
    assertThat(ending.outcome()).isInstanceOf(Outcome.Unreachable.class);
    assertThat(server.events.foreign).isEqualTo(1);
  }

  @Test
  @Spec({"OBS-01", "OBS-02", "OBS-23"})
  void notifications_are_reported_in_order_by_their_own_format() {
    String handle = server.registered(peer(1), "d");
    FakeRequester.Observed observation = server.observed(handle, "/3/0/1");
    assertThat(server.observations.of(id(handle)))
        .containsExactly(
            new Observation(
                id(handle), path("/3/0/1"), Optional.empty(), Token.of(1, 8), 0, server.now));
    for (int i = 2; i < 5; i++) {
      server.now += SECOND;
      observation.listener.onNotification(
          peer(1), FakeRequester.observing(Integer.toString(i), i), server.now);
    }
    List<ServerEvent.Notified> notified = server.events.of(ServerEvent.Notified.class);
    assertThat(notified)
        .extracting(event -> event.values().getFirst().node())
        .containsExactly(number(2), number(3), number(4));
    assertThat(notified.getLast())
        .isEqualTo(
            new ServerEvent.Notified(
                server.registration(handle),
                path("/3/0/1"),
                Optional.of(ContentFormat.TEXT),
                List.of(new TimedNode(Optional.empty(), path("/3/0/1"), number(4))),
                server.now));
    assertThat(notified.getLast().endpoint()).hasToString("d");
  }

  @Test
  @Spec("OBS-11")
  void an_answer_without_observe_is_a_read() {
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Downlink.Observed> ending =
        server.send(handle, new Downlink.Observe(path("/3/0/1"), Optional.empty()));
    server.requester.observed.getLast().answer(FakeRequester.text("7"), server.now);
    assertThat(ending.outcome())
        .isEqualTo(new Outcome.Answered<>(new Downlink.Observed(number(7), false)));
    assertThat(server.observations.count()).isZero();
    assertThat(server.engine().gauges().observations()).isZero();
  }

  @Test
  void an_observation_whose_first_value_cannot_be_read_is_not_kept() {
    String handle = server.registered(peer(1), "d");
    EngineFixture.Ending<Downlink.Observed> ending =
        server.send(handle, new Downlink.Observe(path("/3/0/1"), Optional.empty()));
    server.requester.observed.getLast().answer(FakeRequester.observing("x", 1), server.now);
    assertThat(ending.outcome()).isInstanceOf(Outcome.Undecodable.class);
    assertThat(server.requester.observed.getLast().forgotten).isTrue();
    assertThat(server.observations.count()).isZero();
  }

  @Test
  @Spec("OBS-14")
  void of_one_path_and_format_there_is_one_observation() {
    String handle = server.registered(peer(1), "d");
    FakeRequester.Observed first = server.observed(handle, "/3/0/1");
    EngineFixture.Ending<Downlink.Observed> failing =
        server.send(handle, new Downlink.Observe(path("/3/0/1"), Optional.empty()));
    server.requester.observed.getLast().listener.onReply(new Reply.TimedOut(), server.now);
    assertThat(failing.outcome()).isEqualTo(new Outcome.TimedOut<>());
    assertThat(first.forgotten).isFalse();
    FakeRequester.Observed second = server.observed(handle, "/3/0/1");
    assertThat(first.forgotten).isTrue();
    assertThat(second.forgotten).isFalse();
    assertThat(server.observations.of(id(handle))).hasSize(1);
    assertThat(server.engine().gauges().observations()).isEqualTo(1);
  }

  @Test
  void too_many_observations_of_one_client_are_refused() {
    server.config = ServerConfig.DEFAULT.withLimits(64, 2, 1_000);
    String handle = server.registered(peer(1), "d");
    server.observed(handle, "/3/0/1");
    server.observed(handle, "/3/0/2");
    assertThat(
            server.send(handle, new Downlink.Observe(path("/3/0/3"), Optional.empty())).outcome())
        .isInstanceOf(Outcome.Overloaded.class);
    server.observed(handle, "/3/0/2");
  }

  @Test
  @Spec("OBS-03")
  void cancelling_tells_the_client_and_forgets_in_any_case() {
    String handle = server.registered(peer(1), "d");
    for (Reply reply :
        List.of(
            new Reply.Answered(peer(1), FakeRequester.text("1")), (Reply) new Reply.TimedOut())) {
      FakeRequester.Observed observation = server.observed(handle, "/3/0/1");
      EngineFixture.Ending<Downlink.Done> ending =
          server.send(handle, new Downlink.CancelObservation(path("/3/0/1")));
      assertThat(server.observations.count()).isZero();
      observation.cancelListener.onReply(reply, server.now);
      assertThat(ending.outcome())
          .isEqualTo(
              reply instanceof Reply.TimedOut
                  ? new Outcome.TimedOut<>()
                  : new Outcome.Answered<>(new Downlink.Done()));
    }
    assertThat(server.send(handle, new Downlink.CancelObservation(path("/3/0/1"))).outcome())
        .isInstanceOf(Outcome.Invalid.class);
  }

  @Test
  @Spec("OBS-15")
  void an_error_ends_the_observation_and_is_reported() {
    String handle = server.registered(peer(1), "d");
    FakeRequester.Observed observation = server.observed(handle, "/3/0/1");
    observation.listener.onEnded(Response.of(Code.NOT_FOUND), server.now);
    assertThat(server.observations.count()).isZero();
    assertThat(server.events.of(ServerEvent.ObservationEnded.class)).hasSize(1);
  }

  @Test
  @Spec("C21")
  void a_notification_of_another_identity_is_ignored() {
    String handle = server.registered(peer(1, "d"), "d");
    FakeRequester.Observed observation = server.observed(handle, "/3/0/1");
    observation.listener.onNotification(peer(1), FakeRequester.observing("2", 2), server.now);
    observation.listener.onNotification(peer(2, "e"), FakeRequester.observing("2", 2), server.now);
    assertThat(server.events.of(ServerEvent.Notified.class)).isEmpty();
    assertThat(server.events.foreign).isEqualTo(2);
    observation.listener.onNotification(peer(9, "d"), FakeRequester.observing("2", 3), server.now);
    assertThat(server.events.of(ServerEvent.Notified.class)).hasSize(1);
    assertThat(server.registration(handle).peer()).isEqualTo(peer(1, "d"));
  }

  @Test
  void a_notification_that_cannot_be_read_is_counted_and_the_observation_goes_on() {
    String handle = server.registered(peer(1), "d");
    FakeRequester.Observed observation = server.observed(handle, "/3/0/1");
    Response broken = Response.content(Code.CONTENT, new ContentFormat(9999), Bytes.of(1));
    observation.listener.onNotification(peer(1), broken, server.now);
    observation.listener.onNotification(peer(1), FakeRequester.observing("x", 2), server.now);
    observation.listener.onNotification(peer(1), FakeRequester.observing("2", 3), server.now);
    assertThat(server.events.undecodable).hasSize(2);
    assertThat(server.events.of(ServerEvent.Notified.class)).hasSize(1);
    assertThat(observation.forgotten).isFalse();
  }

  @Test
  @Spec({"QM-04", "OBS-34"})
  void a_notification_opens_the_awake_window() {
    String handle = server.registered(peer(1), "d", "Q");
    FakeRequester.Observed observation = server.observed(handle, "/3/0/1");
    server.advance(200 * SECOND);
    assertThat(server.send(handle, READ).outcome()).isEqualTo(new Outcome.Asleep<>());
    observation.listener.onNotification(peer(1), FakeRequester.observing("2", 2), server.now);
    assertThat(server.registration(handle).lastSeenNanos()).isEqualTo(server.now);
    assertThat(server.send(handle, READ).isOpen()).isTrue();
  }

  @Test
  @Spec({"REG-41", "REG-48", "REG-49"})
  void other_loops_drop_what_they_hold_for_a_registration_that_moved_and_ended() {
    List<ServerEngine> engines = new ArrayList<>();
    Neighbours neighbours =
        new Neighbours() {
          @Override
          public int loops() {
            return 2;
          }

          @Override
          public boolean post(int loop, Errand errand) {
            errand.run(engines.get(loop), server.now);
            return true;
          }
        };
    FakeRequester first = new FakeRequester();
    engines.add(server.engine(0, first, neighbours));
    engines.add(server.engine(1, new FakeRequester(), neighbours));
    Response response =
        server.request(
            engines.get(0), peer(1), EngineFixture.register(EngineFixture.LINKS, "ep=d", "lt=60"));
    String handle = response.options().locationPath().getLast();
    for (String observed : List.of("/3/0/1", "/3303/0/1")) {
      Path path = path(observed);
      engines
          .get(0)
          .send(
              id(handle),
              new Downlink.Observe(path, Optional.empty()),
              SECOND,
              (o, n) -> {},
              server.now);
      first.observed.getLast().answer(FakeRequester.observing("1", 1), server.now);
    }
    server.request(engines.get(1), peer(2), EngineFixture.updateObjects(handle, "</1/0>,</3/0>"));
    assertThat(server.registration(handle).loop()).isEqualTo(1);
    assertThat(first.observed.get(0).forgotten).isFalse();
    assertThat(first.observed.get(1).forgotten).isTrue();
    server.advance(40 * SECOND);
    server.request(engines.get(1), peer(2), update(handle));
    server.advance(30 * SECOND);
    assertThat(server.find("d")).isPresent();
    assertThat(engines.get(0).gauges().expiries()).isZero();
    server.advance(40 * SECOND);
    assertThat(server.find("d")).isEmpty();
    assertThat(first.observed.get(0).forgotten).isTrue();
    assertThat(engines.get(0).gauges()).isEqualTo(new ServerGauges(0, 0, 0, 0, 0));
    assertThat(engines.get(1).gauges()).isEqualTo(new ServerGauges(0, 0, 0, 0, 0));
    assertThat(server.timers.pending()).isZero();
    assertThat(server.events.of(ServerEvent.Expired.class)).hasSize(1);
  }
}
