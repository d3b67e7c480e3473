// SPDX-License-Identifier: Apache-2.0

package io.tern.net.loop;

import io.tern.coap.Timers;
import io.tern.net.NetEvents;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One thread that owns ports, timers and whatever they feed.
///
/// A turn: sleep until something is to be done, take the time once, read a batch of every port and
/// feed it, run the timers that are due, run a bounded number of posted tasks, send all of what that
/// made as one batch. No exception of what it calls ends it: each is reported, and the loop goes on.
public final class Loop implements AutoCloseable {
  private static final long NANOS_PER_MILLI = 1_000_000L;

  /// The longest sleep. A loop with nothing to do need not wake at all; this only keeps the
  /// arithmetic of deadlines far from overflow.
  private static final long SLEEP_MILLIS_MAX = 60_000;

  /// The pause after a port failed, so that a socket in lasting trouble does not eat a core.
  private static final long TROUBLE_PAUSE_NANOS = NANOS_PER_MILLI;

  /// How often and how long an ending loop waits for a socket to take what is left to send.
  private static final int LAST_FLUSHES_MAX = 100;

  private static final long LAST_FLUSH_WAIT_MILLIS = 10;

  private final int index;
  private final int mailboxBatch;
  private final Mailbox mailbox;
  private final Timers timers;
  private final LongSupplier clock;
  private final NetEvents events;
  private final Selector selector;
  private final Thread thread;
  private final AtomicBoolean asleep = new AtomicBoolean();
  private final AtomicBoolean started = new AtomicBoolean();
  private List<Port> ports = List.of();
  private boolean moreToRead;

  /// Since when every turn has left something for the next.
  private long behindSinceNanos = Long.MAX_VALUE;

  /// A loop that does not run yet.
  ///
  /// @param index which of several loops this is, from 0; it names the thread and the reports
  /// @param mailbox how many posted tasks wait at most, and how many run in one turn at most
  /// @param timers advanced by this loop alone
  /// @param clock the time in nanoseconds, as in [io.tern.net.EpochClock]
  public Loop(int index, MailboxLimits mailbox, Timers timers, LongSupplier clock, NetEvents events)
      throws IOException {
    this.index = index;
    this.mailboxBatch = mailbox.batch();
    this.mailbox = new Mailbox(mailbox.capacity());
    this.timers = timers;
    this.clock = clock;
    this.events = events;
    this.selector = Selector.open();
    this.thread = Thread.ofPlatform().name("tern-loop-" + index).unstarted(this::run);
  }

  /// The bounds of a mailbox.
  ///
  /// @param capacity how many tasks wait at most, at least 1
  /// @param batch how many run in one turn at most, at least 1
  public record MailboxLimits(int capacity, int batch) {
    public MailboxLimits {
      if (capacity < 1 || batch < 1) {
        throw new IllegalArgumentException("a mailbox needs room: " + capacity + ", " + batch);
      }
    }
  }

  /// Attaches `ports` and starts the thread. Called once. Where a port cannot be attached, the loop
  /// is closed and the ports with it.
  public void start(List<Port> ports) throws IOException {
    if (!started.compareAndSet(false, true)) {
      throw new IllegalStateException("started or closed already");
    }
    this.ports = List.copyOf(ports);
    try {
      for (Port port : ports) {
        port.attach(selector);
      }
    } catch (IOException | RuntimeException e) {
      mailbox.close();
      closePorts();
      throw e;
    }
    thread.start();
  }

  /// Runs `task` on this loop, after what was posted before it. Any thread.
  ///
  /// @return false where the mailbox is full or the loop is closed: the task will not run
  public boolean post(Timers.Task task) {
    Mailbox.Offer offer = mailbox.offer(task);
    if (offer == Mailbox.Offer.FULL) {
      events.onMailboxFull(index);
    }
    if (offer == Mailbox.Offer.ACCEPTED && asleep.get() && asleep.compareAndSet(true, false)) {
      selector.wakeup();
    }
    return offer == Mailbox.Offer.ACCEPTED;
  }

  /// Whether the caller runs on this loop: `assert loop.isCurrentThread()`.
  public boolean isCurrentThread() {
    return thread.equals(Thread.currentThread());
  }

  /// How long, at `nowNanos`, every turn has left something for the next: reads or posted tasks. 0 where
  /// the last did not. For the loop's own thread.
  public long behindNanos(long nowNanos) {
    return behindSinceNanos == Long.MAX_VALUE ? 0 : Math.max(0, nowNanos - behindSinceNanos);
  }

