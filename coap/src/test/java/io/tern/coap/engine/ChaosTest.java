// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Cancellable;
import io.tern.coap.Code;
import io.tern.coap.ObservationListener;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Requester.Observation;
import io.tern.coap.Responder;
import io.tern.coap.Responder.EndReason;
import io.tern.coap.Responder.Relation;
import io.tern.coap.Response;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Two endpoints ask each other everything at once over a bad network. Whatever happens, every request
/// has exactly one reply, bodies arrive as they were sent, nothing is done twice, and nothing is left.
class ChaosTest {
  private static final int SEEDS = 100;

  /// What one endpoint asks and has heard.
  private static final class Side {
    final SplittableRandom random;
    final Map<Integer, List<Reply>> replies = new HashMap<>();
    final Map<Integer, Integer> posted = new HashMap<>();
    final List<Cancellable> open = new ArrayList<>();
    int answered;

    Side(SplittableRandom random) {
      this.random = random;
    }
  }

  private static Bytes body(int size, int seed) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) ((i + seed) * 0x9E3779B1 >> 13);
    }
    return Bytes.wrap(bytes);
  }

  /// The answer that belongs to a question: its size is in the path, its content depends on all.
  private static Bytes expected(int id, int down, Bytes up) {
    return body(down, id + up.hashCode());
  }

  private static void serve(Pair pair, Side side, Request request, Responder responder, long now) {
    List<String> path = request.options().uriPath();
    int id = Integer.parseInt(path.get(0));
    int down = Integer.parseInt(path.get(1));
    if (request.method().equals(Code.POST)) {
      side.posted.merge(id, 1, Integer::sum);
    }
    Response response =
        new Response(Code.CONTENT, Options.NONE, expected(id, down, request.payload()));
    switch (side.random.nextInt(6)) {
      case 0 -> {} // never
      case 1, 2 ->
          pair.timers.at(
              now + side.random.nextLong(8 * Pair.SECOND), at -> responder.respond(response, at));
      default -> responder.respond(response, now);
    }
  }

  private static void ask(Pair pair, Endpoint from, Peer to, Side side, int id) {
    boolean safe = side.random.nextInt(3) == 0;
    int up = side.random.nextInt(4) == 0 ? side.random.nextInt(600) : side.random.nextInt(40);
    int down = side.random.nextInt(3) == 0 ? side.random.nextInt(600) : side.random.nextInt(40);
    Options.Builder options =
        Options.builder().uriPath(Integer.toString(id), Integer.toString(down));
    if (side.random.nextInt(20) == 0) {
      options.addUint(OptionNumber.NO_RESPONSE, 26);
    }
    Bytes question = body(up, id);
    Request request =
        new Request(
            safe ? Code.FETCH : Code.POST, options.build(), question, side.random.nextInt(5) != 0);
    List<Reply> replies = new ArrayList<>();
    side.replies.put(id, replies);
    Cancellable handle =
        from.request(
            to,
            request,
            (reply, at) -> {
              replies.add(reply);
              if (reply instanceof Reply.Answered(Peer _, Response response)
                  && response.code().equals(Code.CONTENT)) {
                side.answered++;
                assertThat(response.payload()).isEqualTo(expected(id, down, question));
              }
            },
            pair.now);
    assertThat(replies).as("a reply within the call").isEmpty();
    if (side.random.nextInt(10) == 0) {
      side.open.add(handle);
    }
  }

  private static Pair pair(long seed) {
    return new Pair(
        seed,
        new Pair.Weather(20, 15, Pair.SECOND / 50, (long) (seed % 3 == 0 ? 10e9 : 1e9)),
        EndpointConfig.DEFAULT.withBlockSizeBytes(64).withTokenPrefix(1),
        EndpointConfig.DEFAULT.withBlockSizeBytes(128).withTokenPrefix(2));
  }

  @Test
  @Spec({"COAP-06", "COAP-07", "COAP-09", "COAP-10", "CBLK-11", "C17"})
  void every_request_has_one_reply_and_nothing_is_done_twice() {
    int answered = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Pair pair = pair(seed);
      String what = "seed " + seed;
      Side left = new Side(pair.random.split());
      Side right = new Side(pair.random.split());
      pair.onLeft = (peer, request, responder, now) -> serve(pair, left, request, responder, now);
      pair.onRight = (peer, request, responder, now) -> serve(pair, right, request, responder, now);
      for (int id = 0; id < 60; id++) {
        ask(pair, pair.left, Pair.RIGHT, left, id);
        ask(pair, pair.right, Pair.LEFT, right, id);
        pair.pass(pair.random.nextInt(3) == 0 ? pair.random.nextInt(40) : 0.1);
        for (Side side : List.of(left, right)) {
          if (!side.open.isEmpty() && side.random.nextInt(3) == 0) {
            side.open.removeFirst().cancel(pair.now);
          }
        }
      }
      pair.pass(60 * 200);
      for (Side side : List.of(left, right)) {
        assertThat(side.replies).allSatisfy((id, replies) -> assertThat(replies).hasSize(1));
      }
      assertThat(left.posted.values()).as(what).allMatch(times -> times == 1);
      assertThat(right.posted.values()).as(what).allMatch(times -> times == 1);
      pair.endsEmpty(what);
      answered += left.answered + right.answered;
    }
    assertThat(answered).as("answers").isGreaterThan(SEEDS * 40);
  }

  /// One observed value: how often it was set, and what the observer has seen of it.
  private static final class Watched implements ObservationListener, Responder.RelationListener {
    final List<Integer> seen = new ArrayList<>();
    final List<Reply> replies = new ArrayList<>();
    final List<EndReason> ends = new ArrayList<>();
    boolean over;
    int delivered;
    int value;
    Relation relation;
    final boolean large;

    Watched(boolean large) {
      this.large = large;
    }

    private static int valueOf(Response response) {
      String text = response.payload().utf8();
      return Integer.parseInt(text.substring(0, text.indexOf(' ')));
    }

    Response now() {
      return new Response(
          Code.CONTENT,
          Options.NONE,
          Bytes.ofUtf8(value + " " + "x".repeat(large ? value % 5 * 60 : 10)));
    }

    @Override
    public void onReply(Reply reply, long nowNanos) {
      replies.add(reply);
      if (reply instanceof Reply.Answered(Peer _, Response response)
          && response.code().isSuccess()) {
        seen.add(valueOf(response));
      }
    }

    @Override
    public void onNotification(Peer from, Response response, long nowNanos) {
      assertThat(over).isFalse();
      seen.add(valueOf(response));
    }

    @Override
    public void onEnded(Response last, long nowNanos) {
      over = true;
    }

    @Override
    public void onDelivered(long nowNanos) {
      delivered++;
    }

    @Override
    public void onEnded(EndReason reason, long nowNanos) {
      ends.add(reason);
    }
  }

  @Test
  @Spec({"COBS-02", "COBS-05", "COBS-06", "CBLK-07", "OBS-22"})
  void an_observer_never_goes_back_in_time_and_sees_the_last_value_that_was_delivered() {
    int seen = 0;
    int agreed = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Pair pair = pair(seed);
      String what = "seed " + seed;
      Watched watched = new Watched(seed % 2 == 1);
      pair.onRight =
          (peer, request, responder, now) -> {
            if (request.options().observe().orElse(-1) == 0) {
              watched.relation = responder.respondObserving(watched.now(), watched, now);
            } else {
              responder.respond(watched.now(), now);
            }
          };
      Observation observation =
          pair.left.observe(
              Pair.RIGHT,
              Request.of(Code.GET, Options.builder().uriPath("v").build()),
              watched,
              pair.now);
      for (int i = 0; i < 60; i++) {
        pair.pass(pair.random.nextInt(1, 30));
        watched.value++;
        if (watched.relation != null) {
          watched.relation.notify(watched.now(), pair.random.nextInt(3) != 0, pair.now);
        }
      }
      pair.pass(200);
      assertThat(watched.replies).as(what).hasSize(1);
      assertThat(watched.ends).as(what).hasSizeLessThanOrEqualTo(1);
      if (!watched.large) {
        // The rest of a large value may be newer than the notification that began it.
        assertThat(watched.seen).as(what).isSortedAccordingTo(Integer::compare);
      }
      assertThat(watched.over).as(what).isFalse();
      seen += watched.seen.size();
      if (watched.relation != null && watched.ends.isEmpty()) {
        int delivered = watched.delivered;
        watched.value = 1000;
        watched.relation.notify(watched.now(), true, pair.now);
        pair.pass(200);
        if (watched.delivered > delivered) {
          assertThat(watched.seen).as(what).last().isEqualTo(1000);
          agreed++;
        }
      }
      leave(pair, watched, observation, what);
      pair.endsEmpty(what);
    }
    assertThat(seen).as("values seen").isGreaterThan(SEEDS * 10);
    assertThat(agreed).as("observers that agree in the end").isGreaterThan(SEEDS / 2);
  }

  /// The observer goes, with a word or without, and the relation ends once.
  private static void leave(Pair pair, Watched watched, Observation observation, String what) {
    if (pair.random.nextBoolean()) {
      observation.forget();
    } else {
      observation.cancel((reply, at) -> {}, pair.now);
    }
    for (int i = 0; i < 20 && watched.ends.isEmpty() && watched.relation != null; i++) {
      pair.pass(300);
      watched.value++;
      watched.relation.notify(watched.now(), true, pair.now);
    }
    pair.pass(200);
    if (watched.relation != null) {
      assertThat(watched.ends).as(what).hasSize(1);
    }
  }
}
