// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Handler;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Responder.EndReason;
import io.tern.coap.Responder.Relation;
import io.tern.coap.Response;
import io.tern.coap.engine.EndpointConfig;
import io.tern.net.relay.LinkProfile;
import io.tern.spec.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Two endpoints, client and server to each other, over a network that loses a fifth of all datagrams,
/// doubles and reorders others and takes 1 to 10 s for each.
class MessageLayerSimulationTest {
  private static final int SEEDS = 1000;
  private static final Duration LONG = Duration.ofHours(2);

  @Test
  @Spec({"RFC7252-4.2", "RFC7252-4.5", "RFC7959-2"})
  void every_request_ends_once_and_both_ends_agree() {
    var tally = new Tally();
    Simulation.forSeeds(
        SEEDS,
        net -> {
          net.links(LinkProfile.ROUGH);
          var one = new Worker(net, "one");
          var other = new Worker(net, "other");
          RandomGenerator random = net.random("operations");
          for (int i = 0; i < 6; i++) {
            one.ask(other, random);
            other.ask(one, random);
            net.runFor(Duration.ofMillis(random.nextInt(30_000)));
          }
          assertThat(net.runUntil(() -> one.isDone() && other.isDone(), LONG)).isTrue();
          one.agreesWith(other, tally);
          other.agreesWith(one, tally);
        });
    assertThat(tally.answered).isGreaterThan(tally.asked * 9 / 10);
    assertThat(tally.timedOut).isPositive();
  }

  @Test
  @Spec({"RFC7641-3.4", "RFC7641-4.5"})
  void observers_hear_ever_fresher_values_and_the_last_one() {
    Simulation.forSeeds(
        SEEDS,
        net -> {
          net.links(LinkProfile.ROUGH);
          var sensor = new Sensor(net, "sensor");
          SimCoapNode observer = SimCoapNode.on(net, "observer", (peer, request, to, now) -> {});
          SimObservation observation = observer.observe(sensor.node.peer(), get("value"));
          net.runUntil(() -> observation.registering().isOver(), LONG);
          RandomGenerator random = net.random("values");
          for (int value = 1; value <= 8; value++) {
            sensor.become(value, value == 8 || random.nextInt(3) == 0);
            net.runFor(Duration.ofMillis(random.nextInt(40_000)));
          }
          net.runFor(Duration.ofMinutes(10));
          List<Integer> heard =
              observation.notifications().stream()
                  .map(response -> Integer.parseInt(response.payload().utf8()))
                  .toList();
          assertThat(heard).isSorted().doesNotHaveDuplicates();
          if (observation.isAlive() && sensor.relation.isPresent()) {
            assertThat(heard).last().isEqualTo(8);
          }
          if (observation.isAlive()) {
            observation.cancel();
          }
          net.runFor(Duration.ofMinutes(10));
          sensor.relation.ifPresent(Relation::end);
        });
  }

  @Test
  @Spec("RFC7252-4.2")
  void a_partition_ends_requests_and_its_end_lets_new_ones_pass() {
    Simulation.forSeeds(
        20,
        net -> {
          var one = new Worker(net, "one");
          var other = new Worker(net, "other");
          net.partition(one.node.node(), other.node.node());
          SimReply lost = one.node.request(other.node.peer(), get("small"));
          net.runFor(Duration.ofMinutes(5));
          assertThat(lost.get()).isInstanceOf(Reply.TimedOut.class);
          net.heal(one.node.node(), other.node.node());
          SimReply found = one.node.request(other.node.peer(), get("small"));
          net.runFor(Duration.ofMinutes(5));
          assertThat(found.response().code()).isEqualTo(Code.CONTENT);
        });
  }

  @Test
  @Spec("RFC7959-2")
  void small_blocks_pass_where_large_datagrams_vanish() {
    Simulation.forSeeds(
        20,
        net -> {
          net.links(LinkProfile.PERFECT.withDatagramBytesMax(128));
          var one = new Worker(net, "one");
          var other = new Worker(net, "other");
          Bytes body = Bytes.ofUtf8("0123456789".repeat(200));
          SimReply reply = one.node.request(other.node.peer(), post("work-1", body));
          net.runFor(Duration.ofMinutes(5));
          assertThat(reply.response().payload().utf8()).isEqualTo("work-1 2000");
        });
  }

  private static Request get(String path) {
    return Request.of(Code.GET, Options.builder().uriPath(path).build());
  }

  private static Request post(String path, Bytes body) {
    return Request.of(Code.POST, Options.builder().uriPath(path).build(), body);
  }

  private static final class Tally {
    private int asked;
    private int answered;
    private int timedOut;
  }

