// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Handler;
import io.tern.coap.Options;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Responder.Relation;
import io.tern.coap.Response;
import io.tern.coap.engine.EndpointConfig;
import io.tern.testkit.SimCoapNode.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimCoapNodeTest {
  private static final Request GET =
      Request.of(Code.GET, Options.builder().uriPath("time").build());
  private static final Handler CONTENT =
      (peer, request, responder, now) -> responder.respond(Response.of(Code.CONTENT), now);

  private final SimNet net = new SimNet(1);

  @Test
  void asks_and_is_asked() {
    SimCoapNode client = SimCoapNode.on(net, "client", CONTENT);
    SimCoapNode server = SimCoapNode.on(net, "server", CONTENT);
    SimReply there = client.request(server.peer(), GET);
    SimReply back = server.request(client.peer(), GET);
    SimReply ping = client.ping(server.peer());
    assertThat(there.isOver()).isFalse();
    assertThatThrownBy(there::get)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("0 times");
    net.runFor(Duration.ofSeconds(10));
    assertThat(there.response().code()).isEqualTo(Code.CONTENT);
    assertThat(back.isAnswered()).isTrue();
    assertThat(ping.get()).isInstanceOf(Reply.Reset.class);
    assertThatThrownBy(ping::response).isInstanceOf(AssertionError.class);
    assertThat(server.count(Kind.RECEIVED)).isEqualTo(3);
    assertThat(server.count(Kind.MALFORMED)).isZero();
    Invariants.check(net);
  }

  @Test
  void observes() {
    List<Relation> relations = new ArrayList<>();
    SimCoapNode client = SimCoapNode.on(net, "client", CONTENT);
    SimCoapNode server =
        SimCoapNode.on(
            net,
            "server",
            (peer, request, responder, now) -> {
              if (request.options().observe().orElse(-1) == 0) {
                relations.add(
                    responder.respondObserving(
                        Response.of(Code.CONTENT), (reason, later) -> {}, now));
              } else {
                responder.respond(Response.of(Code.CONTENT), now);
              }
            });
    SimObservation observation = client.observe(server.peer(), GET);
    net.runFor(Duration.ofSeconds(1));
    assertThat(observation.isAlive()).isTrue();
    relations.getFirst().notify(Response.of(Code.CONTENT), true, net.nowNanos());
    net.runFor(Duration.ofSeconds(1));
    assertThat(observation.notifications()).hasSize(1);
    assertThat(observation.origins()).containsExactly(server.peer());
    assertThatCode(() -> Invariants.check(net))
        .as("an observation that lives is no leak")
        .doesNotThrowAnyException();
    SimReply cancelled = observation.cancel();
    net.runFor(Duration.ofSeconds(1));
    assertThat(cancelled.isAnswered()).isTrue();
    assertThat(observation.isAlive()).isFalse();
    Invariants.check(net);
    assertThat(server.endpoint().gauges().relations()).isZero();
  }

  @Test
  void a_relation_ended_by_an_error_is_no_leak() {
    List<Relation> relations = new ArrayList<>();
    SimCoapNode client = SimCoapNode.on(net, "client", CONTENT);
    SimCoapNode server =
        SimCoapNode.on(
            net,
            "server",
            (peer, request, responder, now) ->
                relations.add(
                    responder.respondObserving(
                        Response.of(Code.CONTENT), (reason, later) -> {}, now)));
    SimObservation observation = client.observe(server.peer(), GET);
    net.runFor(Duration.ofSeconds(1));
    relations.getFirst().notify(Response.of(Code.NOT_FOUND), true, net.nowNanos());
    net.runFor(Duration.ofSeconds(1));
    assertThat(observation.ended().map(Response::code)).contains(Code.NOT_FOUND);
    assertThat(observation.isAlive()).isFalse();
    Invariants.check(net);
  }

  @Test
  void a_handler_that_never_answers_is_a_violation() {
    SimCoapNode client = SimCoapNode.on(net, "client", CONTENT);
    SimCoapNode server = SimCoapNode.on(net, "server", (peer, request, responder, now) -> {});
    client.request(server.peer(), GET);
    assertThatThrownBy(() -> Invariants.check(net))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("server: 1 requests at the handler, 0 answers");
  }

  @Test
  void a_handler_that_throws_is_a_violation() {
    SimCoapNode client = SimCoapNode.on(net, "client", CONTENT);
    SimCoapNode server =
        SimCoapNode.on(
            net,
            "server",
            (peer, request, responder, now) -> {
              throw new IllegalStateException("a bug");
            });
    client.request(server.peer(), GET);
    assertThatThrownBy(() -> Invariants.check(net))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("a bug");
  }

  @Test
  void a_timer_that_nobody_claims_is_a_violation() {
    SimCoapNode node = SimCoapNode.on(net, "node", CONTENT);
    node.timers().at(net.nowNanos() + Duration.ofDays(1).toNanos(), now -> {});
    assertThatThrownBy(() -> Invariants.check(net))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("node: 1 timers instead of 0");
    node.otherTimers(() -> 1);
    Invariants.check(net);
  }

  @Test
  void a_restart_forgets_what_was_before() {
    SimCoapNode client = SimCoapNode.on(net, "client", CONTENT);
    SimCoapNode server =
        SimCoapNode.on(
            net, "server", EndpointConfig.DEFAULT, self -> (peer, request, to, now) -> {});
    SimReply reply = client.request(server.peer(), GET);
    net.runFor(Duration.ofMillis(100));
    SimCoapNode.on(net, "server", CONTENT);
    net.runFor(Duration.ofMinutes(2));
    assertThat(reply.response().code()).isEqualTo(Code.CONTENT);
    Invariants.check(net);
  }

  @Test
  void hostile_datagrams_leave_nothing_behind() {
    SimCoapNode server = SimCoapNode.on(net, "server", CONTENT);
    SimNode attacker = net.node("attacker");
    var hostile = new HostileBytes(1, HostileCorpus.coap());
    for (int i = 0; i < 20_000; i++) {
      attacker.send(server.peer(), hostile.next());
      if (i % 100 == 0) {
        net.runFor(Duration.ofSeconds(1));
        attacker.rebind();
      }
    }
    SimCoapNode client = SimCoapNode.on(net, "client", CONTENT);
    SimReply reply =
        client.request(server.peer(), Request.of(Code.POST, Options.NONE, Bytes.of(1)));
    net.runFor(Duration.ofSeconds(1));
    assertThat(reply.isAnswered()).isTrue();
    assertThat(server.count(Kind.MALFORMED)).isGreaterThan(5000);
    Invariants.check(net);
  }
}
