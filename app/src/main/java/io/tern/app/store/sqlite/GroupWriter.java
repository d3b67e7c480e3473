// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import io.tern.app.store.KnownValue;
import io.tern.app.store.StoreSettings;
import io.tern.coap.Timers;
import io.tern.lwm2m.EndpointName;
import io.tern.server.Journal;
import io.tern.server.Journal.Change;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The writer: takes what journals append, makes it durable in groups, tells the loops. While one group
/// is forced to the disk the next one gathers, so that a slow disk makes groups larger and not the queue
/// longer.
final class GroupWriter implements Runnable {
  private static final int GROUP_MAX = 4_096;

  /// After a group of so many the next one gathers for as long as that one took, or this long: a commit
  /// costs as much as many changes.
  private static final int BUSY = 16;

  private static final long GATHER_NANOS_MAX = 2_000_000L;

  private static final int LAZY_EVENTS_MAX = 16_384;
  private static final long SIGN_OF_LIFE_NANOS = 5_000_000_000L;
  private static final long RETRY_NANOS = 1_000_000_000L;
  private static final long FULL_MAILBOX_NANOS = 200_000L;
  private static final int TELL_ATTEMPTS_MAX = 50_000;

  private final ArrayBlockingQueue<Entry> queue;
  private final StoreSettings settings;
  private final LongSupplier clock;
  private final LongConsumer onCommitted;
  private final Keeper keeper;
  private final int crowded;
  private final Counts counts = new Counts();

  // Of plain refreshes: the newest of each endpoint, and their events.
  private final Map<EndpointName, Registration> lazy = new LinkedHashMap<>();
  private final List<ServerEvent> lazyEvents = new ArrayList<>();
  private long lazySince;
  private long lastAttempt = System.nanoTime();
  private long gatherNanos;
  private volatile boolean closing;
  private volatile Optional<String> trouble = Optional.empty();

  /// Gives the ledger, and a new one after it failed.
  interface Keeper {
    /// The ledger to write to.
    Ledger ledger() throws SQLException;

    /// It failed: its connection may not be used any more.
    void onFailed();

    /// There were so many commits.
    void attest(long commits) throws IOException;

    /// A moment to tidy up.
    void tidy(Ledger ledger) throws SQLException;

    /// There is no more to write.
    void close();
  }

  /// What was counted.
  static final class Counts {
    final LongAdder commits = new LongAdder();
    final LongAdder changes = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder eventsLost = new LongAdder();
  }

  /// What waits to be written.
  sealed interface Entry {
    /// A change, its event, and who is to be told where.
    record Appended(
        Change change,
        Optional<ServerEvent> event,
        Journal.Listener listener,
        Predicate<Timers.Task> post,
        long nowNanos)
        implements Entry {}

    /// Values that no journal brought; nobody waits.
    record Kept(EndpointName endpoint, List<KnownValue> values) implements Entry {}

    /// Nothing but a reason to look.
    record Nudge() implements Entry {}
  }

  /// @param onCommitted told of the greatest id of an event after each commit
  GroupWriter(StoreSettings settings, LongSupplier clock, Keeper keeper, LongConsumer onCommitted) {
    this.settings = settings;
    this.clock = clock;
    this.keeper = keeper;
    this.onCommitted = onCommitted;
    queue = new ArrayBlockingQueue<>(settings.waitingMax());
    crowded = settings.waitingMax() - settings.waitingMax() / 10;
  }

  /// Takes an entry; false where there is no room.
  boolean offer(Entry entry) {
    return !closing && queue.offer(entry);
  }

  boolean isAccepting() {
    return trouble.isEmpty() && queue.size() < crowded;
  }

  Optional<String> trouble() {
    return trouble;
  }

  int waiting() {
    return queue.size();
  }

  Counts counts() {
    return counts;
  }

  /// Ends when everything is written.
  void close() {
    closing = true;
    if (!queue.offer(new Entry.Nudge())) {
      // It is busy and sees it by itself.
      return;
    }
  }

