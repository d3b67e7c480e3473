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
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One observation of one path, or of several that are notified together.
///
/// To look is to read the paths and let a [Watch] each decide: notify, look again at some time, or rest
/// until something changes. Of several, what is due for one is sent for all, and a path that comes or
/// goes is a change (LwM2M 1.2 Core §6.4.4).
final class Observation implements Responder.RelationListener {
  /// When a device that could not tell its value is asked again.
  private static final long FAILURE_PAUSE_NANOS = 60_000_000_000L;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Observations.Wish wish;
  private final ObservationPort port;
  private final Timers timers;
  private final Consumer<Observation> onOver;

  private Responder.@Nullable Relation relation;
  private final SortedMap<Path, Watch> watches = new TreeMap<>();
  private final Map<Path, Attributes> effective = new HashMap<>();
  private Timers.@Nullable Timer timer;
  private long lookAtNanos = Timers.NEVER;
  private long notifiedNanos;
  private boolean looking;
  private boolean lookAgain;
  private boolean over;

  Observation(
      Observations.Wish wish, ObservationPort port, Timers timers, Consumer<Observation> onOver) {
    this.wish = wish;
    this.port = port;
    this.timers = timers;
    this.onOver = onOver;
  }

  Observations.Wish wish() {
    return wish;
  }

  private Attributes effective(Path path) {
    return effective.computeIfAbsent(path, at -> port.effective(at, wish.attributes()));
  }

  /// Whether it is what `other` asks for.
  boolean isOf(Observations.Wish other) {
    return wish.composite() == other.composite()
        && wish.paths().equals(other.paths())
        && wish.accept().equals(other.accept());
  }

  /// Answers the request: the first notification.
  void begin(Response content, SequencedMap<Path, Node> nodes, Responder responder, long nowNanos) {
    relation = responder.respondObserving(content, this, nowNanos);
    notified(nodes, nowNanos);
  }

  /// What was just sent is what the server knows from now on.
  private void notified(SequencedMap<Path, Node> nodes, long nowNanos) {
    notifiedNanos = nowNanos;
    watches.clear();
    nodes.forEach((path, node) -> watches.put(path, Watch.from(node, nowNanos)));
    decide(nodes, nowNanos);
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
    effective.clear();
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
    if (wish.composite()) {
      port.read(wish.paths(), this::onLooked, nowNanos);
    } else {
      port.read(wish.path(), (answer, n) -> onLooked(alone(answer), n), nowNanos);
    }
  }

  private Answer<SequencedMap<Path, Node>> alone(Answer<Node> answer) {
    return switch (answer) {
      case Answer.Given<Node>(Node node) -> Answer.given(new TreeMap<>(Map.of(wish.path(), node)));
      case Answer.Refused<Node> refused -> refused.as();
    };
  }

  private void onLooked(Answer<SequencedMap<Path, Node>> answer, long nowNanos) {
    looking = false;
    if (over) {
      return;
    }
    switch (answer) {
      case Answer.Given<SequencedMap<Path, Node>>(var nodes) -> decide(nodes, nowNanos);
      case Answer.Refused<SequencedMap<Path, Node>> refused
          when refused.code().equals(Code.NOT_FOUND) ->
          fail(refused, nowNanos);
      case Answer.Refused<SequencedMap<Path, Node>>(Code code, String why) -> {
        port.onEvent(new ClientEvent.Refused("notify " + wish.path(), why), nowNanos);
        lookAt(nowNanos + FAILURE_PAUSE_NANOS);
      }
    }
    if (lookAgain) {
      lookSoon(nowNanos);
    }
  }

  private void decide(SequencedMap<Path, Node> nodes, long nowNanos) {
    boolean due = false;
    long checkNanos = Timers.NEVER;
    for (Map.Entry<Path, Node> entry : nodes.entrySet()) {
      Path path = entry.getKey();
      Watch before = watches.get(path);
      if (before != null) {
        Watch.Verdict verdict = before.evaluate(effective(path), entry.getValue(), nowNanos);
        watches.put(path, verdict.watch());
        switch (verdict.decision()) {
          case Decision.Rest rest -> {}
          case Decision.CheckAt(long atNanos) -> checkNanos = Math.min(checkNanos, atNanos);
          case Decision.Notify notify -> due = true;
        }
      }
    }
    if (!due && !watches.keySet().equals(nodes.keySet())) {
      long fromNanos = notifiedNanos + pminNanos(nodes.keySet());
      due = nowNanos >= fromNanos;
      checkNanos = Math.min(checkNanos, fromNanos);
    }
    unset();
    if (due) {
      send(nodes, nowNanos);
    } else if (checkNanos != Timers.NEVER) {
      lookAt(Math.max(checkNanos, nowNanos + 1));
    }
  }

  /// The greatest minimum period of the paths that are there or were.
  private long pminNanos(Collection<Path> paths) {
    SortedSet<Path> all = new TreeSet<>(watches.keySet());
    all.addAll(paths);
    return NANOS_PER_SECOND
        * all.stream().mapToLong(path -> effective(path).pminSeconds().orElse(0)).max().orElse(0);
  }

  private void send(SequencedMap<Path, Node> nodes, long nowNanos) {
    Responder.Relation to = relation;
    Response content = port.content(wish, nodes);
    if (to == null) {
      throw new IllegalStateException("notified before the answer");
    }
    boolean confirmable =
        nodes.keySet().stream().anyMatch(path -> effective(path).confirmable().orElse(false));
    to.notify(content, confirmable, nowNanos);
    if (content.code().isSuccess()) {
      notified(nodes, nowNanos);
    } else {
      finish(content.diagnostic(), nowNanos);
    }
  }

  /// Tells the server that there is nothing more to observe.
  void fail(Answer.Refused<?> refused, long nowNanos) {
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
