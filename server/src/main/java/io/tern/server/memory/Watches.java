// SPDX-License-Identifier: Apache-2.0

package io.tern.server.memory;

import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.node.TimedNode;
import io.tern.server.ServerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Who wants to hear of the values of one path of one client. A watch ends with its observation: when
/// that is cancelled or ended by the client, and when the client de-registers or expires. Any thread.
public final class Watches {
  private record Key(EndpointName endpoint, Path path) {}

  private final Map<Key, List<Consumer<TimedNode>>> listeners = new ConcurrentHashMap<>();

  /// Tells `listener` the values of `path` from now on.
  public void add(EndpointName endpoint, Path path, Consumer<TimedNode> listener) {
    listeners.compute(
        new Key(endpoint, path),
        (key, known) -> {
          List<Consumer<TimedNode>> all = new ArrayList<>(known == null ? List.of() : known);
          all.add(listener);
          return List.copyOf(all);
        });
  }

  /// Tells `listener` no more.
  public void remove(EndpointName endpoint, Path path, Consumer<TimedNode> listener) {
    listeners.computeIfPresent(
        new Key(endpoint, path),
        (key, known) -> {
          List<Consumer<TimedNode>> left = new ArrayList<>(known);
          left.remove(listener);
          return left.isEmpty() ? null : List.copyOf(left);
        });
  }

  /// The observation of `path` is over.
  public void end(EndpointName endpoint, Path path) {
    listeners.remove(new Key(endpoint, path));
  }

  /// Tells what `event` brings, and ends what it ends.
  public void onEvent(ServerEvent event) {
    switch (event) {
      case ServerEvent.Notified notified -> tell(notified);
      case ServerEvent.ObservationEnded ended -> end(ended.endpoint(), ended.path());
      case ServerEvent.Deregistered gone -> forget(gone.endpoint());
      case ServerEvent.Expired gone -> forget(gone.endpoint());
      default -> {
        // changes nothing that is watched
      }
    }
  }

  /// All are told; what the first that fails throws is thrown in the end.
  private void tell(ServerEvent.Notified notified) {
    RuntimeException failure = null;
    Key key = new Key(notified.endpoint(), notified.path());
    for (Consumer<TimedNode> listener : listeners.getOrDefault(key, List.of())) {
      for (TimedNode value : notified.values()) {
        try {
          listener.accept(value);
        } catch (RuntimeException e) {
          failure = failure == null ? e : failure;
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void forget(EndpointName endpoint) {
    listeners.keySet().removeIf(key -> key.endpoint().equals(endpoint));
  }

  /// How many paths are watched.
  public int size() {
    return listeners.size();
  }
}
