// SPDX-License-Identifier: Apache-2.0

package io.tern.app.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Kills a server again and again under load, starts it on the same folder and looks for what was
/// acknowledged.
public final class CrashRun {
  private static final Pattern READY =
      Pattern.compile("\"coap\":\"[^\"]*:(\\d+)\".*\"http\":\"[^\"]*:(\\d+)\"");
  private static final int CALLS_MAX = 32;
  private static final int VALUES_CHECKED_A_ROUND = 50;
  private static final long DRAIN_NANOS_MAX = 120_000_000_000L;

  private final Plan plan;
  private final Path data;
  private final Consumer<String> say;
  private final Random random;
  private final Findings findings = new Findings();
  private final List<CrashDevice> devices = new ArrayList<>();
  private final AtomicBoolean open = new AtomicBoolean();
  private final AtomicLong executions = new AtomicLong();

  /// How often the server was killed.
  private final AtomicInteger lives = new AtomicInteger();

  private final Semaphore calling = new Semaphore(CALLS_MAX);
  private int coapPort;
  private int httpPort;

  /// What to do.
  ///
  /// @param rounds how often the server is killed
  /// @param devices how many there are
  /// @param operationsPerSecond of all devices together
  /// @param upMillisMin how long the server lives at least once it is ready
  /// @param upMillisMax how long at most
  /// @param seed chooses operations and moments
  public record Plan(
      int rounds,
      int devices,
      int operationsPerSecond,
      int upMillisMin,
      int upMillisMax,
      long seed) {
    /// 2,000 devices, 300 operations a second, killed after 1 to 5 seconds.
    public static Plan of(int rounds, long seed) {
      return new Plan(rounds, 2_000, 300, 1_000, 5_000, seed);
    }
  }

  /// @param data the server's folder
  /// @param say told how far it is
  public CrashRun(Plan plan, Path data, Consumer<String> say) {
    this.plan = plan;
    this.data = data;
    this.say = say;
    random = new Random(plan.seed());
  }

  /// Runs all rounds.
  ///
  /// @throws IOException where the server does not start
  public Findings run() throws IOException, InterruptedException {
    Process server = start();
    Calls calls = new Calls("127.0.0.1:" + httpPort, findings);
    InetSocketAddress coap = new InetSocketAddress(InetAddress.getLoopbackAddress(), coapPort);
    Thread load = null;
    try {
      for (int i = 0; i < plan.devices(); i++) {
        Random own = new Random(random.nextLong());
        devices.add(new CrashDevice("crash-" + i, i % 2 == 1, coap, own, findings));
      }
      load = Thread.ofPlatform().name("tern-crash-load").start(() -> load(calls));
      for (int round = 1; round <= plan.rounds(); round++) {
        open.set(true);
        Thread.sleep(random.nextInt(plan.upMillisMin(), plan.upMillisMax() + 1));
        lives.incrementAndGet();
        server.destroyForcibly().waitFor();
        server = start();
        open.set(false);
        check(calls);
        say.accept("round " + round + " of " + plan.rounds() + ": " + findings);
        findings.news().forEach(say);
      }
      finish(calls);
      return findings;
    } finally {
      if (load != null) {
        load.interrupt();
        load.join();
      }
      devices.forEach(CrashDevice::close);
      server.destroyForcibly().waitFor();
    }
  }

