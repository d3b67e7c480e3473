// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.deregister;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static io.tern.server.engine.EngineFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Reply;
import io.tern.coap.Response;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.server.Command.State;
import io.tern.server.CommandLimits;
import io.tern.server.ServerConfig;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents.CommandBound;
import io.tern.server.Submission;
import io.tern.server.Withdrawal;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CommandQueueTest {
  private static final EndpointName ENDPOINT = new EndpointName("d");
  private static final Downlink.Execute EXECUTE =
      new Downlink.Execute(path("/3/0/4"), Arguments.NONE);

  private final EngineFixture server = new EngineFixture();
  private final List<Submission> submissions = new ArrayList<>();

  private static Downlink.Read read(String path) {
    return new Downlink.Read(path(path), Optional.of(ContentFormat.TEXT));
  }

  private void submit(Downlink<?> operation, int priority, OptionalLong expiresIn) {
    submit(ENDPOINT, operation, priority, expiresIn);
  }

  private void submit(
      EndpointName endpoint, Downlink<?> operation, int priority, OptionalLong expiresIn) {
    server
        .engine()
        .commands()
        .submit(
            endpoint,
            operation,
            priority,
            expiresIn.isPresent() ? OptionalLong.of(server.now + expiresIn.getAsLong()) : expiresIn,
            (submission, now) -> submissions.add(submission),
            server.now);
  }

  private void submit(Downlink<?> operation) {
    submit(operation, 0, OptionalLong.empty());
  }

  private List<Command> commands() {
    return server.commands.of(ENDPOINT);
  }

  private List<String> states() {
    return commands().stream()
        .map(
            command ->
                switch (command.state()) {
                  case State.Queued(int attempts) -> "queued " + attempts;
                  case State.Started(int attempts, long since) -> "started " + attempts;
                  case State.Ended(Outcome<?> outcome, long at) ->
                      outcome.getClass().getSimpleName();
                })
        .toList();
  }

  private String asleep() {
    String handle = server.registered(peer(1), "d", "Q");
    server.advance(100 * SECOND);
    return handle;
  }

  private void wake(String handle) {
    server.request(peer(1), update(handle));
    server.advance(2_000_000);
  }

  private void answer(Response response) {
    server.requester.last().answer(response, server.now);
  }

  @Test
  @Spec({"QM-01", "QM-03", "QM-14", "int-109"})
  void a_command_for_a_sleeping_client_goes_out_after_its_next_update() {
    String handle = asleep();
    submit(read("/3/0/1"));
    assertThat(submissions).hasExactlyElementsOfTypes(Submission.Accepted.class);
    assertThat(server.requester.sent).isEmpty();
    assertThat(states()).containsExactly("queued 0");
    wake(handle);
    assertThat(server.requester.paths()).containsExactly("1");
    answer(FakeRequester.text("42"));
    assertThat(states()).containsExactly("Answered");
    assertThat(server.commands.isOpen(ENDPOINT)).isFalse();
    assertThat(server.engine().gauges().commands()).isZero();
  }

  @Test
  void a_command_for_a_client_that_is_awake_goes_out_at_once() {
    server.registered(peer(1), "d");
    submit(EXECUTE);
    assertThat(server.requester.paths()).containsExactly("4");
  }

  @Test
  @Spec("QM-06")
  void commands_go_one_at_a_time_in_order_and_greater_priority_goes_first() {
    String handle = asleep();
    submit(read("/3/0/1"));
    submit(read("/3/0/2"));
    submit(read("/3/0/3"), 5, OptionalLong.empty());
    wake(handle);
    List<String> order = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      assertThat(server.requester.sent).hasSize(i);
      order.add(server.requester.paths().getLast());
      answer(FakeRequester.text("1"));
    }
    assertThat(order).containsExactly("3", "1", "2");
    assertThat(states()).containsExactly("Answered", "Answered", "Answered");
  }

  @Test
  @Spec("QM-07")
  void a_silence_keeps_the_rest_and_what_may_be_repeated_for_the_next_wake_up() {
    String handle = asleep();
    submit(read("/3/0/1"));
    submit(read("/3/0/2"));
    wake(handle);
    server.requester.last().end(new Reply.TimedOut(), server.now);
    assertThat(states()).containsExactly("queued 1", "queued 0");
    assertThat(server.requester.sent).hasSize(1);
    wake(handle);
    assertThat(server.requester.paths()).containsExactly("1", "1");
    answer(FakeRequester.text("1"));
    answer(FakeRequester.text("1"));
    assertThat(states()).containsExactly("Answered", "Answered");
  }

  @Test
  void a_command_that_is_left_unanswered_too_often_ends_as_timed_out() {
    server.config = ServerConfig.DEFAULT.withCommands(new CommandLimits(100, 1_000, 2, 16, 93));
    String handle = asleep();
    submit(read("/3/0/1"));
    for (int i = 0; i < 2; i++) {
      wake(handle);
      server.requester.last().end(new Reply.TimedOut(), server.now);
    }
    assertThat(states()).containsExactly("TimedOut");
  }

  @Test
  @Spec("QM-07")
  void a_read_that_is_reset_is_tried_again_after_a_second_and_fails_in_the_end() {
    String handle = asleep();
    submit(read("/3/0/13"));
    submit(read("/3/0/9"));
    wake(handle);
    for (int attempt = 1; attempt < 5; attempt++) {
      server.requester.last().end(new Reply.Reset(), server.now);
      assertThat(states()).containsExactly("queued " + attempt, "queued 0");
      assertThat(server.requester.sent).hasSize(attempt);
      server.advance(SECOND + 2_000_000);
    }
    server.requester.last().end(new Reply.Reset(), server.now);
    assertThat(server.requester.paths()).containsExactly("13", "13", "13", "13", "13", "9");
    answer(FakeRequester.text("80"));
    assertThat(states()).containsExactly("Reset", "Answered");
  }

  @Test
  @Spec("QM-07")
  void a_reset_counts_at_each_wake_up_of_a_client_that_sleeps_at_once() {
    server.config = ServerConfig.DEFAULT.withAwakeSeconds(1);
    String handle = asleep();
    submit(read("/3/0/13"));
    submit(read("/3/0/9"));
    for (int wakeUp = 1; wakeUp <= 5; wakeUp++) {
      wake(handle);
      assertThat(server.requester.paths()).hasSize(wakeUp).containsOnly("13");
      server.requester.last().end(new Reply.Reset(), server.now);
      server.advance(10 * SECOND);
    }
    assertThat(states().getFirst()).isEqualTo("Reset");
    assertThat(server.requester.paths().getLast()).isEqualTo("9");
  }

  @Test
  void an_execute_that_is_reset_is_not_repeated_and_the_next_command_goes_out() {
    String handle = asleep();
    submit(EXECUTE);
    submit(read("/3/0/9"));
    wake(handle);
    server.requester.last().end(new Reply.Reset(), server.now);
    assertThat(states()).containsExactly("Reset", "started 1");
    answer(FakeRequester.text("80"));
    server.advance(10 * SECOND);
    wake(handle);
    assertThat(server.requester.paths()).containsExactly("4", "9");
  }

  @Test
  void a_command_that_could_not_be_sent_has_not_been_tried() {
    String handle = asleep();
    submit(read("/3/0/1"));
    wake(handle);
    server.requester.last().end(new Reply.Unreachable("no connection"), server.now);
    server.advance(10 * SECOND);
    assertThat(states()).containsExactly("queued 0");
    assertThat(server.requester.sent).hasSize(1);
  }

  @Test
  void a_reset_of_several_reads_at_once_has_them_go_out_alone() {
    String handle = asleep();
    submit(plainRead("/3/0/1"));
    submit(plainRead("/3/0/2"));
    wake(handle);
    server.requester.last().end(new Reply.Reset(), server.now);
    assertThat(server.requester.sent).hasSize(2);
    assertThat(server.requester.last().request.method()).isEqualTo(Code.GET);
    assertThat(states()).containsExactly("started 1", "queued 0");
  }

  @Test
  void an_execute_is_sent_once_whatever_becomes_of_it() {
    String handle = asleep();
    submit(EXECUTE);
    wake(handle);
    server.requester.last().end(new Reply.TimedOut(), server.now);
    assertThat(states()).containsExactly("TimedOut");
    wake(handle);
    assertThat(server.requester.sent).hasSize(1);
  }

  @Test
  void an_execute_is_durable_as_started_before_it_is_sent() {
    HeldJournal journal = new HeldJournal();
    server.journal = journal;
    String handle = registeredSlowly(journal);
    submit(EXECUTE);
    assertThat(submissions).isEmpty();
    journal.flush(true);
    assertThat(submissions).hasSize(1);
    assertThat(server.requester.sent).isEmpty();
    assertThat(journal.states()).hasExactlyElementsOfTypes(State.Queued.class, State.Started.class);
    journal.flush(true);
    assertThat(server.requester.paths()).containsExactly("4");
    assertThat(handle).isNotEmpty();
  }

  @Test
  void a_command_that_cannot_be_stored_is_refused_and_forgotten() {
    HeldJournal journal = new HeldJournal();
    server.journal = journal;
    registeredSlowly(journal);
    submit(EXECUTE);
    journal.flush(false);
    assertThat(submissions).hasExactlyElementsOfTypes(Submission.Undurable.class);
    assertThat(commands()).isEmpty();
    assertThat(server.requester.sent).isEmpty();
    assertThat(server.engine().gauges().commands()).isZero();
  }

  @Test
  void an_outcome_that_cannot_be_stored_is_stored_later_and_told_then() {
    HeldJournal journal = new HeldJournal();
    server.journal = journal;
    registeredSlowly(journal);
    submit(read("/3/0/1"));
    journal.flush(true);
    answer(FakeRequester.text("1"));
    journal.flush(false);
    assertThat(ended()).isZero();
    server.advance(SECOND + 2_000_000);
    journal.flush(true);
    assertThat(ended()).isEqualTo(1);
    assertThat(states()).containsExactly("Answered");
  }

  private String registeredSlowly(HeldJournal journal) {
    EngineFixture.Answer answer = new EngineFixture.Answer();
    server
        .engine()
        .onRequest(
            peer(1),
            EngineFixture.register(EngineFixture.LINKS, "ep=d", "lwm2m=1.1"),
            answer,
            server.now);
    journal.flush(true);
    journal.changes.clear();
    return answer.only().options().locationPath().getLast();
  }

  private long ended() {
    return server.events.of(ServerEvent.CommandChanged.class).stream()
        .filter(event -> event.command().state() instanceof State.Ended)
        .count();
  }

  @Test
  @Spec("QM-08")
  void a_command_expires_while_it_waits_and_is_not_sent() {
    String handle = asleep();
    submit(read("/3/0/1"), 0, OptionalLong.of(10 * SECOND));
    submit(read("/3/0/2"), 0, OptionalLong.of(5 * SECOND));
    server.advance(5 * SECOND + 2_000_000);
    assertThat(states()).containsExactly("queued 0", "Expired");
    server.advance(5 * SECOND);
    assertThat(states()).containsExactly("Expired", "Expired");
    wake(handle);
    assertThat(server.requester.sent).isEmpty();
    assertThat(server.engine().gauges().commands()).isZero();
  }

  @Test
  void a_command_that_has_not_been_sent_can_be_withdrawn() {
    String handle = asleep();
    submit(read("/3/0/1"));
    submit(read("/3/0/2"));
    wake(handle);
    List<Withdrawal> withdrawals = new ArrayList<>();
    commands().forEach(command -> withdraw(command, withdrawals));
    assertThat(withdrawals).containsExactly(Withdrawal.UNDER_WAY, Withdrawal.WITHDRAWN);
    answer(FakeRequester.text("1"));
    commands().forEach(command -> withdraw(command, withdrawals));
    assertThat(withdrawals.subList(2, 4)).containsExactly(Withdrawal.OVER, Withdrawal.OVER);
    assertThat(states()).containsExactly("Answered", "Cancelled");
    assertThat(server.requester.sent).hasSize(1);
  }

  private void withdraw(Command command, List<Withdrawal> withdrawals) {
    server
        .engine()
        .commands()
        .withdraw(ENDPOINT, command.id(), (done, now) -> withdrawals.add(done), server.now);
  }

  @Test
  @Spec("QM-09")
  void commands_outlive_the_registration_and_reach_the_next_one() {
    String handle = asleep();
    submit(read("/3/0/1"));
    server.request(peer(1), deregister(handle));
    server.advance(SECOND);
    assertThat(states()).containsExactly("queued 0");
    server.registered(peer(7), "d", "Q");
    server.advance(2_000_000);
    assertThat(server.requester.paths()).containsExactly("1");
    assertThat(server.requester.last().peer).isEqualTo(peer(7));
  }

  @Test
  @Spec({"QM-05", "SEND-10"})
  void a_notification_wakes_the_queue_up() {
    String handle = server.registered(peer(1), "d", "Q");
    FakeRequester.Observed observed = server.observed(handle, "/3303/0/1");
    server.advance(100 * SECOND);
    submit(read("/3/0/1"));
    assertThat(server.requester.sent).isEmpty();
    observed.listener.onNotification(peer(1), FakeRequester.observing("7", 2), server.now);
    server.advance(2_000_000);
    assertThat(server.requester.paths()).containsExactly("1");
  }

  @Test
  void too_many_commands_of_one_client_or_of_all_are_refused() {
    server.config = ServerConfig.DEFAULT.withCommands(new CommandLimits(2, 3, 5, 16, 93));
    asleep();
    for (int i = 0; i < 3; i++) {
      submit(read("/3/0/1"));
    }
    assertThat(submissions)
        .hasExactlyElementsOfTypes(
            Submission.Accepted.class, Submission.Accepted.class, Submission.Refused.class);
    assertThat(server.events.commandsRefused).containsExactly(CommandBound.PER_CLIENT);
    submit(new EndpointName("e"), read("/3/0/1"), 0, OptionalLong.empty());
    submit(new EndpointName("f"), read("/3/0/1"), 0, OptionalLong.empty());
    assertThat(submissions.get(3)).isInstanceOf(Submission.Accepted.class);
    assertThat(submissions.get(4)).isEqualTo(new Submission.Refused("the command queue is full"));
    assertThat(server.events.commandsRefused)
        .containsExactly(CommandBound.PER_CLIENT, CommandBound.TOTAL);
  }

  @Test
  void after_a_restart_what_waited_is_sent_and_a_started_execute_is_not() {
    submit(read("/3/0/1"));
    submit(EXECUTE);
    Command waiting = commands().get(0);
    Command started = commands().get(1).in(new State.Started(1, server.now));
    EngineFixture later = new EngineFixture();
    later.engine().commands().onAdopted(waiting, later.now);
    later.engine().commands().onAdopted(started, later.now);
    later.registered(peer(1), "d", "Q");
    later.advance(2_000_000);
    assertThat(later.requester.sent).hasSize(1);
    later.requester.last().answer(FakeRequester.text("1"), later.now);
    assertThat(later.requester.sent).hasSize(1);
    assertThat(later.commands.byId(started.id()).orElseThrow().state())
        .isInstanceOfSatisfying(
            State.Ended.class,
            ended -> assertThat(ended.outcome()).isInstanceOf(Outcome.TimedOut.class));
  }

  @Test
  void a_closing_server_leaves_what_has_no_outcome_for_the_next_run() {
    String handle = asleep();
    submit(read("/3/0/1"));
    wake(handle);
    server.engine().onClose(server.now);
    assertThat(states()).containsExactly("started 1");
    submit(read("/3/0/2"));
    assertThat(submissions.getLast()).isInstanceOf(Submission.Refused.class);
  }

  @Test
  @Spec("QM-08")
  void reads_that_follow_each_other_go_out_as_one_and_each_has_its_outcome() {
    String handle = asleep();
    submit(plainRead("/3/0/1"));
    submit(plainRead("/3/0/2"));
    submit(plainRead("/3303/0/3"));
    submit(EXECUTE);
    wake(handle);
    assertThat(server.requester.sent).hasSize(1);
    assertThat(server.requester.last().request.method()).isEqualTo(Code.FETCH);
    answer(senml("[{\"n\":\"/3/0/1\",\"v\":7},{\"n\":\"/3303/0/3\",\"v\":9}]"));
    assertThat(states()).containsExactly("Answered", "started 1", "Answered", "queued 0");
    assertThat(server.requester.last().request.method()).isEqualTo(Code.GET);
    assertThat(server.requester.last().request.options().uriPath()).endsWith("2");
    answer(Response.error(Code.NOT_FOUND, ""));
    assertThat(states()).containsExactly("Answered", "Rejected", "Answered", "started 1");
    assertThat(answered(2)).isEqualTo(new Node.SingleResource(3, new Value.Int(9)));
  }

  @Test
  void a_silence_after_several_reads_at_once_keeps_all_of_them() {
    String handle = asleep();
    submit(plainRead("/3/0/1"));
    submit(plainRead("/3/0/2"));
    wake(handle);
    server.requester.last().end(new Reply.TimedOut(), server.now);
    assertThat(states()).containsExactly("queued 1", "queued 1");
    wake(handle);
    assertThat(server.requester.sent).hasSize(2);
    assertThat(server.requester.last().request.method()).isEqualTo(Code.FETCH);
  }

  private static Downlink.Read plainRead(String path) {
    return new Downlink.Read(path(path), Optional.empty());
  }

  private static Response senml(String json) {
    return Response.content(Code.CONTENT, ContentFormat.SENML_JSON, Bytes.ofUtf8(json));
  }

  private Object answered(int index) {
    State.Ended ended = (State.Ended) commands().get(index).state();
    return ((Outcome.Answered<?>) ended.outcome()).value();
  }

  @Test
  void a_refusal_by_the_client_is_the_outcome() {
    String handle = asleep();
    submit(EXECUTE);
    wake(handle);
    answer(Response.error(Code.METHOD_NOT_ALLOWED, "no"));
    assertThat(states()).containsExactly("Rejected");
  }
}
