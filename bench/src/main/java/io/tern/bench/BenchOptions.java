// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// What to measure and how.
///
/// @param cases kinds of load
/// @param peers whether the memory of peers is measured
/// @param formats whether reading and writing of payloads is measured
/// @param json whether the report is one JSON line a case instead of a table
/// @param rounds how often each server is measured, in turn with the others
/// @param roundMillis length of a round
/// @param warmUpMillis load before the first round, for each server
/// @param clients how many clients, each with an address of its own, send in turn; a multiple of 100
/// @param window how many requests are unanswered at a time, at most one a client
/// @param pin whether a server is held on one core where `taskset` is there
record BenchOptions(
    List<CoapCase> cases,
    boolean peers,
    boolean formats,
    boolean json,
    int rounds,
    int roundMillis,
    int warmUpMillis,
    int clients,
    int window,
    boolean pin) {
  static final BenchOptions DEFAULT =
      new BenchOptions(
          List.of(CoapCase.values()), true, true, false, 5, 3_000, 8_000, 10_000, 256, true);

  private static final int SECONDS_MAX = 600;
  private static final int CLIENTS_MAX = 1_000_000;
  private static final int WINDOW_MAX = 10_000;

  BenchOptions {
    cases = List.copyOf(cases);
  }

  /// What a command line spells.
  sealed interface Parsed {
    record Ok(BenchOptions options) implements Parsed {}

    record Bad(String reason) implements Parsed {}
  }

  static Parsed parse(List<String> arguments) {
    BenchOptions options = DEFAULT;
    List<CoapCase> cases = new ArrayList<>();
    boolean peers = false;
    boolean formats = false;
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      var kind = Stream.of(CoapCase.values()).filter(it -> it.title().equals(name)).findFirst();
      if (kind.isPresent()) {
        cases.add(kind.get());
        continue;
      }
      switch (name) {
        case "coap" -> cases.addAll(List.of(CoapCase.values()));
        case "peers" -> peers = true;
        case "formats" -> formats = true;
        case "--json" -> options = options.withJson();
        case "--no-pin" -> options = options.withPin(false);
        case "--rounds", "--seconds", "--warm-up-seconds", "--clients", "--window" -> {
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
    if (options.window > options.clients) {
      return new Parsed.Bad("--window is larger than --clients");
    }
    return new Parsed.Ok(
        cases.isEmpty() && !peers && !formats
            ? options
            : options.withCases(cases.stream().distinct().toList(), peers, formats));
  }

  private static int max(String name) {
    return switch (name) {
      case "--clients" -> CLIENTS_MAX;
      case "--window" -> WINDOW_MAX;
      default -> SECONDS_MAX;
    };
  }

  /// The names of all cases, for a usage line.
  static String caseNames() {
    return String.join("|", Stream.of(CoapCase.values()).map(CoapCase::title).toList())
        .toLowerCase(Locale.ROOT);
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

  BenchOptions withCases(List<CoapCase> some, boolean peersToo, boolean formatsToo) {
    return new BenchOptions(
        some, peersToo, formatsToo, json, rounds, roundMillis, warmUpMillis, clients, window, pin);
  }

  BenchOptions withTimes(int roundCount, int eachMillis, int firstMillis) {
    return new BenchOptions(
        cases, peers, formats, json, roundCount, eachMillis, firstMillis, clients, window, pin);
  }

  BenchOptions withClients(int count, int atATime) {
    return new BenchOptions(
        cases, peers, formats, json, rounds, roundMillis, warmUpMillis, count, atATime, pin);
  }

  BenchOptions withPin(boolean whether) {
    return new BenchOptions(
        cases, peers, formats, json, rounds, roundMillis, warmUpMillis, clients, window, whether);
  }

  private BenchOptions withJson() {
    return new BenchOptions(
        cases, peers, formats, true, rounds, roundMillis, warmUpMillis, clients, window, pin);
  }

  private BenchOptions with(String name, int value) {
    return switch (name) {
      case "--rounds" -> withTimes(value, roundMillis, warmUpMillis);
      case "--seconds" -> withTimes(rounds, value * 1_000, warmUpMillis);
      case "--warm-up-seconds" -> withTimes(rounds, roundMillis, value * 1_000);
      case "--clients" -> withClients(value, window);
      default -> withClients(clients, value);
    };
  }
}