  /// Starts the server on the ports it had before.
  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of("io.tern.app.main.Main", "server", "--insecure", "--data"));
    command.add(data.toString());
    command.addAll(List.of("--coap", "127.0.0.1:" + coapPort, "--http", "127.0.0.1:" + httpPort));
    command.addAll(
        List.of(
            "--set",
            "log.level=error",
            "--set",
            "lwm2m.awake=" + AwakeBook.SECONDS_OTHERWISE + "s"));
    Process server =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = server.inputReader();
    String line = out.readLine();
    Matcher ready = READY.matcher(line == null ? "" : line);
    if (!ready.find()) {
      server.destroyForcibly();
      throw new IOException("the server does not start: " + line);
    }
    coapPort = Integer.parseInt(ready.group(1));
    httpPort = Integer.parseInt(ready.group(2));
    return server;
  }

  /// Has devices operate at the rate that is asked for, while the gate is open.
  private void load(Calls calls) {
    Random chance = new Random(plan.seed() + 1);
    long pauseNanos = TimeUnit.SECONDS.toNanos(1) / plan.operationsPerSecond();
    long next = System.nanoTime();
    while (!Thread.interrupted()) {
      next = Math.max(next + pauseNanos, System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
      LockSupport.parkNanos(next - System.nanoTime());
      if (open.get()) {
        CrashDevice device = devices.get(chance.nextInt(devices.size()));
        Thread.ofVirtual().start(() -> operate(device, calls));
      }
    }
  }

  private void operate(CrashDevice device, Calls calls) {
    try {
      switch (device.operate()) {
        case NONE -> {}
        case OBSERVE -> limited(() -> device.observe(calls));
        case EXECUTE -> limited(() -> calls.execute(device.endpoint, executions.incrementAndGet()));
        case AWAKE -> limited(() -> device.awake.change(calls));
        case COMMAND -> limited(() -> device.leaveCommand(calls, lives::get));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Call {
    void make() throws InterruptedException;
  }

  private void limited(Call call) throws InterruptedException {
    if (calling.tryAcquire()) {
      try {
        call.make();
      } finally {
        calling.release();
      }
    }
  }

  /// With the gate closed: what was under way ends, then server and devices must agree.
  private void check(Calls calls) throws IOException, InterruptedException {
    devices.forEach(CrashDevice::settle);
    Map<String, Calls.Shown> all = calls.all();
    for (CrashDevice device : devices) {
      device.check(Optional.ofNullable(all.get(device.endpoint)));
      checkCommands(device, calls);
      device.awake.check(calls);
    }
    for (int i = 0; i < VALUES_CHECKED_A_ROUND; i++) {
      devices.get(random.nextInt(devices.size())).checkValues(calls);
    }
  }

  private static void checkCommands(CrashDevice device, Calls calls)
      throws IOException, InterruptedException {
    for (CommandBook.Entry entry : device.commands.open()) {
      device.commands.check(entry, calls.command(device.commands.id(entry)));
    }
  }

  /// Every command comes to its end once its device is awake; then everything is looked at.
  private void finish(Calls calls) throws IOException, InterruptedException {
    long untilNanos = System.nanoTime() + DRAIN_NANOS_MAX;
    List<CrashDevice> waited = withOpenCommands(devices);
    while (!waited.isEmpty() && System.nanoTime() < untilNanos) {
      for (CrashDevice device : waited) {
        device.wake();
      }
      for (CrashDevice device : waited) {
        checkCommands(device, calls);
      }
      waited = withOpenCommands(waited);
    }
    for (CrashDevice device : waited) {
      findings.violation(device.endpoint + " is awake and has commands without outcome");
    }
    EventCheck events = new EventCheck(findings);
    String last = devices.getFirst().registerLast();
    calls.events(
        event -> {
          events.add(event);
          return event.data().at("registrationId").text().equals(last)
              && event.type().equals("registered");
        });
    for (CrashDevice device : devices) {
      device.checkValues(calls);
      device.awake.checkAtLast(calls);
      for (CommandBook.Entry entry : device.commands.accepted()) {
        device.commands.check(entry, calls.command(device.commands.id(entry)));
      }
      device.checkEvents(events);
    }
    Map<String, Integer> results = new TreeMap<>();
    devices.forEach(device -> device.commands.addTo(results));
    say.accept("at the end: " + findings + "; commands " + results + "; " + events);
    findings.news().forEach(say);
  }

  private static List<CrashDevice> withOpenCommands(List<CrashDevice> some) {
    return some.stream().filter(device -> !device.commands.open().isEmpty()).toList();
  }
}
