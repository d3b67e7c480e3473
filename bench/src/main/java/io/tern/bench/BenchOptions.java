// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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
/// @param settleSeconds how long devices of LwM2M servers update at an even pace before anything else, 0 for
///     not at all
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
    int settleSeconds,
    int idleSeconds,
    boolean pin) {
  /// Servers remember what they answered for 247 s (EXCHANGE_LIFETIME, RFC 7252 §4.8.2): after that long they
  /// hold as much as they ever will.
  private static final int SETTLE_SECONDS = 250;

  /// Silence for longer than that, which with Tern may be an eighth more.
  private static final int IDLE_SECONDS = 290;

  static final BenchOptions DEFAULT =
      new BenchOptions(
          Selection.ALL,
          false,
          5,
          3_000,
          8_000,
          10_000,
          20_000,
          256,
          SETTLE_SECONDS,
          IDLE_SECONDS,
          true);

  private static final int SECONDS_MAX = 600;
  private static final int CLIENTS_MAX = 1_000_000;
  private static final int WINDOW_MAX = 10_000;

  /// What a command line spells.
  sealed interface Parsed {
    record Ok(BenchOptions options) implements Parsed {}

    record Bad(String reason) implements Parsed {}
  }

  static Parsed parse(List<String> arguments) {
    Draft draft = new Draft(DEFAULT);
    Selection selection = Selection.NONE;
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      Optional<Selection> more = selection.with(name);
      if (more.isPresent()) {
        selection = more.get();
      } else if (name.equals("--json")) {
        draft.json = true;
      } else if (name.equals("--no-pin")) {
        draft.pin = false;
      } else if (Draft.NUMBERS.contains(name)) {
        String value = ++i < arguments.size() ? arguments.get(i) : "";
        int min = name.equals("--settle-seconds") ? 0 : 1;
        int max = max(name);
        int number = value.matches("[0-9]{1,7}") ? Integer.parseInt(value) : -1;
        if (number < min || number > max) {
          return new Parsed.Bad(
              name + " takes a number from " + min + " to " + max + ", not \"" + value + "\"");
        }
        draft.set(name, number);
      } else {
        return new Parsed.Bad("unknown word \"" + name + "\"");
      }
    }
    if (!selection.equals(Selection.NONE)) {
      draft.selection = selection;
    }
    return judged(draft.options());
  }

  private static Parsed judged(BenchOptions options) {
    if (options.clients % FanClients.RESOURCES != 0) {
      return new Parsed.Bad("--clients is a multiple of " + FanClients.RESOURCES);
    }
    if (options.window > Math.min(options.clients, options.devices)) {
      return new Parsed.Bad("--window is larger than --clients or --devices");
    }
    return new Parsed.Ok(options);
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
    return with(draft -> draft.selection = some);
  }

  BenchOptions withTimes(int roundCount, int eachMillis, int firstMillis) {
    return with(
        draft -> {
          draft.rounds = roundCount;
          draft.roundMillis = eachMillis;
          draft.warmUpMillis = firstMillis;
        });
  }

  BenchOptions withClients(int count) {
    return with(draft -> draft.clients = count);
  }

  BenchOptions withDevices(int count) {
    return with(draft -> draft.devices = count);
  }

  BenchOptions withWindow(int atATime) {
    return with(draft -> draft.window = atATime);
  }

  BenchOptions withSettleSeconds(int seconds) {
    return with(draft -> draft.settleSeconds = seconds);
  }

  BenchOptions withIdleSeconds(int seconds) {
    return with(draft -> draft.idleSeconds = seconds);
  }

  BenchOptions withPin(boolean whether) {
    return with(draft -> draft.pin = whether);
  }

  private BenchOptions with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.options();
  }

  /// Options that are still being put together.
  private static final class Draft {
    static final List<String> NUMBERS =
        List.of(
            "--rounds",
            "--seconds",
            "--warm-up-seconds",
            "--clients",
            "--devices",
            "--window",
            "--settle-seconds",
            "--idle-seconds");

    Selection selection;
    boolean json;
    int rounds;
    int roundMillis;
    int warmUpMillis;
    int clients;
    int devices;
    int window;
    int settleSeconds;
    int idleSeconds;
    boolean pin;

    Draft(BenchOptions from) {
      selection = from.selection;
      json = from.json;
      rounds = from.rounds;
      roundMillis = from.roundMillis;
      warmUpMillis = from.warmUpMillis;
      clients = from.clients;
      devices = from.devices;
      window = from.window;
      settleSeconds = from.settleSeconds;
      idleSeconds = from.idleSeconds;
      pin = from.pin;
    }

    void set(String name, int value) {
      switch (name) {
        case "--rounds" -> rounds = value;
        case "--seconds" -> roundMillis = value * 1_000;
        case "--warm-up-seconds" -> warmUpMillis = value * 1_000;
        case "--clients" -> clients = value;
        case "--devices" -> devices = value;
        case "--settle-seconds" -> settleSeconds = value;
        case "--idle-seconds" -> idleSeconds = value;
        default -> window = value;
      }
    }

    BenchOptions options() {
      return new BenchOptions(
          selection,
          json,
          rounds,
          roundMillis,
          warmUpMillis,
          clients,
          devices,
          window,
          settleSeconds,
          idleSeconds,
          pin);
    }
  }
}
