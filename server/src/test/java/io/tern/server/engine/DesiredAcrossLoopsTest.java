// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static io.tern.server.engine.EngineFixture.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.coap.Reply;
import io.tern.coap.Response;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.DesiredObservation;
import io.tern.server.ObservationStatus;
import io.tern.server.queue.CommandQueue;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Wishes live on the home loop of their endpoint, observations where the client was heard when it
/// agreed, and the client is anywhere.
class DesiredAcrossLoopsTest {
  private static final EndpointName ENDPOINT = new EndpointName("d");
  private static final List<Path> ONE = List.of(path("/3303/0/1"));
  private static final List<Path> SEVERAL = List.of(path("/3303/0/1"), path("/3/0"));

  private final EngineFixture server = new EngineFixture();
  private final TwoLoops loops = new TwoLoops(server);
  private final int home = CommandQueue.home(ENDPOINT, 2);
  private final int away = 1 - home;
  private final List<Outcome<?>> tried = new ArrayList<>();

  private DesiredObservation wish(List<Path> paths) {
    return new DesiredObservation(ENDPOINT, paths, Optional.empty(), Attributes.NONE, server.now);
  }

  private void want(List<Path> paths) {
    loops
        .engines
        .get(home)
        .want(wish(paths), false, (durable, outcome, now) -> tried.add(outcome), server.now);
    loops.deliver();
  }

  private void unwant(List<Path> paths) {
    loops
        .engines
        .get(home)
        .desired()
        .unwant(ENDPOINT, paths, (durable, outcome, now) -> tried.add(outcome), server.now);
    loops.deliver();
  }

  private List<FakeRequester.Observed> asked(int loop) {
    return loops.requesters.get(loop).observed;
  }

  private void agree(int loop) {
    asked(loop).getLast().answer(FakeRequester.observing("1", 1), server.now);
    loops.deliver();
  }

  private ObservationStatus status() {
    return server.desired.of(ENDPOINT).getFirst().status();
  }

  @Test
  @Spec("OBS-18")
  void the_client_is_asked_on_the_loop_where_it_was_heard_and_its_answer_comes_home() {
    loops.registered(away, peer(1), "d");
    want(ONE);
    assertThat(asked(home)).isEmpty();
    assertThat(asked(away)).hasSize(1);
    assertThat(tried).isEmpty();
    agree(away);
    assertThat(tried).hasExactlyElementsOfTypes(Outcome.Answered.class);
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
    assertThat(server.observations.count()).isEqualTo(1);
  }

  @Test
  @Spec({"OBS-18", "REG-41"})
  void a_client_that_registers_again_on_the_other_loop_is_asked_there() {
    loops.registered(away, peer(1), "d");
    want(ONE);
    agree(away);
    loops.registered(home, peer(2), "d");
    loops.settle();
    assertThat(asked(away).getFirst().forgotten).isTrue();
    assertThat(asked(home)).hasSize(1);
    assertThat(asked(home).getFirst().peer).isEqualTo(peer(2));
    agree(home);
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
    assertThat(server.observations.of(server.find("d").orElseThrow().id()))
        .extracting(observation -> observation.loop())
        .containsExactly(home);
  }

  @Test
  @Spec("OBS-18")
  void an_update_on_the_other_loop_leaves_the_observation_where_it_is() {
    String handle = loops.registered(home, peer(1), "d");
    want(ONE);
    agree(home);
    server.request(loops.engines.get(away), peer(2), update(handle));
    loops.settle();
    assertThat(asked(home)).hasSize(1);
    assertThat(asked(home).getFirst().movedTo).as("follows its client").isEqualTo(peer(2));
    assertThat(asked(away)).isEmpty();
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
    want(ONE);
    assertThat(asked(home)).as("asked again where the token is").hasSize(2);
    assertThat(asked(away)).isEmpty();
  }

  @Test
  void an_observation_held_by_the_other_loop_is_cancelled_there() {
    loops.registered(away, peer(1), "d");
    want(ONE);
    agree(away);
    unwant(ONE);
    assertThat(asked(away).getFirst().cancelListener).isNotNull();
    asked(away)
        .getFirst()
        .cancelListener
        .onReply(new Reply.Answered(peer(1), FakeRequester.text("1")), server.now);
    loops.deliver();
    assertThat(tried).hasSize(2).last().isInstanceOf(Outcome.Answered.class);
    assertThat(server.observations.count()).isZero();
    assertThat(server.desired.of(ENDPOINT)).isEmpty();
  }

  @Test
  void a_busy_loop_is_asked_again_a_second_later() {
    loops.registered(away, peer(1), "d");
    loops.full = true;
    want(ONE);
    assertThat(tried).hasExactlyElementsOfTypes(Outcome.Overloaded.class);
    assertThat(status()).isInstanceOf(ObservationStatus.Pending.class);
    loops.full = false;
    server.advance(SECOND);
    loops.deliver();
    assertThat(asked(away)).hasSize(1);
    agree(away);
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
  }

  @Test
  void a_wake_up_that_finds_the_mailbox_full_arrives_later() {
    want(ONE);
    assertThat(tried).hasExactlyElementsOfTypes(Outcome.Asleep.class);
    loops.full = true;
    loops.registered(away, peer(1), "d");
    loops.settle();
    assertThat(asked(away)).isEmpty();
    loops.full = false;
    loops.settle();
    assertThat(asked(away)).hasSize(1);
  }

  @Test
  @Spec({"OBS-04", "OBS-15"})
  void several_paths_that_the_client_ends_are_asked_again_after_an_hour() {
    String handle = loops.registered(away, peer(1), "d");
    want(SEVERAL);
    FakeRequester.Observed together = asked(away).getLast();
    assertThat(together.request.method()).isEqualTo(Code.FETCH);
    Options options = Options.builder().contentFormat(ContentFormat.SENML_JSON).observe(1).build();
    together.answer(
        new Response(Code.CONTENT, options, Bytes.ofUtf8("[{\"n\":\"/3303/0/1\",\"v\":1}]")),
        server.now);
    loops.deliver();
    assertThat(status()).isInstanceOf(ObservationStatus.Established.class);
    together.listener.onEnded(Response.error(Code.NOT_FOUND, ""), server.now);
    loops.settle();
    assertThat(status()).isInstanceOf(ObservationStatus.Refused.class);
    server.request(loops.engines.get(away), peer(1), update(handle));
    loops.settle();
    assertThat(asked(away)).hasSize(1);
    server.advance(3_600 * SECOND);
    loops.deliver();
    assertThat(asked(away)).hasSize(2);
  }
}
