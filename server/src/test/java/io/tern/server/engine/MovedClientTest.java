// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static io.tern.server.engine.EngineFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Response;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.spec.Spec;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A client that is at another address before it has answered.
class MovedClientTest {
  private static final EndpointName ENDPOINT = new EndpointName("d");
  private static final Downlink<Downlink.Done> REBOOT =
      new Downlink.Execute(path("/3/0/4"), Arguments.NONE);
  private static final Downlink<Node> READ =
      new Downlink.Read(path("/3/0/1"), Optional.of(ContentFormat.TEXT));

  private final EngineFixture server = new EngineFixture();
  private final String handle = server.registered(peer(1), "d", "Q");

  @Test
  @Spec("N3")
  void what_nobody_acknowledged_at_the_old_address_is_asked_at_the_new_one() {
    EngineFixture.Ending<Node> ending = server.send(handle, READ);
    FakeRequester.Sent old = server.requester.last();
    server.request(peer(2), update(handle));
    assertThat(old.cancelled).isTrue();
    assertThat(server.requester.paths()).containsExactly("1", "1");
    assertThat(server.requester.last().peer).isEqualTo(peer(2));
    assertThat(ending.isOpen()).isTrue();
    server.requester.last().answer(FakeRequester.text("1"), server.now);
    assertThat(ending.outcome()).isInstanceOf(Outcome.Answered.class);
    assertThat(server.engine().gauges().operations()).isZero();
  }

  @Test
  void an_update_from_the_same_address_asks_nothing_anew() {
    server.send(handle, READ);
    server.request(peer(1), update(handle));
    assertThat(server.requester.last().cancelled).isFalse();
    assertThat(server.requester.paths()).containsExactly("1");
  }

  @Test
  void what_was_acknowledged_at_the_old_address_is_waited_for() {
    EngineFixture.Ending<Node> ending = server.send(handle, READ);
    FakeRequester.Sent old = server.requester.last();
    old.acknowledged = true;
    server.request(peer(2), update(handle));
    assertThat(server.requester.paths()).containsExactly("1");
    old.answer(FakeRequester.text("1"), server.now);
    assertThat(ending.outcome()).isInstanceOf(Outcome.Answered.class);
  }

  @Test
  @Spec({"QM-08", "N3"})
  void an_execute_is_not_sent_to_the_new_address_and_what_waits_behind_it_is() {
    server.submit(ENDPOINT, REBOOT);
    server.submit(ENDPOINT, READ);
    FakeRequester.Sent execute = server.requester.last();
    server.request(peer(2), update(handle));
    assertThat(execute.cancelled).isTrue();
    server.advance(2_000_000);
    assertThat(server.requester.paths()).containsExactly("4", "1");
    assertThat(server.requester.last().peer).isEqualTo(peer(2));
    Command first = server.commands.of(ENDPOINT).getFirst();
    assertThat(first.state())
        .isInstanceOfSatisfying(
            Command.State.Ended.class,
            ended -> assertThat(ended.outcome()).isInstanceOf(Outcome.TimedOut.class));
  }

  @Test
  void an_observe_that_nobody_answered_is_asked_at_the_new_address() {
    EngineFixture.Ending<Downlink.Observed> ending =
        server.send(
            handle,
            new Downlink.Observe(
                path("/3303/0/1"), Optional.empty(), io.tern.lwm2m.attr.Attributes.NONE));
    server.request(peer(2), update(handle));
    assertThat(server.requester.observed).hasSize(2);
    assertThat(server.requester.observed.getFirst().forgotten).isTrue();
    assertThat(server.requester.observed.getLast().peer).isEqualTo(peer(2));
    server.requester.observed.getLast().answer(FakeRequester.observing("1", 1), server.now);
    assertThat(ending.outcome()).isInstanceOf(Outcome.Answered.class);
    assertThat(server.observations.of(EngineFixture.id(handle))).hasSize(1);
  }

  @Test
  void a_client_that_moves_to_another_loop_is_asked_at_its_new_address_too() {
    TwoLoops two = new TwoLoops(new EngineFixture());
    String there = two.registered(0, peer(1), "d");
    Ended ended = new Ended();
    two.engines
        .getFirst()
        .send(EngineFixture.id(there), READ, 60_000_000_000L, ended::end, two.server.now);
    two.server.request(two.engines.getLast(), peer(2), update(there));
    two.settle();
    assertThat(two.requesters.getFirst().sent).hasSize(2);
    FakeRequester.Sent again = two.requesters.getFirst().last();
    assertThat(again.peer).isEqualTo(peer(2));
    again.answer(Response.of(Code.CONTENT), two.server.now);
    assertThat(ended.count).isEqualTo(1);
  }

  private static final class Ended {
    private int count;

    void end(Outcome<Node> outcome, long nowNanos) {
      count++;
    }
  }
}
