// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What to measure and how.
///
/// @param selection what is measured
/// @param json whether the report is one JSON line a case instead of a table
/// @param rounds how often each server is measured, in turn with the others
/// @param roundMillis length of a round
/// @param warmUpMillis load before the first round, for each server
/// @param clients how many clients of CoAP endpoints, each with an address of its own, send in turn; a
///     multiple of 100
/// @param devices how many devices of LwM2M servers do, and in each round of Registers as many new ones
/// @param window how many requests are unanswered at a time, at most one a client or device
/// @param idleSeconds how long a fleet of registered devices is silent before its heap is told again
/// @param pin whether a server is held on one core where `taskset` is there
record BenchOptions(
    Selection selection,
    boolean json,
    int rounds,
    int roundMillis,
    int warmUpMillis,
    int clients,
    int devices,
    int window,
    int idleSeconds,
    boolean pin) {
  /// Silence for longer than servers remember what they answered (247 s and, with Tern, an eighth more).
  private static final int IDLE_SECONDS = 290;

  static final BenchOptions DEFAULT =
      new BenchOptions(
          Selection.ALL, false, 5, 3_000, 8_000, 10_000, 20_000, 256, IDLE_SECONDS, true);

  private static final int SECONDS_MAX = 600;
  private static final int CLIENTS_MAX = 1_000_000;
  private static final int WINDOW_MAX = 10_000;

  /// What a command line spells.
  sealed interface Parsed {
    record Ok(BenchOptions options) implements Parsed {}

    record Bad(String reason) implements Parsed {}
  }

  static Parsed parse(List<String> arguments) {
    BenchOptions options = DEFAULT;
    Selection selection = Selection.NONE;
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      Optional<Selection> more = selection.with(name);
      if (more.isPresent()) {
        selection = more.get();
        continue;
      }
      switch (name) {
        case "--json" -> options = options.withJson();
        case "--no-pin" -> options = options.withPin(false);
        case "--rounds",
            "--seconds",
            "--warm-up-seconds",
            "--clients",
            "--devices",
            "--window",
            "--idle-seconds" -> {
          String value = ++i < arguments.size() ? arguments.get(i) : "";
          int max = max(name);
          if (!value.matches("[0-9]{1,7}")
              || Integer.parseInt(value) < 1
              || Integer.parseInt(value) > max) {
            return new Parsed.Bad(
                name + " takes a number from 1 to " + max + ", not \"" + value + "\"");
          }
          options = options.with(name, Integer.parseInt(value));
        }
        default -> {
          return new Parsed.Bad("unknown word \"" + name + "\"");
        }
      }
    }
    if (options.clients % FanClients.RESOURCES != 0) {
      return new Parsed.Bad("--clients is a multiple of " + FanClients.RESOURCES);
    }
    if (options.window > Math.min(options.clients, options.devices)) {
      return new Parsed.Bad("--window is larger than --clients or --devices");
    }
    return new Parsed.Ok(
        selection.equals(Selection.NONE) ? options : options.withSelection(selection));
  }

  private static int max(String name) {
    return switch (name) {
      case "--clients", "--devices" -> CLIENTS_MAX;
      case "--window" -> WINDOW_MAX;
      default -> SECONDS_MAX;
    };
  }

  /// The words before a server's command: on one core its processor time is free of what its own
  /// threads cost each other.
  List<String> prefix() {
    boolean pinned =
        pin
            && Runtime.getRuntime().availableProcessors() > 1
            && Stream.of("/usr/bin/taskset", "/bin/taskset")
                .anyMatch(file -> Files.isExecutable(Path.of(file)));
    return pinned ? List.of("taskset", "-c", "0") : List.of();
  }

  BenchOptions withSelection(Selection some) {
    return new BenchOptions(
        some, json, rounds, roundMillis, warmUpMillis, clients, devices, window, idleSeconds, pin);
  }

  BenchOptions withTimes(int roundCount, int eachMillis, int firstMillis) {
    return new BenchOptions(
        selection,
        json,
        roundCount,
        eachMillis,
        firstMillis,
        clients,
        devices,
        window,
        idleSeconds,
        pin);
  }

  BenchOptions withClients(int count) {
    return with(count, devices, window);
  }

  BenchOptions withDevices(int count) {
    return with(clients, count, window);
  }

  BenchOptions withWindow(int atATime) {
    return with(clients, devices, atATime);
  }

  private BenchOptions with(int clientCount, int deviceCount, int atATime) {
    return new BenchOptions(
        selection,
        json,
        rounds,
        roundMillis,
        warmUpMillis,
        clientCount,
        deviceCount,
        atATime,
        idleSeconds,
        pin);
  }

  BenchOptions withIdleSeconds(int seconds) {
    return new BenchOptions(
        selection, json, rounds, roundMillis, warmUpMillis, clients, devices, window, seconds, pin);
  }

  BenchOptions withPin(boolean whether) {
    return new BenchOptions(
        selection,
        json,
        rounds,
        roundMillis,
        warmUpMillis,
        clients,
        devices,
        window,
        idleSeconds,
        whether);
  }

  private BenchOptions withJson() {
    return new BenchOptions(
        selection,
        true,
        rounds,
        roundMillis,
        warmUpMillis,
        clients,
        devices,
        window,
        idleSeconds,
        pin);
  }

  private BenchOptions with(String name, int value) {
    return switch (name) {
      case "--rounds" -> withTimes(value, roundMillis, warmUpMillis);
      case "--seconds" -> withTimes(rounds, value * 1_000, warmUpMillis);
      case "--warm-up-seconds" -> withTimes(rounds, roundMillis, value * 1_000);
      case "--clients" -> withClients(value);
      case "--devices" -> withDevices(value);
      case "--idle-seconds" -> withIdleSeconds(value);
      default -> withWindow(value);
    };
  }
}
