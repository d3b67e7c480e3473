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

  private final List<Consumer<ServerEvent>> listeners = new CopyOnWriteArrayList<>();
  private final LongAdder lost = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Thread thread;

  /// @param eventsMax how many events wait for listeners; more are lost to them
  Deliveries(int eventsMax) {
    queue = new ArrayBlockingQueue<>(eventsMax);
    thread = Thread.ofVirtual().name("tern-events").start(this::run);
  }

  void add(Consumer<ServerEvent> listener) {
    listeners.add(listener);
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
    if (!listeners.isEmpty() && !queue.offer(Optional.of(event))) {
      lost.increment();
    }
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
    for (Consumer<ServerEvent> listener : listeners) {
      try {
        listener.accept(event);
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