  @Override
  public void run() {
    List<Entry> taken = new ArrayList<>();
    try {
      while (!closing || !queue.isEmpty()) {
        boolean busy = taken.size() >= BUSY;
        taken.clear();
        Entry first = queue.poll(waitNanos(), TimeUnit.NANOSECONDS);
        if (first != null) {
          taken.add(first);
          if (busy && queue.size() < GROUP_MAX) {
            LockSupport.parkNanos(gatherNanos);
          }
          queue.drainTo(taken, GROUP_MAX - 1);
        }
        turn(taken);
      }
      commit(List.of(), true);
      keeper.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long waitNanos() {
    long now = System.nanoTime();
    long due = lastAttempt + (trouble.isPresent() ? RETRY_NANOS : SIGN_OF_LIFE_NANOS);
    if (trouble.isEmpty() && hasLazy()) {
      due = Math.min(due, lazySince + settings.lazy().toNanos());
    }
    return Math.max(0, due - now);
  }

  private boolean hasLazy() {
    return !lazy.isEmpty() || !lazyEvents.isEmpty();
  }

  private void turn(List<Entry> taken) throws InterruptedException {
    List<Entry> group = new ArrayList<>(taken.size());
    for (Entry entry : taken) {
      if (entry instanceof Entry.Appended(Change.Refreshed(Registration to), var event, _, _, _)) {
        postpone(to, event);
      } else if (!(entry instanceof Entry.Nudge)) {
        group.add(entry);
      }
    }
    long now = System.nanoTime();
    boolean lazyDue = hasLazy() && now - lazySince >= settings.lazy().toNanos();
    boolean lifeDue = now - lastAttempt >= SIGN_OF_LIFE_NANOS;
    if (trouble.isPresent() && now - lastAttempt < RETRY_NANOS) {
      refuse(group);
    } else if (!group.isEmpty() || lazyDue || lifeDue || trouble.isPresent()) {
      commit(group, lazyDue || lifeDue || trouble.isPresent());
    }
  }

  private void postpone(Registration registration, Optional<ServerEvent> event) {
    if (!hasLazy()) {
      lazySince = System.nanoTime();
    }
    lazy.put(registration.endpoint(), registration);
    if (event.isPresent() && lazyEvents.size() < LAZY_EVENTS_MAX) {
      lazyEvents.add(event.get());
    } else if (event.isPresent()) {
      counts.eventsLost.increment();
    }
  }

  private void commit(List<Entry> group, boolean withLazy) throws InterruptedException {
    lastAttempt = System.nanoTime();
    boolean durable = attempt(group, withLazy);
    gatherNanos = Math.min(GATHER_NANOS_MAX, System.nanoTime() - lastAttempt);
    if (durable) {
      lazyEvents.clear();
      if (withLazy) {
        lazy.clear();
      }
      counts.commits.increment();
      counts.changes.add(group.size());
    } else {
      counts.failures.increment();
    }
    tell(group, durable);
  }

  private boolean attempt(List<Entry> group, boolean withLazy) {
    @Nullable Ledger ledger = null;
    try {
      ledger = keeper.ledger();
      // The events of refreshes come first: nothing in the group happened before them.
      for (ServerEvent event : lazyEvents) {
        ledger.write(event);
      }
      for (Entry entry : group) {
        write(ledger, entry);
      }
      if (withLazy) {
        for (Registration registration : lazy.values()) {
          ledger.write(
              new Change.Refreshed(registration), Optional.empty(), registration.updatedNanos());
        }
      }
      if (withLazy || group.isEmpty()) {
        keeper.tidy(ledger);
      }
      ledger.commit(clock.getAsLong());
      keeper.attest(ledger.committed().commits());
      trouble = Optional.empty();
      onCommitted.accept(ledger.committed().lastEvent());
      return true;
    } catch (SQLException | IOException e) {
      trouble = Optional.of(String.valueOf(e.getMessage()));
      giveUp(ledger);
      return false;
    }
  }

  private static void write(Ledger ledger, Entry entry) throws SQLException {
    switch (entry) {
      case Entry.Appended(Change change, Optional<ServerEvent> event, _, _, long nowNanos) ->
          ledger.write(change, event, nowNanos);
      case Entry.Kept(EndpointName endpoint, List<KnownValue> values) ->
          ledger.keep(endpoint, values);
      case Entry.Nudge _ -> {}
    }
  }

  private void giveUp(@Nullable Ledger ledger) {
    try {
      if (ledger != null) {
        ledger.rollBack();
      }
    } catch (SQLException e) {
      // It is closed in any case.
    }
    keeper.onFailed();
  }

  private void refuse(List<Entry> group) throws InterruptedException {
    tell(group, false);
  }

  /// Each loop is told of all that is its own at once.
  private void tell(List<Entry> group, boolean durable) throws InterruptedException {
    Map<Predicate<Timers.Task>, List<Journal.Listener>> byLoop = new LinkedHashMap<>();
    for (Entry entry : group) {
      if (entry instanceof Entry.Appended appended
          && !appended.listener().equals(Journal.Listener.NONE)) {
        byLoop.computeIfAbsent(appended.post(), _ -> new ArrayList<>()).add(appended.listener());
      }
    }
    for (Map.Entry<Predicate<Timers.Task>, List<Journal.Listener>> loop : byLoop.entrySet()) {
      post(
          loop.getKey(),
          now -> loop.getValue().forEach(listener -> listener.onAppended(durable, now)));
    }
  }

  /// A loop whose mailbox is full has room in a moment; one that is closed never has.
  private void post(Predicate<Timers.Task> post, Timers.Task task) throws InterruptedException {
    for (int i = 0; i < TELL_ATTEMPTS_MAX && !post.test(task); i++) {
      if (closing && i > 0) {
        return;
      }
      LockSupport.parkNanos(FULL_MAILBOX_NANOS);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
