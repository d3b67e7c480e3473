// SPDX-License-Identifier: Apache-2.0

package io.tern.client.observe;

import io.tern.client.Answer;
import io.tern.client.ClientEvent;
import io.tern.coap.Code;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Timers;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.attr.Decision;
import io.tern.lwm2m.attr.Watch;
import io.tern.lwm2m.node.Node;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One observation of one path.
///
/// To look is to read the path and let the [Watch] decide: notify, look again at some time, or rest
/// until something changes.
final class Observation implements Responder.RelationListener {
  /// When a device that could not tell its value is asked again.
  private static final long FAILURE_PAUSE_NANOS = 60_000_000_000L;

  private final Observations.Wish wish;
  private final ObservationPort port;
  private final Timers timers;
  private final Consumer<Observation> onOver;

  private Responder.@Nullable Relation relation;
  private @Nullable Watch watch;
  private Attributes effective;
  private Timers.@Nullable Timer timer;
  private long lookAtNanos = Timers.NEVER;
  private boolean looking;
  private boolean lookAgain;
  private boolean over;

  Observation(
      Observations.Wish wish, ObservationPort port, Timers timers, Consumer<Observation> onOver) {
    this.wish = wish;
    this.port = port;
    this.timers = timers;
    this.onOver = onOver;
    this.effective = port.effective(wish.path(), wish.attributes());
  }

  Path path() {
    return wish.path();
  }

  /// Whether it is what `other` asks for.
  boolean isOf(Observations.Wish other) {
    return wish.path().equals(other.path()) && wish.accept().equals(other.accept());
  }

  /// Answers the request: the first notification.
  void begin(Response content, Node node, Responder responder, long nowNanos) {
    relation = responder.respondObserving(content, this, nowNanos);
    notified(node, nowNanos);
  }

  /// What was just sent is what the server knows from now on.
  private void notified(Node node, long nowNanos) {
    Watch next = Watch.from(node, nowNanos);
    watch = next;
    decide(next, node, nowNanos);
  }

  /// Looks on the next turn of the timers.
  void lookSoon(long nowNanos) {
    lookAgain = looking;
    if (!looking) {
      lookAt(nowNanos);
    }
  }

  /// Other attributes are in effect.
  void refresh(long nowNanos) {
    effective = port.effective(wish.path(), wish.attributes());
    lookSoon(nowNanos);
  }

  private void lookAt(long atNanos) {
    if (over || atNanos >= lookAtNanos) {
      return;
    }
    unset();
    lookAtNanos = atNanos;
    timer = timers.at(atNanos, this::look);
  }

  private void unset() {
    Timers.Timer set = timer;
    if (set != null) {
      set.cancel();
      timer = null;
    }
    lookAtNanos = Timers.NEVER;
  }

  private void look(long nowNanos) {
    timer = null;
    lookAtNanos = Timers.NEVER;
    looking = true;
    lookAgain = false;
    port.read(wish.path(), this::onLooked, nowNanos);
  }

  private void onLooked(Answer<Node> answer, long nowNanos) {
    looking = false;
    if (over) {
      return;
    }
    switch (answer) {
      case Answer.Given<Node>(Node node) -> judge(node, nowNanos);
      case Answer.Refused<Node> refused when refused.code().equals(Code.NOT_FOUND) ->
          fail(refused, nowNanos);
      case Answer.Refused<Node>(Code code, String why) -> {
        port.onEvent(new ClientEvent.Refused("notify " + wish.path(), why), nowNanos);
        lookAt(nowNanos + FAILURE_PAUSE_NANOS);
      }
    }
    if (lookAgain) {
      lookSoon(nowNanos);
    }
  }

  private void judge(Node node, long nowNanos) {
    Watch before = watch;
    if (before == null) {
      throw new IllegalStateException("looked before the answer");
    }
    decide(before, node, nowNanos);
  }

  private void decide(Watch before, Node node, long nowNanos) {
    Watch.Verdict verdict = before.evaluate(effective, node, nowNanos);
    watch = verdict.watch();
    switch (verdict.decision()) {
      case Decision.Rest rest -> unset();
      case Decision.CheckAt(long atNanos) -> {
        unset();
        lookAt(Math.max(atNanos, nowNanos + 1));
      }
      case Decision.Notify notify -> send(node, nowNanos);
    }
  }

  private void send(Node node, long nowNanos) {
    Responder.Relation to = relation;
    Response content = port.content(wish.path(), node, wish.accept());
    if (to == null) {
      throw new IllegalStateException("notified before the answer");
    }
    to.notify(content, effective.confirmable().orElse(false), nowNanos);
    if (content.code().isSuccess()) {
      notified(node, nowNanos);
    } else {
      finish(content.diagnostic(), nowNanos);
    }
  }

  /// Tells the server that there is nothing more to observe.
  void fail(Answer.Refused<Node> refused, long nowNanos) {
    Responder.Relation to = relation;
    if (to != null) {
      to.notify(Response.error(refused.code(), refused.why()), true, nowNanos);
    }
    finish(refused.why(), nowNanos);
  }

  /// Forgets it without a word to the server.
  void end(String why, long nowNanos) {
    Responder.Relation to = relation;
    if (to != null) {
      to.end();
    }
    finish(why, nowNanos);
  }

  @Override
  public void onEnded(Responder.EndReason reason, long nowNanos) {
    boolean running = !over;
    finish(reason.name().toLowerCase(Locale.ROOT).replace('_', ' '), nowNanos);
    if (running && reason == Responder.EndReason.TIMED_OUT) {
      port.onSilence(nowNanos);
    }
  }

  private void finish(String why, long nowNanos) {
    if (over) {
      return;
    }
    over = true;
    unset();
    onOver.accept(this);
    port.onEvent(new ClientEvent.ObservationEnded(wish.path(), why), nowNanos);
  }
}
