// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.util.List;

/// How to measure.
///
/// @param json whether the report is one JSON line a case instead of a table
/// @param rounds how often each server is measured, in turn with the others
/// @param roundMillis length of a round
/// @param warmUpMillis load before the first round, for each server
/// @param ports how many clients, each with a source port of its own, send in turn
/// @param window how many requests are unanswered at a time, at most one a client
/// @param pin whether a server is held on one core where `taskset` is there
record BenchOptions(
    boolean json,
    int rounds,
    int roundMillis,
    int warmUpMillis,
    int ports,
    int window,
    boolean pin) {
  static final BenchOptions DEFAULT = new BenchOptions(false, 5, 3_000, 8_000, 1_000, 64, true);

  private static final int SECONDS_MAX = 600;
  private static final int PORTS_MAX = 20_000;

  /// What a command line spells.
  sealed interface Parsed {
    record Ok(BenchOptions options) implements Parsed {}

    record Bad(String reason) implements Parsed {}
  }

  static Parsed parse(List<String> arguments) {
    BenchOptions options = DEFAULT;
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      switch (name) {
        case "coap" -> {}
        case "--json" -> options = options.withJson();
        case "--no-pin" -> options = options.withPin(false);
        case "--rounds", "--seconds", "--warm-up-seconds", "--ports", "--window" -> {
          String value = ++i < arguments.size() ? arguments.get(i) : "";
          int max = name.equals("--ports") || name.equals("--window") ? PORTS_MAX : SECONDS_MAX;
          if (!value.matches("[0-9]{1,5}")
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
    if (options.window > options.ports) {
      return new Parsed.Bad("--window is larger than --ports");
    }
    return new Parsed.Ok(options);
  }

  BenchOptions withTimes(int roundCount, int eachMillis, int firstMillis) {
    return new BenchOptions(json, roundCount, eachMillis, firstMillis, ports, window, pin);
  }

  BenchOptions withPin(boolean whether) {
    return new BenchOptions(json, rounds, roundMillis, warmUpMillis, ports, window, whether);
  }

  private BenchOptions withJson() {
    return new BenchOptions(true, rounds, roundMillis, warmUpMillis, ports, window, pin);
  }

  private BenchOptions with(String name, int value) {
    return switch (name) {
      case "--rounds" -> withTimes(value, roundMillis, warmUpMillis);
      case "--seconds" -> withTimes(rounds, value * 1_000, warmUpMillis);
      case "--warm-up-seconds" -> withTimes(rounds, roundMillis, value * 1_000);
      case "--ports" ->
          new BenchOptions(json, rounds, roundMillis, warmUpMillis, value, window, pin);
      default -> new BenchOptions(json, rounds, roundMillis, warmUpMillis, ports, value, pin);
    };
  }
}
