// SPDX-License-Identifier: Apache-2.0

package io.tern.app.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The commands that were left for one device, and what the device saw of them. Any thread.
///
/// Numbers rise in the order in which commands are left, one after the other, so the numbers a device
/// sees must never fall; an Execute is seen once at most.
final class CommandBook {
  private final String endpoint;
  private final Findings findings;
  private final List<Entry> entries = new ArrayList<>();

  /// The greatest number that the device has seen.
  private long seenLast;

  /// What a command asks for.
  enum Kind {
    WRITE,
    EXECUTE
  }

  /// One command.
  static final class Entry {
    final long number;
    final Kind kind;

    /// Counts the kills before it was left.
    private final int life;

    /// Set once the server accepted it.
    private @Nullable String id;

    /// How often the device saw it.
    private int seen;

    /// Somebody tried to take it back.
    private boolean withdrawing;

    /// The server said that it has not been sent and will not be.
    private boolean withdrawn;

    /// It was taken back by the process that accepted it, which knows that it was never sent.
    private boolean withdrawnAtOnce;

    /// How it ended, as far as is known.
    private String result = "";

    private Entry(long number, Kind kind, int life) {
      this.number = number;
      this.kind = kind;
      this.life = life;
    }
  }

  CommandBook(String endpoint, Findings findings) {
    this.endpoint = endpoint;
    this.findings = findings;
  }

  /// A command is about to be left; whether the server accepts it is not known yet.
  synchronized Entry begin(Kind kind, int life) {
    Entry entry = new Entry(entries.size() + 1, kind, life);
    entries.add(entry);
    return entry;
  }

  /// The server accepted it.
  synchronized void accepted(Entry entry, String id) {
    entry.id = id;
    findings.acknowledged();
  }

  /// It is about to be taken back.
  ///
  /// @return its id
  synchronized String withdrawing(Entry entry) {
    entry.withdrawing = true;
    return Objects.requireNonNull(entry.id, "only what was accepted is taken back");
  }

  /// The server took it back.
  synchronized void withdrawn(Entry entry, int life) {
    entry.withdrawn = true;
    entry.withdrawnAtOnce = entry.life == life;
    findings.acknowledged();
  }

  /// The device is asked for it; on the wire's thread.
  synchronized void seen(Kind kind, long number) {
    if (number < 1 || number > entries.size() || entries.get((int) number - 1).kind != kind) {
      findings.violation(
          endpoint + " was asked for " + kind + " " + number + ", which nobody left");
      return;
    }
    Entry entry = entries.get((int) number - 1);
    entry.seen++;
    if (kind == Kind.EXECUTE && entry.seen > 1) {
      findings.violation(endpoint + " executed command " + number + " twice");
    }
    if (number < seenLast) {
      findings.violation(endpoint + " saw command " + number + " after " + seenLast);
    }
    seenLast = Math.max(seenLast, number);
  }

  /// Those that were accepted and of which no outcome is known.
  synchronized List<Entry> open() {
    return entries.stream().filter(entry -> entry.id != null && entry.result.isEmpty()).toList();
  }

  /// All that were accepted.
  synchronized List<Entry> accepted() {
    return entries.stream().filter(entry -> entry.id != null).toList();
  }

  /// The id of a command that was accepted.
  synchronized String id(Entry entry) {
    return Objects.requireNonNull(entry.id);
  }

  /// How it ended; empty where that is not known.
  synchronized String result(Entry entry) {
    return entry.result;
  }

  /// Adds its commands to a sum, by how they ended.
  synchronized void addTo(Map<String, Integer> results) {
    accepted().forEach(entry -> results.merge(entry.result, 1, Integer::sum));
  }

  /// Checks a command against what the server says of it.
  ///
  /// @param shown empty where the server has no such command
  synchronized void check(Entry entry, Optional<Calls.Command> shown) {
    String what = endpoint + ": command " + entry.number + " (" + entry.id + ")";
    if (shown.isEmpty()) {
      findings.violation(what + " was accepted and is gone");
      return;
    }
    String result = shown.get().result();
    if (!entry.result.isEmpty() && !entry.result.equals(result)) {
      findings.violation(what + " ended as " + entry.result + " and is now " + shown.get());
    }
    switch (result) {
      case "" -> {
        if (entry.withdrawn) {
          findings.violation(what + " was taken back and is " + shown.get().state());
        }
      }
      case "done" -> {
        if (entry.seen == 0) {
          findings.violation(what + " is done, but the device has not seen it");
        }
        if (entry.withdrawn) {
          findings.violation(what + " was taken back and is done");
        }
      }
      case "cancelled" -> {
        if (!entry.withdrawing) {
          findings.violation(what + " is cancelled, but nobody took it back");
        }
      }
      // Whether the device did it is not known, and it must not do it twice.
      case "timed-out" -> {
        if (entry.kind != Kind.EXECUTE || entry.withdrawn) {
          findings.violation(what + " ended as timed-out");
        }
      }
      default -> findings.violation(what + " ended as " + result);
    }
    entry.result = result;
    boolean neverSent = entry.withdrawn && (entry.withdrawnAtOnce || entry.kind == Kind.EXECUTE);
    if (neverSent && entry.seen > 0) {
      findings.violation(what + " was taken back unsent, and the device saw it");
    }
  }
}