  /// Asks the other worker for work of all sizes, and does the work it is asked for: at once or after
  /// a while.
  private static final class Worker {
    private static final EndpointConfig CONFIG =
        EndpointConfig.DEFAULT.withBlocks(64, true).withBodies(1 << 20, 1 << 24, 8);

    private final SimCoapNode node;
    private final RandomGenerator random;
    private final Map<String, SimReply> asked = new HashMap<>();
    private final Map<String, Bytes> bodies = new HashMap<>();
    private final Map<String, Integer> done = new HashMap<>();

    Worker(SimNet net, String name) {
      this.random = net.random(name + " at work");
      this.node = SimCoapNode.on(net, name, CONFIG, self -> work(self));
    }

    private Handler work(SimCoapNode self) {
      return (peer, request, responder, now) -> {
        String task = String.join("/", request.options().uriPath());
        done.merge(task, 1, Integer::sum);
        Response response = result(task, request.payload());
        if (random.nextBoolean()) {
          responder.respond(response, now);
        } else {
          long delayNanos = random.nextLong(20_000_000_000L);
          self.timers().at(now + delayNanos, later -> responder.respond(response, later));
        }
      };
    }

    private static Response result(String task, Bytes body) {
      String text = task + " " + body.size();
      return new Response(
          Code.CONTENT, Options.NONE, Bytes.ofUtf8(isLarge(task) ? text.repeat(20) : text));
    }

    private static boolean isLarge(String task) {
      return task.startsWith("large");
    }

    void ask(Worker other, RandomGenerator kind) {
      String task = "task-" + asked.size();
      Bytes body = Bytes.EMPTY;
      boolean confirmable = true;
      switch (kind.nextInt(5)) {
        case 0 -> body = Bytes.ofUtf8("some words");
        case 1 -> body = Bytes.wrap(new byte[100 + kind.nextInt(300)]);
        case 2 -> task = "large-" + task;
        case 3 -> confirmable = false;
        default -> {
          asked.put("ping-" + asked.size(), node.ping(other.node.peer()));
          return;
        }
      }
      Options options = Options.builder().uriPath(task).build();
      Request request = new Request(Code.POST, options, body, confirmable);
      bodies.put(task, body);
      asked.put(task, node.request(other.node.peer(), request));
    }

    boolean isDone() {
      return asked.values().stream().allMatch(SimReply::isOver);
    }

    void agreesWith(Worker other, Tally tally) {
      asked.forEach(
          (task, reply) -> {
            tally.asked++;
            int times = other.done.getOrDefault(task, 0);
            assertThat(times).as("%s was done, %s", task, reply).isLessThanOrEqualTo(1);
            switch (reply.get()) {
              case Reply.Answered answered
                  when answered.response().code().equals(Code.REQUEST_ENTITY_INCOMPLETE) ->
                  // A block came so late that the others were forgotten: those of the request
                  // before
                  // the work, those of the response after it.
                  assertThat(times).as("%s was done", task).isEqualTo(isLarge(task) ? 1 : 0);
              case Reply.Answered(Peer from, Response response) -> {
                tally.answered++;
                assertThat(from).isEqualTo(other.node.peer());
                Response due = result(task, bodies.get(task));
                assertThat(response.code()).isEqualTo(due.code());
                assertThat(response.payload()).isEqualTo(due.payload());
                assertThat(times).as("%s was done", task).isEqualTo(1);
              }
              case Reply.Reset reset -> {
                tally.answered++;
                assertThat(task).startsWith("ping");
              }
              case Reply.TimedOut timedOut -> tally.timedOut++;
              case Reply another -> throw new AssertionError(task + " ended with " + another);
            }
          });
    }
  }

  /// A value that others observe.
  private static final class Sensor {
    private final SimNet net;
    private final SimCoapNode node;
    private final List<EndReason> ends = new ArrayList<>();
    private Optional<Relation> relation = Optional.empty();
    private int value;

    Sensor(SimNet net, String name) {
      this.net = net;
      this.node = SimCoapNode.on(net, name, this::onRequest);
    }

    private void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {
      if (request.options().observe().orElse(-1) != 0) {
        responder.respond(current(), nowNanos);
        return;
      }
      relation =
          Optional.of(
              responder.respondObserving(
                  current(),
                  (reason, now) -> {
                    ends.add(reason);
                    relation = Optional.empty();
                  },
                  nowNanos));
    }

    void become(int next, boolean confirmable) {
      value = next;
      relation.ifPresent(it -> it.notify(current(), confirmable, net.nowNanos()));
    }

    private Response current() {
      return new Response(Code.CONTENT, Options.NONE, Bytes.ofUtf8(Integer.toString(value)));
    }
  }
}
