// SPDX-License-Identifier: Apache-2.0

package io.tern.app.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// The log of a program. No method blocks, throws or writes in the caller's thread.
public final class Log implements AutoCloseable {
  /// Lines that wait for the stream; more are dropped and counted.
  private static final int WAITING_MAX = 8_192;

  /// Kinds of limited messages; they are constants of the code, so this is a guard against a mistake.
  private static final int KINDS_MAX = 256;

  private static final long CLOSE_WAIT_MILLIS = 2_000;
  private static final long POLL_MILLIS = 100;

  private final LogSettings settings;
  private final PrintStream out;
  private final LongSupplier clock;
  private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
  private final ConcurrentHashMap<String, RateLimit> limits = new ConcurrentHashMap<>();
  private final LongAdder dropped = new LongAdder();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread writer;

  private Log(LogSettings settings, PrintStream out, LongSupplier clock) {
    this.settings = settings;
    this.out = new PrintStream(out, false, UTF_8);
    this.clock = clock;
    this.writer = Thread.ofPlatform().daemon().name("tern-log").unstarted(this::write);
  }

  /// A log that writes to `out` until it is closed; `out` stays open.
  ///
  /// @param clock nanoseconds since the epoch
  public static Log start(LogSettings settings, PrintStream out, LongSupplier clock) {
    Log log = new Log(settings, out, clock);
    log.writer.start();
    return log;
  }

  public void debug(String message, Field... fields) {
    add(Level.DEBUG, message, List.of(fields));
  }

  public void info(String message, Field... fields) {
    add(Level.INFO, message, List.of(fields));
  }

  public void warn(String message, Field... fields) {
    add(Level.WARN, message, List.of(fields));
  }

  public void error(String message, Field... fields) {
    add(Level.ERROR, message, List.of(fields));
  }

  /// An error that is our own: the line carries where it happened, for whoever will repair it.
  public void bug(String message, Throwable failure, Field... fields) {
    List<Field> all = new ArrayList<>(List.of(fields));
    all.add(Field.of("failure", failure.toString()));
    StackTraceElement[] trace = failure.getStackTrace();
    if (trace.length > 0) {
      all.add(Field.of("at", trace[0]));
    }
    limited(Level.ERROR, message, all.toArray(Field[]::new));
  }

  /// A line that somebody outside can cause as often as they like: of one `message` only so many go
  /// out per second; the next that does says in `suppressed` how many did not.
  ///
  /// @param message a constant; what varies belongs in the fields
  public void limited(Level level, String message, Field... fields) {
    if (level.compareTo(settings.level()) < 0) {
      return;
    }
    long nowNanos = clock.getAsLong();
    RateLimit limit = limits.get(message);
    if (limit == null) {
      String kind = limits.size() < KINDS_MAX ? message : "";
      limit = limits.computeIfAbsent(kind, k -> new RateLimit(settings.perSecondMax(), nowNanos));
    }
    long suppressed;
    synchronized (limit) {
      if (!limit.admits(nowNanos)) {
        return;
      }
      suppressed = limit.takeSuppressed();
    }
    List<Field> all = new ArrayList<>(List.of(fields));
    if (suppressed > 0) {
      all.add(Field.of("suppressed", suppressed));
    }
    add(level, message, all);
  }

  /// Lines that were dropped because the stream was too slow.
  public long dropped() {
    return dropped.sum();
  }

  private void add(Level level, String message, List<Field> fields) {
    if (level.compareTo(settings.level()) < 0) {
      return;
    }
    Instant time = Instant.ofEpochSecond(0, clock.getAsLong());
    if (closed.get() || !waiting.offer(new Line(time, level, message, fields))) {
      dropped.increment();
    }
  }

  private void write() {
    try {
      while (!closed.get() || !waiting.isEmpty()) {
        Line line = waiting.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        while (line != null) {
          out.println(settings.json() ? line.json() : line.text());
          line = waiting.poll();
        }
        out.flush();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.flush();
  }

  /// Writes what waits, then ends. Waits at most two seconds for a stream that does not take it.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      writer.join(CLOSE_WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
