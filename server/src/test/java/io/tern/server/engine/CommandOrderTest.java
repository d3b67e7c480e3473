// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static io.tern.server.engine.EngineFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.ContentFormat;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.op.Downlink;
import io.tern.server.Command;
import io.tern.server.Command.State;
import io.tern.server.CommandId;
import io.tern.server.Withdrawal;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// First in first out for each client, also where the server is killed in between: a command goes out
/// when the outcomes of those before it are durable.
class CommandOrderTest {
  private static final EndpointName ENDPOINT = new EndpointName("d");

  private final EngineFixture server = new EngineFixture();
  private final HeldJournal journal = new HeldJournal();
  private String handle = "";

  @BeforeEach
  void register() {
    server.journal = journal;
    EngineFixture.Answer answer = new EngineFixture.Answer();
    server
        .engine()
        .onRequest(
            peer(1),
            EngineFixture.register(EngineFixture.LINKS, "ep=d", "lwm2m=1.1", "Q"),
            answer,
            server.now);
    journal.flush(true);
    handle = answer.only().options().locationPath().getLast();
  }

  private void submit(String path, OptionalLong expiresNanos) {
    Downlink.Read read = new Downlink.Read(path(path), Optional.of(ContentFormat.TEXT));
    server
        .engine()
        .commands()
        .submit(ENDPOINT, read, 0, expiresNanos, (submission, now) -> {}, server.now);
    journal.flush(true);
  }

  private void submit(String path) {
    submit(path, OptionalLong.empty());
  }

  private void sleep() {
    server.advance(100 * SECOND);
  }

  private void wake() {
    server.request(peer(1), update(handle));
    server.advance(2_000_000);
  }

  @Test
  @Spec({"QM-08", "4.6"})
  void the_next_command_goes_out_when_the_outcome_of_the_one_before_is_durable() {
    submit("/3/0/1");
    submit("/3/0/2");
    assertThat(server.requester.paths()).containsExactly("1");
    server.requester.last().answer(FakeRequester.text("1"), server.now);
    assertThat(server.requester.paths()).containsExactly("1");
    journal.flush(true);
    assertThat(server.requester.paths()).containsExactly("1", "2");
  }

  @Test
  void an_outcome_that_the_disk_refuses_holds_the_queue_until_it_is_taken() {
    submit("/3/0/1");
    submit("/3/0/2");
    server.requester.last().answer(FakeRequester.text("1"), server.now);
    journal.flush(false);
    wake();
    assertThat(server.requester.paths()).containsExactly("1");
    server.advance(2 * SECOND);
    journal.flush(true);
    assertThat(server.requester.paths()).containsExactly("1", "2");
  }

  @Test
  void what_is_taken_back_holds_the_queue_until_that_is_durable() {
    sleep();
    submit("/3/0/1");
    submit("/3/0/2");
    List<Withdrawal> withdrawals = new ArrayList<>();
    CommandId first = server.commands.of(ENDPOINT).getFirst().id();
    server
        .engine()
        .commands()
        .withdraw(ENDPOINT, first, (withdrawal, now) -> withdrawals.add(withdrawal), server.now);
    wake();
    assertThat(server.requester.paths()).isEmpty();
    journal.flush(true);
    assertThat(withdrawals).containsExactly(Withdrawal.WITHDRAWN);
    assertThat(server.requester.paths()).containsExactly("2");
  }

  @Test
  void a_command_that_expired_while_the_server_was_down_is_not_sent() {
    sleep();
    submit("/3/0/1", OptionalLong.of(server.now + 10 * SECOND));
    Command waiting = server.commands.of(ENDPOINT).getFirst();
    EngineFixture later = new EngineFixture();
    later.now = server.now + 20 * SECOND;
    later.registered(peer(1), "d", "Q");
    later.engine().commands().onAdopted(waiting, later.now);
    later.advance(2_000_000);
    assertThat(later.requester.sent).isEmpty();
    assertThat(later.commands.byId(waiting.id()).orElseThrow().state())
        .isInstanceOf(State.Ended.class);
  }
}
