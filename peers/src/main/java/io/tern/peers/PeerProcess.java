// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// A running peer, as its harness sees it: sends command lines, awaits lines, and ends the process.
///
/// Lines the peer printed are kept until somebody awaits them, the latest [#LINES_MAX]; awaiting
/// takes the first match out. Any thread may call. Failures are [IllegalStateException]s whose
/// message holds the last lines of the peer.
public final class PeerProcess implements AutoCloseable {

  /// Lines kept for later awaiting; older ones are dropped.
  public static final int LINES_MAX = 10_000;

  private static final int TRANSCRIPT_LINES_MAX = 40;
  private static final Duration READY_MAX = Duration.ofSeconds(60);
  private static final Duration ANSWER_MAX = Duration.ofSeconds(60);
  private static final Duration CLOSING_MAX = Duration.ofSeconds(15);

  private final String title;
  private final Process process;
  private final Writer stdin;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Line> lines = new ArrayDeque<>();
  private final Deque<String> transcript = new ArrayDeque<>();
  private boolean stdoutEnded;
  private Line ready = Line.of();

  private PeerProcess(String title, Process process) {
    this.title = title;
    this.process = process;
    this.stdin = process.outputWriter(UTF_8);
  }

  static PeerProcess start(PeerLaunch launch) {
    return start(launch.program().toString(), launch.command());
  }

  /// Starts any program that speaks as peers do, a Tern that is measured beside them, say.
  public static PeerProcess start(String title, List<String> command) {
    PeerProcess peer;
    try {
      peer = new PeerProcess(title, new ProcessBuilder(command).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    peer.readInBackground("stdout", peer.process.getInputStream());
    peer.readInBackground("stderr", peer.process.getErrorStream());
    try {
      peer.ready = peer.await(line -> line.startsWith("ready"), READY_MAX);
    } catch (IllegalStateException e) {
      peer.close();
      throw e;
    }
    return peer;
  }

  /// The words of the peer's `ready` line, `ready` included.
  public Line ready() {
    return ready;
  }

  /// Where the peer listens, such as `coap://127.0.0.1:40123`.
  ///
  /// @param scheme `coap` or `coaps`
  public String uri(String scheme) {
    return ready.from(1).stream()
        .filter(word -> word.startsWith(scheme + "://"))
        .findFirst()
        .orElseThrow(() -> failure("does not listen on " + scheme));
  }

  /// Sends a command of these words without awaiting its answer.
  public void send(String... words) {
    String text = Line.of(words).toString();
    note("> " + text);
    try {
      stdin.write(text + "\n");
      stdin.flush();
    } catch (IOException e) {
      throw failure("takes no commands: " + e.getMessage());
    }
  }

  /// Sends a command of these words and awaits its answer, at most a minute.
  public Line ask(String... words) {
    send(words);
    return await(line -> line.startsWith("answer"), ANSWER_MAX);
  }

  /// Awaits an event that begins with these words after `event`.
  public Line awaitEvent(Duration max, String... words) {
    return await(line -> line.startsWith("event") && new Line(line.from(1)).startsWith(words), max);
  }

  /// Awaits the first line that matches, among those already printed and those to come, and takes
  /// it out.
  public Line await(Predicate<Line> wanted, Duration max) {
    long remainingNanos = max.toNanos();
    lock.lock();
    try {
      while (true) {
        Optional<Line> found = take(wanted);
        if (found.isPresent()) {
          return found.get();
        }
        if (stdoutEnded) {
          throw failure("ended while awaited");
        }
        if (remainingNanos <= 0) {
          throw failure("printed no matching line within " + max);
        }
        remainingNanos = changed.awaitNanos(remainingNanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("await was interrupted");
    } finally {
      lock.unlock();
    }
  }

  /// Takes out the first line already printed that matches, if any, without waiting.
  public Optional<Line> poll(Predicate<Line> wanted) {
    lock.lock();
    try {
      return take(wanted);
    } finally {
      lock.unlock();
    }
  }

  private Optional<Line> take(Predicate<Line> wanted) {
    for (Iterator<Line> all = lines.iterator(); all.hasNext(); ) {
      Line line = all.next();
      if (wanted.test(line)) {
        all.remove();
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  /// The process id.
  public long pid() {
    return process.pid();
  }

  /// The processor time the peer has used, where the platform tells.
  public Optional<Duration> cpuTime() {
    return process.info().totalCpuDuration();
  }

  /// Closes the peer's stdin, which ends it, and waits; kills it after 15 s. Calling it again does
  /// nothing.
  @Override
  public void close() {
    try {
      stdin.close();
    } catch (IOException e) {
      note("stdin: " + e.getMessage());
    }
    try {
      if (!process.waitFor(CLOSING_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /// Kills the peer at once, as a crash would: it neither deregisters nor closes anything.
  public void kill() {
    process.destroyForcibly();
  }

  /// Whether the process is still there.
  public boolean isAlive() {
    return process.isAlive();
  }

  private void readInBackground(String name, InputStream stream) {
    Thread.ofPlatform()
        .daemon()
        .name(title + "-" + name)
        .start(
            () -> {
              boolean stdout = "stdout".equals(name);
              try (var reader = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                  onText(text, stdout);
                }
              } catch (IOException e) {
                note(name + ": " + e.getMessage());
              } finally {
                if (stdout) {
                  onStdoutEnd();
                }
              }
            });
  }

  private void onText(String text, boolean stdout) {
    lock.lock();
    try {
      note((stdout ? "< " : "! ") + text);
      if (stdout) {
        if (lines.size() == LINES_MAX) {
          lines.removeFirst();
        }
        lines.addLast(Line.parse(text));
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private void onStdoutEnd() {
    lock.lock();
    try {
      stdoutEnded = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void note(String text) {
    lock.lock();
    try {
      if (transcript.size() == TRANSCRIPT_LINES_MAX) {
        transcript.removeFirst();
      }
      transcript.addLast(text);
    } finally {
      lock.unlock();
    }
  }

  private IllegalStateException failure(String what) {
    lock.lock();
    try {
      return new IllegalStateException(
          "%s (pid %d) %s; its last lines:%n%s"
              .formatted(
                  title, process.pid(), what, String.join(System.lineSeparator(), transcript)));
    } finally {
      lock.unlock();
    }
  }
}
