// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
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

/// A client that registers anew while it has not answered: it may have restarted, and does then not know
/// what it did.
class RestartedClientTest {
  private static final EndpointName ENDPOINT = new EndpointName("d");
  private static final Downlink<Downlink.Done> REBOOT =
      new Downlink.Execute(path("/3/0/4"), Arguments.NONE);
  private static final Downlink<Node> READ =
      new Downlink.Read(path("/3/0/1"), Optional.of(ContentFormat.TEXT));

  private final EngineFixture server = new EngineFixture();

  private String register() {
    return server.registered(peer(1), "d", "Q");
  }

  @Test
  @Spec({"DM-06", "QM-08", "4.6"})
  void an_execute_that_nobody_acknowledged_is_not_sent_again_and_what_follows_goes_out() {
    register();
    server.submit(ENDPOINT, REBOOT);
    server.submit(ENDPOINT, READ);
    FakeRequester.Sent execute = server.requester.last();
    register();
    assertThat(execute.cancelled).isTrue();
    server.advance(2_000_000);
    assertThat(server.requester.paths()).containsExactly("4", "1");
    Command first = server.commands.of(ENDPOINT).getFirst();
    assertThat(first.state())
        .isInstanceOfSatisfying(
            Command.State.Ended.class,
            ended -> assertThat(ended.outcome()).isInstanceOf(Outcome.TimedOut.class));
  }

  @Test
  @Spec("DM-06")
  void the_same_holds_where_it_said_goodbye_first() {
    String handle = register();
    EngineFixture.Ending<Downlink.Done> ending = server.send(handle, REBOOT);
    FakeRequester.Sent execute = server.requester.last();
    server.request(peer(1), EngineFixture.deregister(handle));
    assertThat(execute.cancelled).as("it may answer yet").isFalse();
    register();
    assertThat(execute.cancelled).isTrue();
    assertThat(ending.outcome()).isInstanceOf(Outcome.TimedOut.class);
    assertThat(server.engine().gauges().operations()).isZero();
  }

  @Test
  void an_execute_that_was_answered_after_goodbye_is_done_and_forgotten() {
    String handle = register();
    EngineFixture.Ending<Downlink.Done> ending = server.send(handle, REBOOT);
    FakeRequester.Sent execute = server.requester.last();
    server.request(peer(1), EngineFixture.deregister(handle));
    execute.answer(Response.of(Code.CHANGED), server.now);
    assertThat(ending.outcome()).isInstanceOf(Outcome.Answered.class);
    register();
    assertThat(execute.cancelled).isFalse();
  }

  @Test
  @Spec("DM-06")
  void an_execute_that_was_acknowledged_may_be_answered_later() {
    EngineFixture.Ending<Downlink.Done> ending = server.send(register(), REBOOT);
    FakeRequester.Sent execute = server.requester.last();
    execute.acknowledged = true;
    register();
    assertThat(ending.isOpen()).isTrue();
    execute.answer(Response.of(Code.CHANGED), server.now);
    assertThat(ending.outcome()).isInstanceOf(Outcome.Answered.class);
  }

  @Test
  void what_does_no_harm_twice_goes_on() {
    EngineFixture.Ending<Node> ending = server.send(register(), READ);
    register();
    assertThat(server.requester.last().cancelled).isFalse();
    server.requester.last().answer(FakeRequester.text("1"), server.now);
    assertThat(ending.outcome()).isInstanceOf(Outcome.Answered.class);
  }

  @Test
  @Spec({"QM-08", "4.6"})
  void a_command_that_never_had_its_turn_is_left_for_later_and_not_told_as_perhaps_done() {
    String handle = register();
    server
        .engine()
        .send(EngineFixture.id(handle), READ, 200 * SECOND, (outcome, now) -> {}, server.now);
    server.submit(ENDPOINT, REBOOT);
    assertThat(server.requester.paths()).containsExactly("1");
    server.advance(100 * SECOND);
    assertThat(server.requester.paths()).containsExactly("1");
    Command waiting = server.commands.of(ENDPOINT).getFirst();
    assertThat(waiting.state()).isInstanceOf(Command.State.Queued.class);
    server.requester.last().answer(FakeRequester.text("1"), server.now);
    server.request(peer(1), EngineFixture.update(handle));
    server.advance(2 * SECOND);
    assertThat(server.requester.paths()).containsExactly("1", "4");
  }
}
