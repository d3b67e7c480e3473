// SPDX-License-Identifier: Apache-2.0

package io.tern.server.queue;

import io.tern.coap.Timers;
import io.tern.lwm2m.EndpointName;
import io.tern.server.Command;
import io.tern.server.CommandId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The commands of one endpoint that have no outcome.
final class Backlog {
  private static final Comparator<Command> ORDER =
      Comparator.comparingInt(Command::priority).reversed().thenComparing(Command::id);

  final EndpointName endpoint;

  /// What waits, the next first.
  private final NavigableSet<Command> waiting = new TreeSet<>(ORDER);

  /// What is under way; several only where reads go out as one.
  private List<Command> running = List.of();

  /// Reads that an answer to several left open; they are asked again by themselves.
  private final Set<CommandId> alone = new HashSet<>();

  private Timers.@Nullable Timer expiry;

  /// How many are not durable yet.
  private int coming;

  /// How many have an outcome that is not durable yet.
  private int ending;

  /// The client left the latest request unanswered, and nothing was heard of it since.
  private boolean silent;

  Backlog(EndpointName endpoint) {
    this.endpoint = endpoint;
  }

  void coming(int change) {
    coming += change;
  }

  /// Nothing goes out while an outcome is not durable: after a crash its command would be sent again,
  /// behind one that came after it.
  void ending(int change) {
    ending += change;
  }

  boolean isEnding() {
    return ending > 0;
  }

  void add(Command command) {
    waiting.add(command);
  }

  /// Takes a waiting command out.
  Optional<Command> take(CommandId id) {
    Optional<Command> found =
        waiting.stream().filter(command -> command.id().equals(id)).findFirst();
    found.ifPresent(waiting::remove);
    return found;
  }

  /// Those that wait, the next first.
  Iterable<Command> waiting() {
    return waiting;
  }

  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  void start(List<Command> commands) {
    running = List.copyOf(commands);
  }

  List<Command> running() {
    return running;
  }

  /// Nothing is under way any more.
  List<Command> finish() {
    List<Command> finished = running;
    running = List.of();
    return finished;
  }

  void readAlone(CommandId id) {
    alone.add(id);
  }

  boolean isReadAlone(CommandId id) {
    return alone.contains(id);
  }

  /// A command has its outcome.
  void forget(CommandId id) {
    alone.remove(id);
  }

  boolean isRunning(CommandId id) {
    return running.stream().anyMatch(command -> command.id().equals(id));
  }

  boolean isSilent() {
    return silent;
  }

  void silent(boolean whether) {
    silent = whether;
  }

  int size() {
    return waiting.size() + running.size() + coming + ending;
  }

  /// When the first of those that wait expires.
  OptionalLong nextExpiryNanos() {
    return waiting.stream()
        .map(Command::expiresNanos)
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong)
        .min();
  }

  /// Those that wait and have expired.
  List<Command> takeExpired(long nowNanos) {
    List<Command> expired =
        waiting.stream()
            .filter(command -> command.expiresNanos().orElse(Long.MAX_VALUE) <= nowNanos)
            .toList();
    expired.forEach(waiting::remove);
    return expired;
  }

  void timer(Timers.Timer timer) {
    stopTimer();
    expiry = timer;
  }

  void stopTimer() {
    if (expiry != null) {
      expiry.cancel();
      expiry = null;
    }
  }
}
