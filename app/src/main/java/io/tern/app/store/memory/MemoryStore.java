// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.memory;

import io.tern.app.store.Store;
import io.tern.app.store.StoreHealth;
import io.tern.app.store.StoreSettings;
import io.tern.app.store.Values;
import io.tern.coap.Timers;
import io.tern.server.Journal;
import io.tern.server.Restored;
import io.tern.server.ServerEvent;
import io.tern.server.memory.MemoryObservationStore;
import io.tern.server.memory.MemoryRegistrationStore;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/// Everything in memory; every change counts as durable at once.
public final class MemoryStore implements Store {
  private static final long NANOS_PER_MICRO = 1_000;

  private final MemoryEvents events;
  private final MemoryValues values;
  private final MemoryCommands commands = new MemoryCommands();
  private final Contents contents;
  private final AtomicLong lastReceived = new AtomicLong();
  private final LongAdder changes = new LongAdder();

  /// An empty store.
  ///
  /// @param nowNanos ids of events go on where those of an earlier run can hardly have been, so that
  ///     nobody resumes wrongly
  public MemoryStore(StoreSettings settings, long nowNanos) {
    events =
        new MemoryEvents(
            settings.eventsMax(), settings.eventsBytesMax(), nowNanos / NANOS_PER_MICRO);
    values = new MemoryValues(settings.valuesMax(), settings.valuesInMemoryMax());
    contents =
        new Contents(
            new MemoryRegistrationStore(),
            new MemoryObservationStore(),
            Restored.NOTHING,
            events,
            values,
            commands);
  }

  @Override
  public Contents contents() {
    return contents;
  }

  @Override
  public Journal journal(int loop, Predicate<Timers.Task> post) {
    return this::append;
  }

  private void append(
      Journal.Change change,
      Optional<ServerEvent> event,
      Journal.Listener listener,
      long nowNanos) {
    if (change instanceof Journal.Change.Received received) {
      // Values without a time of their own must not meet at one.
      long receivedNanos =
          lastReceived.accumulateAndGet(
              nowNanos, (last, now) -> Math.max(last + NANOS_PER_MICRO, now));
      Instant time = Instant.ofEpochSecond(0, receivedNanos);
      values.put(
          received.registration().endpoint(),
          Values.of(received.values(), received.origin(), time));
    } else if (change instanceof Journal.Change.Commanded(var command)) {
      commands.put(command);
      values.put(command.endpoint(), Values.of(command));
    }
    event.ifPresent(events::append);
    changes.increment();
    listener.onAppended(true, nowNanos);
  }

  @Override
  public StoreHealth health() {
    return new StoreHealth(Optional.empty(), 0, changes.sum(), changes.sum(), 0, 0, 0);
  }

  @Override
  public void close() {
    events.endReaders();
  }
}
