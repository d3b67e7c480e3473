// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.ContentFormat;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.AwakeSetting;
import io.tern.server.DesiredObservation;
import io.tern.server.Journal.Change;
import io.tern.server.ServerConfig;
import io.tern.server.queue.CommandQueue;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// A client in queue mode stays awake for a time of its own, or as long as all others.
class AwakeWindowTest {
  private static final EndpointName D = new EndpointName("d");
  private static final EndpointName E = new EndpointName("e");
  private static final Downlink.Read READ =
      new Downlink.Read(path("/3/0/1"), Optional.of(ContentFormat.TEXT));

  private final EngineFixture server = new EngineFixture();
  private final List<AwakeSetting> settings = new ArrayList<>();

  private void set(EndpointName endpoint, int seconds) {
    server
        .engine()
        .setAwake(endpoint, seconds, (setting, now) -> settings.add(setting), server.now);
  }

  private void unset(EndpointName endpoint) {
    server.engine().windows().unset(endpoint, (setting, now) -> settings.add(setting), server.now);
  }

  private static void submit(ServerEngine engine, EndpointName endpoint, long nowNanos) {
    engine
        .commands()
        .submit(endpoint, READ, 0, OptionalLong.empty(), (submission, now) -> {}, nowNanos);
  }

  private void submit(EndpointName endpoint) {
    submit(server.engine(), endpoint, server.now);
  }

  private void want(EndpointName endpoint) {
    DesiredObservation wish =
        new DesiredObservation(
            endpoint, List.of(path("/3303/0/1")), Optional.empty(), Attributes.NONE, server.now);
    server.engine().desired().want(wish, (durable, outcome, now) -> {}, server.now);
  }

  private List<Peer> sentTo() {
    return server.requester.sent.stream().map(sent -> sent.peer).toList();
  }

  private boolean isAsleep(String handle) {
    EngineFixture.Ending<?> ending = server.send(handle, READ);
    return !ending.isOpen() && ending.outcome() instanceof Outcome.Asleep;
  }

  @Test
  @Spec("QM-04")
  void each_client_gets_commands_within_its_own_window() {
    set(E, 20);
    assertThat(settings).containsExactly(new AwakeSetting.Made());
    server.registered(peer(1), "d", "Q");
    server.registered(peer(2), "e", "Q");
    server.advance(30 * SECOND);
    submit(D);
    submit(E);
    assertThat(sentTo()).containsExactly(peer(1));
  }

  @Test
  @Spec("QM-04")
  void a_window_decides_about_operations_and_observations_too() {
    set(E, 20);
    String asConfigured = server.registered(peer(1), "d", "Q");
    String own = server.registered(peer(2), "e", "Q");
    server.advance(20 * SECOND - 10);
    assertThat(isAsleep(own)).isFalse();
    server.requester.last().end(new Reply.Unreachable("gone"), server.now);
    server.advance(10);
    assertThat(isAsleep(own)).isTrue();
    assertThat(isAsleep(asConfigured)).isFalse();
    server.requester.last().end(new Reply.Unreachable("gone"), server.now);
    want(D);
    want(E);
    assertThat(server.requester.observed)
        .extracting(observed -> observed.peer)
        .containsExactly(peer(1));
  }

  @Test
  void who_is_not_in_queue_mode_is_awake_whatever_its_window() {
    set(D, 1);
    String handle = server.registered(peer(1), "d");
    server.advance(3_600 * SECOND);
    assertThat(isAsleep(handle)).isFalse();
  }

  @Test
  @Spec("QM-04")
  void a_window_outlives_registrations() {
    set(D, 20);
    String handle = server.registered(peer(1), "d", "Q");
    server.request(peer(1), EngineFixture.deregister(handle));
    String again = server.registered(peer(2), "d", "Q");
    server.advance(30 * SECOND);
    assertThat(isAsleep(again)).isTrue();
    assertThat(server.awake.count()).isEqualTo(1);
  }

  @Test
  @Spec({"QM-03", "QM-04"})
  void a_longer_window_has_what_waits_go_out_at_once() {
    set(D, 20);
    server.registered(peer(1), "d", "Q");
    server.advance(30 * SECOND);
    submit(D);
    want(D);
    set(D, 25);
    assertThat(server.requester.sent).isEmpty();
    assertThat(server.requester.observed).isEmpty();
    set(D, 60);
    assertThat(server.requester.observed).hasSize(1);
    server.requester.observed.getLast().answer(FakeRequester.observing("1", 1), server.now);
    assertThat(sentTo()).containsExactly(peer(1));
  }