  /// Whether the caller may touch what belongs to this loop: it runs on it, or the loop does not run.
  public boolean isOwnedByCaller() {
    return isCurrentThread() || !thread.isAlive();
  }

  /// Ends the loop in order: refuses further posts, runs what was posted, sends what is to be sent,
  /// closes the ports. Returns when that is done; called on the loop itself it returns at once.
  @Override
  public void close() {
    mailbox.close();
    if (started.compareAndSet(false, true)) {
      closePorts();
      return;
    }
    selector.wakeup();
    if (!isCurrentThread()) {
      join();
    }
  }

  private void join() {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!mailbox.isClosed()) {
      try {
        turn();
      } catch (Throwable t) {
        report("turn", t);
        LockSupport.parkNanos(TROUBLE_PAUSE_NANOS);
      }
    }
    end();
  }

  private void turn() throws IOException {
    sleep();
    long nowNanos = clock.getAsLong();
    receive(nowNanos);
    advance(nowNanos);
    emptyMailbox(nowNanos, mailboxBatch);
    flush(nowNanos);
    boolean behind = moreToRead || !mailbox.isEmpty();
    behindSinceNanos = behind ? Math.min(behindSinceNanos, nowNanos) : Long.MAX_VALUE;
  }

  private void sleep() throws IOException {
    // Somebody's interrupt would let every select return at once.
    Thread.interrupted();
    long millis = moreToRead ? 0 : millisToSleep();
    if (millis > 0) {
      asleep.set(true);
      // A post that came before the line above did not wake the selector.
      millis = mailbox.isEmpty() && !mailbox.isClosed() ? millis : 0;
    }
    if (millis > 0) {
      selector.select(Loop::tell, millis);
    } else {
      selector.selectNow(Loop::tell);
    }
    asleep.set(false);
  }

  private static void tell(SelectionKey key) {
    if (key.attachment() instanceof Runnable ready) {
      ready.run();
    }
  }

  private long millisToSleep() {
    long wakeUpNanos = timers.nextWakeUpNanos();
    if (wakeUpNanos == Timers.NEVER) {
      return SLEEP_MILLIS_MAX;
    }
    long nanos = wakeUpNanos - clock.getAsLong();
    return nanos <= 0
        ? 0
        : Math.min((nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI, SLEEP_MILLIS_MAX);
  }

  private void receive(long nowNanos) {
    boolean more = false;
    for (Port port : ports) {
      try {
        more |= port.receive(nowNanos);
      } catch (Throwable t) {
        report("receive", t);
        LockSupport.parkNanos(TROUBLE_PAUSE_NANOS);
      }
    }
    moreToRead = more;
  }

  private boolean flush(long nowNanos) {
    boolean sent = true;
    for (Port port : ports) {
      try {
        sent &= port.flush(nowNanos);
      } catch (Throwable t) {
        report("send", t);
      }
    }
    return sent;
  }

  private void advance(long nowNanos) {
    try {
      timers.advance(nowNanos);
    } catch (Throwable t) {
      report("timer", t);
    }
  }

  private void emptyMailbox(long nowNanos, int tasksMax) {
    for (int i = 0; i < tasksMax; i++) {
      Timers.@Nullable Task task = mailbox.poll();
      if (task == null) {
        return;
      }
      try {
        task.run(nowNanos);
      } catch (Throwable t) {
        report("posted task", t);
      }
    }
  }

  private void end() {
    long nowNanos = clock.getAsLong();
    while (!mailbox.isEmpty()) {
      emptyMailbox(nowNanos, mailboxBatch);
    }
    try {
      for (int i = 0; i < LAST_FLUSHES_MAX && !flush(nowNanos); i++) {
        selector.select(Loop::tell, LAST_FLUSH_WAIT_MILLIS);
      }
    } catch (IOException | RuntimeException e) {
      report("last send", e);
    }
    closePorts();
  }

  private void closePorts() {
    for (Port port : ports) {
      try {
        port.close();
      } catch (IOException | RuntimeException e) {
        report("close", e);
      }
    }
    try {
      selector.close();
    } catch (IOException e) {
      report("close", e);
    }
  }

  private void report(String where, Throwable failure) {
    try {
      events.onFailure(index, where, failure);
    } catch (RuntimeException | Error e) {
      // Nobody is left to tell; the loop must go on.
      return;
    }
  }
}
