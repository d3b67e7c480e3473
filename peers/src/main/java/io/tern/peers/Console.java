// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/// The peer's end of the line protocol: reads commands from stdin one at a time, answers each with
/// one line, and prints event lines in between. The program ends when stdin ends, so a peer never
/// outlives its harness.
public final class Console {

  private static final Duration CLOSING_MAX = Duration.ofSeconds(10);

  private final PrintStream out;

  private Console(PrintStream out) {
    this.out = out;
  }

  /// What a command does: the words of its answer, after `answer`.
  @FunctionalInterface
  public interface Command {
    /// Runs on the main thread. An exception becomes `answer error TYPE MESSAGE`.
    List<String> run(Line line) throws Exception;
  }

  /// Takes stdout for the protocol. Must come first in `main`: from here on everything else that
  /// prints, logging included, goes to stderr.
  public static Console open() {
    var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    System.setOut(System.err);
    System.getProperties().putIfAbsent("org.slf4j.simpleLogger.defaultLogLevel", "warn");
    return new Console(out);
  }

  /// Prints `ready` and these words, once the peer accepts commands.
  public void ready(String... words) {
    print("ready", List.of(words));
  }

  /// Prints an event line. Any thread may call it.
  public void event(String name, List<String> words) {
    List<String> all = new ArrayList<>(words.size() + 1);
    all.add(name);
    all.addAll(words);
    print("event", all);
  }

  /// Prints an event line. Any thread may call it.
  public void event(String name, String... words) {
    event(name, List.of(words));
  }

  /// Runs commands until stdin ends or `quit` comes, closes the peer and ends the JVM. Every peer
  /// also knows `help`, `heap` (bytes in use after a collection) and `quit`.
  public void runAndExit(Map<String, Command> commands, AutoCloseable peer) {
    int status = 0;
    try {
      run(commands);
    } catch (IOException e) {
      System.err.println("stdin failed: " + e);
      status = 1;
    }
    haltIfClosingHangs();
    try {
      peer.close();
    } catch (Exception e) {
      System.err.println("closing failed: " + e);
      status = 1;
    }
    System.exit(status);
  }

  private void run(Map<String, Command> commands) throws IOException {
    var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    for (String text = in.readLine(); text != null; text = in.readLine()) {
      Line line = Line.parse(text);
      if (line.words().isEmpty()) {
        continue;
      }
      print("answer", answer(commands, line));
      if (line.startsWith("quit")) {
        return;
      }
    }
  }

  private static List<String> answer(Map<String, Command> commands, Line line) {
    String name = line.word(0);
    try {
      return switch (name) {
        case "quit" -> List.of("ok");
        case "heap" -> List.of("ok", Long.toString(usedHeapBytes()));
        case "help" -> {
          List<String> words = new ArrayList<>(List.of("ok", "heap", "help", "quit"));
          words.addAll(new TreeSet<>(commands.keySet()));
          yield words;
        }
        default -> {
          Command command = commands.get(name);
          yield command == null ? List.of("error", "UnknownCommand", name) : command.run(line);
        }
      };
    } catch (Exception e) {
      return List.of(
          "error", e.getClass().getSimpleName(), Objects.requireNonNullElse(e.getMessage(), ""));
    }
  }

  private static long usedHeapBytes() {
    Runtime runtime = Runtime.getRuntime();
    runtime.gc();
    runtime.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void haltIfClosingHangs() {
    Thread.ofPlatform()
        .daemon()
        .name("halt-if-closing-hangs")
        .start(
            () -> {
              try {
                Thread.sleep(CLOSING_MAX);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(2);
            });
  }

  private void print(String kind, List<String> words) {
    List<String> all = new ArrayList<>(words.size() + 1);
    all.add(kind);
    all.addAll(words);
    String text = new Line(all).toString();
    synchronized (out) {
      out.println(text);
    }
  }
}