  @Test
  @Spec("QM-04")
  void without_a_window_of_its_own_a_client_sleeps_as_long_as_the_others() {
    set(D, 20);
    String handle = server.registered(peer(1), "d", "Q");
    server.advance(30 * SECOND);
    submit(D);
    assertThat(server.requester.sent).isEmpty();
    unset(D);
    assertThat(sentTo()).containsExactly(peer(1));
    assertThat(server.awake.seconds(D)).isEmpty();
    server.requester.last().answer(FakeRequester.text("1"), server.now);
    server.advance(92 * SECOND);
    assertThat(isAsleep(handle)).isFalse();
    server.requester.last().end(new Reply.Unreachable("gone"), server.now);
    server.advance(SECOND);
    assertThat(isAsleep(handle)).isTrue();
    assertThat(settings).hasSize(2).containsOnly(new AwakeSetting.Made());
  }

  @Test
  @Spec("QM-07")
  void a_longer_window_wakes_nobody_who_left_a_request_unanswered() {
    set(D, 20);
    String handle = server.registered(peer(1), "d", "Q");
    server.send(handle, READ);
    server.advance(15 * SECOND);
    server.requester.last().end(new Reply.TimedOut(), server.now);
    server.advance(15 * SECOND);
    submit(D);
    set(D, 93);
    assertThat(server.requester.sent).hasSize(1);
  }

  @Test
  void what_waits_longer_than_a_client_is_awake_goes_out_when_its_window_grows() {
    set(D, 20);
    String handle = server.registered(peer(1), "d", "Q");
    server.send(handle, READ);
    server.advance(19 * SECOND);
    submit(D); // behind the one under way
    server.advance(2 * SECOND);
    server.requester.last().end(new Reply.Unreachable("gone"), server.now);
    assertThat(server.requester.sent).hasSize(1);
    assertThat(server.commands.isOpen(D)).isTrue();
    set(D, 60);
    assertThat(server.requester.sent).hasSize(2);
  }

  @Test
  void a_window_holds_once_it_is_durable_and_else_nothing_has_changed() {
    HeldJournal journal = new HeldJournal();
    server.journal = journal;
    set(D, 20);
    assertThat(settings).isEmpty();
    assertThat(server.awake.seconds(D)).isEmpty();
    journal.flush(true);
    assertThat(settings).containsExactly(new AwakeSetting.Made());
    assertThat(server.awake.seconds(D)).hasValue(20);
    set(D, 30);
    unset(D);
    journal.flush(false);
    assertThat(settings.subList(1, 3)).containsOnly(new AwakeSetting.Undurable());
    assertThat(server.awake.seconds(D)).hasValue(20);
    assertThat(journal.changes)
        .containsExactly(
            new Change.AwakeSet(D, 20), new Change.AwakeSet(D, 30), new Change.AwakeUnset(D));
  }

  @Test
  void more_windows_than_the_configuration_allows_are_refused() {
    server.config = ServerConfig.DEFAULT.withAwakeWindowsMax(1);
    set(D, 20);
    set(E, 20);
    set(D, 30);
    assertThat(settings)
        .hasExactlyElementsOfTypes(
            AwakeSetting.Made.class, AwakeSetting.Refused.class, AwakeSetting.Made.class);
    assertThat(server.awake.seconds(D)).hasValue(30);
    assertThat(server.awake.seconds(E)).isEmpty();
    unset(D);
    set(E, 20);
    assertThat(settings.getLast()).isEqualTo(new AwakeSetting.Made());
  }

  @Test
  void a_server_without_memory_takes_no_window_and_gives_one_up() {
    set(D, 20);
    server.engine().measureWith(now -> 0, () -> true);
    set(E, 20);
    unset(D);
    assertThat(settings)
        .hasExactlyElementsOfTypes(
            AwakeSetting.Made.class, AwakeSetting.Refused.class, AwakeSetting.Made.class);
    assertThat(server.awake.count()).isZero();
  }

  @Test
  @Spec("QM-04")
  void a_window_that_grows_at_home_reaches_a_client_that_another_loop_hears() {
    TwoLoops loops = new TwoLoops(server);
    ServerEngine home = loops.engines.get(CommandQueue.home(D, 2));
    int away = 1 - CommandQueue.home(D, 2);
    home.setAwake(D, 20, (setting, now) -> settings.add(setting), server.now);
    loops.registered(away, peer(1), "d", "Q");
    loops.settle();
    server.advance(30 * SECOND);
    submit(home, D, server.now);
    loops.deliver();
    assertThat(loops.requesters.get(away).sent).isEmpty();
    home.setAwake(D, 60, (setting, now) -> settings.add(setting), server.now);
    loops.deliver();
    assertThat(loops.requesters.get(away).sent).hasSize(1);
  }
}
