// SPDX-License-Identifier: Apache-2.0

package io.tern.client.observe;

import io.tern.client.Answer;
import io.tern.client.ClientEvent;
import io.tern.coap.ContentFormat;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Timers;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.node.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// The observations of one server.
///
/// The server tells them apart by their tokens, which the CoAP endpoint knows. Asking for the same
/// again does not end the earlier one: whether the server keeps it shows when it is notified, by
/// silence or Reset. A change is looked at on the next turn of the timers, once for all that changed
/// at a time.
public final class Observations {
  private final ObservationPort port;
  private final Timers timers;
  private final int observationsMax;
  private final List<Observation> observations = new ArrayList<>(2);

  /// @param observationsMax beyond, the earliest of the same path and format makes room; where there
  ///     is none the Observe is answered as a Read
  public Observations(ObservationPort port, Timers timers, int observationsMax) {
    this.port = port;
    this.timers = timers;
    this.observationsMax = observationsMax;
  }

  /// What the server asked for.
  ///
  /// @param paths one, or those of a composite observation
  /// @param attributes parameters of the request, which hold for this observation alone
  public record Wish(
      List<Path> paths, boolean composite, Optional<ContentFormat> accept, Attributes attributes) {
    /// An observation of one path.
    public static Wish of(Path path, Optional<ContentFormat> accept, Attributes attributes) {
      return new Wish(List.of(path), false, accept, attributes);
    }

    /// The path, or the root that stands for several.
    public Path path() {
      return composite ? Path.ROOT : paths.getFirst();
    }

    private boolean concerns(Path changed) {
      return paths.stream().anyMatch(path -> path.contains(changed) || changed.contains(path));
    }
  }

  /// Answers an Observe with `nodes`, and observes from now on where there is room.
  public void observe(
      Wish wish, SequencedMap<Path, Node> nodes, Responder responder, long nowNanos) {
    Response content = port.content(wish, nodes, Optional.empty());
    if (!content.code().isSuccess()) {
      responder.respond(content, nowNanos);
      return;
    }
    if (observations.size() >= observationsMax) {
      endEarliest(wish, nowNanos);
    }
    if (observations.size() >= observationsMax) {
      responder.respond(content, nowNanos);
      return;
    }
    Observation observation = new Observation(wish, port, timers, this::remove);
    observations.add(observation);
    observation.begin(content, nodes, responder, nowNanos);
    port.onEvent(new ClientEvent.ObservationStarted(wish.path()), nowNanos);
  }

  /// The server cancelled what it observes at these paths, by a request with another token.
  public void cancel(List<Path> paths, boolean composite, long nowNanos) {
    for (Observation observation : List.copyOf(observations)) {
      Wish wish = observation.wish();
      if (wish.composite() == composite && wish.paths().equals(paths)) {
        observation.end("cancelled", nowNanos);
      }
    }
  }

  private void endEarliest(Wish wish, long nowNanos) {
    for (Observation observation : List.copyOf(observations)) {
      if (observation.isOf(wish)) {
        observation.end("replaced", nowNanos);
        return;
      }
    }
  }

  private void remove(Observation observation) {
    observations.remove(observation);
  }

  /// The value at `path` may have changed.
  public void onChanged(Path path, long nowNanos) {
    for (Observation observation : observations) {
      if (observation.wish().concerns(path)) {
        observation.lookSoon(nowNanos);
      }
    }
  }

  /// The attributes in effect may have changed, those of the Server object included.
  public void onAttributesChanged(long nowNanos) {
    for (Observation observation : observations) {
      observation.refresh(nowNanos);
    }
  }

  /// What is at `path` is gone: whoever observes it alone is told so, by 4.04 (RFC 7641 §4.2).
  public void onDeleted(Path path, long nowNanos) {
    for (Observation observation : List.copyOf(observations)) {
      Wish wish = observation.wish();
      if (wish.composite() && wish.concerns(path)) {
        observation.lookSoon(nowNanos);
      } else if (!wish.composite() && path.contains(wish.path())) {
        observation.fail(Answer.notFound(wish.path()), nowNanos);
      }
    }
  }

  /// There is no way to the server until [#resume]: what is due is stored.
  public void pause() {
    observations.forEach(Observation::pause);
  }

  /// There is a way again, and the server knows the registration: tells what is stored, the oldest first.
  public void resume(long nowNanos) {
    for (Observation observation : List.copyOf(observations)) {
      observation.resume(nowNanos);
    }
  }

  /// Forgets all of them without a word: the server does not know them any more.
  public void clear(String why, long nowNanos) {
    for (Observation observation : List.copyOf(observations)) {
      observation.end(why, nowNanos);
    }
  }

  /// The paths observed, in the order in which observations began; the root for one of several paths.
  public List<Path> paths() {
    return observations.stream().map(observation -> observation.wish().path()).toList();
  }

  /// How many there are.
  public int size() {
    return observations.size();
  }
}
