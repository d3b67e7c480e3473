// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `tern server` as a user starts it, in a process of its own.
final class ProductServer implements AutoCloseable {
  static final String MAIN = "io.tern.app.main.Main";
  private static final Pattern READY = Pattern.compile("\"coap\":\"[^\"]*:(\\d+)\"");
  private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  private final Process process;
  private final InetSocketAddress address;
  private final Duration startTime;

  private ProductServer(Process process, InetSocketAddress address, Duration startTime) {
    this.process = process;
    this.address = address;
    this.startTime = startTime;
  }

  /// Starts it and waits until it is ready.
  ///
  /// @param prefix words before the command, such as `taskset -c 0`
  /// @param data its folder; in memory where there is none
  /// @param port where devices reach it, 0 for any
  static ProductServer start(List<String> prefix, Optional<Path> data, int port)
      throws IOException {
    return start(prefix, data, port, 1);
  }

  /// The same with so many loops, 0 for one a core.
  static ProductServer start(List<String> prefix, Optional<Path> data, int port, int loops)
      throws IOException {
    List<String> command = new ArrayList<>(Subject.command(prefix, ProductServer.class));
    command.removeLast();
    command.addAll(List.of(MAIN, "server", "--insecure", "--log-level", "error"));
    command.addAll(List.of("--coap", "127.0.0.1:" + port, "--http", "127.0.0.1:0"));
    command.addAll(List.of("--set", "loops=" + loops, "--set", "lwm2m.registrations-max=2000000"));
    command.addAll(data.map(dir -> List.of("--data", dir.toString())).orElse(List.of("--memory")));
    long begun = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    Matcher ready = READY.matcher(line == null ? "" : line);
    if (!ready.find()) {
      process.destroyForcibly();
      throw new IOException("tern server does not start: " + line);
    }
    Duration startTime = Duration.ofNanos(System.nanoTime() - begun);
    int bound = Integer.parseInt(ready.group(1));
    return new ProductServer(
        process, new InetSocketAddress(InetAddress.getLoopbackAddress(), bound), startTime);
  }

  InetSocketAddress address() {
    return address;
  }

  /// From its start to the line that says it is ready, the start of the JVM included.
  Duration startTime() {
    return startTime;
  }

  /// Processor time of the whole process so far.
  Duration cpuTime() {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new IllegalStateException("no processor time of tern server"));
  }

  /// What it takes of the machine's memory, in bytes.
  long residentBytes() throws IOException {
    String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
    Matcher resident = RESIDENT.matcher(status);
    if (!resident.find()) {
      throw new IOException("no memory of tern server");
    }
    return Long.parseLong(resident.group(1)) << 10;
  }

  /// Ends it as a crash does.
  void kill() throws IOException {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() throws IOException {
    kill();
  }
}
