// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Carries events from the loops to listeners, in order, on one virtual thread.
///
/// After it has delivered what there was it lets a moment pass before it looks again: to wake it for
/// every event costs a loop as much as a datagram does.
final class Deliveries implements ServerEvents, AutoCloseable {
  private static final long PAUSE_NANOS = 5_000_000L;

  /// An empty one is the last.
  private final ArrayBlockingQueue<Optional<ServerEvent>> queue;

  private final List<Subscription<?>> subscriptions = new CopyOnWriteArrayList<>();
  private final LongAdder lost = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Thread thread;

  /// @param eventsMax how many events wait for listeners; more are lost to them
  Deliveries(int eventsMax) {
    queue = new ArrayBlockingQueue<>(eventsMax);
    thread = Thread.ofVirtual().name("tern-events").start(this::run);
  }

  private record Subscription<E extends ServerEvent>(Class<E> kind, Consumer<? super E> listener) {
    void tell(ServerEvent event) {
      if (kind.isInstance(event)) {
        listener.accept(kind.cast(event));
      }
    }
  }

  <E extends ServerEvent> void add(Class<E> kind, Consumer<? super E> listener) {
    subscriptions.add(new Subscription<>(kind, listener));
  }

  /// Events that listeners lost because they were too far behind.
  long lost() {
    return lost.sum();
  }

  /// Exceptions that listeners threw.
  long failures() {
    return failures.sum();
  }

  @Override
  public void onEvent(ServerEvent event) {
    if (isWanted(event) && !queue.offer(Optional.of(event))) {
      lost.increment();
    }
  }

  private boolean isWanted(ServerEvent event) {
    for (Subscription<?> subscription : subscriptions) {
      if (subscription.kind.isInstance(event)) {
        return true;
      }
    }
    return false;
  }

  private void run() {
    List<Optional<ServerEvent>> taken = new ArrayList<>();
    boolean open = true;
    try {
      while (open) {
        taken.add(queue.take());
        queue.drainTo(taken);
        for (Optional<ServerEvent> next : taken) {
          open &= next.isPresent();
          next.ifPresent(this::deliver);
        }
        taken.clear();
        if (open && queue.isEmpty()) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(ServerEvent event) {
    for (Subscription<?> subscription : subscriptions) {
      try {
        subscription.tell(event);
      } catch (RuntimeException e) {
        failures.increment();
      }
    }
  }

  /// Delivers what is queued, then ends.
  @Override
  public void close() {
    try {
      queue.put(Optional.empty());
      if (!thread.equals(Thread.currentThread())) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
