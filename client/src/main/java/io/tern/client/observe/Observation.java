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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
///
/// While there is no way to the server, what is due is stored as far as [ObservationPort#storedMax] lets
/// it, the newest for the oldest; it is told later one by one, each when the one before was delivered,
/// and what was not stored is as if it had never been looked at.
final class Observation implements Responder.RelationListener {
  /// When a device that could not tell its value is asked again.
  private static final long FAILURE_PAUSE_NANOS = 60_000_000_000L;

  /// How long what was stored waits for the word that the one before was delivered: more than a message
  /// takes to be lost.
  private static final long DELIVERY_MAX_NANOS = 300_000_000_000L;

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
  private boolean paused;

  /// Whether what was stored is being told; the present waits for its end.
  private boolean telling;

  private final Deque<Stored> stored = new ArrayDeque<>(0);

  /// A notification that could not be sent.
  private record Stored(SequencedMap<Path, Node> nodes, Instant time) {}

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
    if (over || telling || atNanos >= lookAtNanos) {
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
    if (paused) {
      store(nodes, nowNanos);
    }
    if (paused || telling) {
      return;
    }
    Responder.Relation to = told();
    Response content = port.content(wish, nodes, Optional.empty());
    boolean confirmable =
        nodes.keySet().stream().anyMatch(path -> effective(path).confirmable().orElse(false));
    to.notify(content, confirmable, nowNanos);
    if (content.code().isSuccess()) {
      notified(nodes, nowNanos);
    } else {
      finish(content.diagnostic(), nowNanos);
    }
  }

  private Responder.Relation told() {
    Responder.Relation to = relation;
    if (to == null) {
      throw new IllegalStateException("notified before the answer");
    }
    return to;
  }

  /// Stores the parts that are to be; where there are none, the server is told the newest later.
  private void store(SequencedMap<Path, Node> nodes, long nowNanos) {
    SequencedMap<Path, Node> kept = new TreeMap<>(nodes);
    kept.keySet().removeIf(path -> storedMax(path) == 0);
    int most = kept.keySet().stream().mapToInt(this::storedMax).max().orElse(0);
    if (most > 0) {
      stored.addLast(new Stored(kept, Instant.ofEpochSecond(0, nowNanos)));
      while (stored.size() > most) {
        stored.removeFirst();
      }
      notified(nodes, nowNanos);
    }
  }

  private int storedMax(Path path) {
    return port.storedMax(effective(path));
  }

  /// There is no way to the server.
  void pause() {
    paused = true;
    telling = false;
  }

  /// There is a way again.
  void resume(long nowNanos) {
    if (paused) {
      paused = false;
      tellStored(nowNanos);
    }
  }

  /// Tells the oldest of what is stored; where nothing is, goes on as ever.
  private void tellStored(long nowNanos) {
    unset();
    Stored oldest = stored.pollFirst();
    telling = oldest != null;
    if (oldest == null) {
      lookSoon(nowNanos);
      return;
    }
    timer = timers.at(nowNanos + DELIVERY_MAX_NANOS, this::tellStored);
    told().notify(port.content(wish, oldest.nodes(), Optional.of(oldest.time())), true, nowNanos);
  }

  @Override
  public void onDelivered(long nowNanos) {
    if (telling && !over) {
      tellStored(nowNanos);
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
