// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tern.peers.Line;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A server in a process of its own. It prints a line `ready URI` and ends with its stdin.
final class ServerProcess implements AutoCloseable {
  private static final int CLOSING_SECONDS_MAX = 15;

  private final String title;
  private final Process process;
  private final InetSocketAddress address;

  private final BufferedReader out;

  private ServerProcess(
      String title, Process process, BufferedReader out, InetSocketAddress address) {
    this.title = title;
    this.process = process;
    this.out = out;
    this.address = address;
  }

  static ServerProcess start(String title, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String text = out.readLine(); text != null; text = out.readLine()) {
      Line line = Line.parse(text);
      if (line.startsWith("ready")) {
        int port = URI.create(line.word(1)).getPort();
        return new ServerProcess(
            title, process, out, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      }
    }
    throw new IOException(title + " ended before it was ready");
  }

  InetSocketAddress address() {
    return address;
  }

  /// Runs a command; the words of its answer that follow `ok`.
  ///
  /// @throws IOException where the answer is another
  List<String> ask(Object... words) throws IOException {
    String command =
        Arrays.stream(words).map(String::valueOf).collect(java.util.stream.Collectors.joining(" "));
    process.getOutputStream().write((command + "\n").getBytes(UTF_8));
    process.getOutputStream().flush();
    for (String text = out.readLine(); text != null; text = out.readLine()) {
      Line line = Line.parse(text);
      if (line.startsWith("answer", "ok")) {
        return line.from(2);
      }
      if (line.startsWith("answer")) {
        throw new IOException(title + " answered " + command + ": " + text);
      }
    }
    throw new IOException(title + " ended");
  }

  /// Processor time of the whole process so far, its compiler and collector included. Linux counts it
  /// in steps of 10 ms.
  Duration cpuTime() {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new IllegalStateException("no processor time of " + title));
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(CLOSING_SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
