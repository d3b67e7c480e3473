// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Peer;
import io.tern.coap.Timers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Keeps what belongs to transfers: few of one peer, each for a bounded time after its last use. What
/// has been quiet longest goes first, where a peer begins one too many or bytes run out.
final class Shelf<E extends Shelved> implements BodyBudget.Holder {
  private final Map<Peer, List<E>> byPeer = new HashMap<>();

  /// The longest quiet first.
  private final SequencedSet<E> byUse = new LinkedHashSet<>();

  private final BlockParameters parameters;
  private final BodyBudget budget;
  private final Timers timers;
  private Timers.@Nullable Timer expiry;

  Shelf(BlockParameters parameters, BodyBudget budget, Timers timers) {
    this.parameters = parameters;
    this.budget = budget;
    this.timers = timers;
    budget.heldBy(this);
  }

  int size() {
    return byUse.size();
  }

  /// The entry of `peer` that `wanted` accepts, the most recently used first.
  Optional<E> find(Peer peer, Predicate<E> wanted) {
    List<E> ofPeer = byPeer.getOrDefault(peer, List.of());
    for (int i = ofPeer.size() - 1; i >= 0; i--) {
      if (wanted.test(ofPeer.get(i))) {
        return Optional.of(ofPeer.get(i));
      }
    }
    return Optional.empty();
  }

  /// Puts `entry` up; false where there are not bytes enough for it.
  boolean put(E entry, long nowNanos) {
    if (!budget.take(Shelved.OVERHEAD_BYTES, this, nowNanos)) {
      return false;
    }
    List<E> before = byPeer.get(entry.peer);
    if (before != null && before.size() >= parameters.bodiesPerPeerMax()) {
      remove(before.getFirst(), nowNanos);
    }
    byPeer.computeIfAbsent(entry.peer, _ -> new ArrayList<>(1)).add(entry);
    entry.usedNanos = nowNanos;
    byUse.add(entry);
    if (expiry == null) {
      expiry = timers.at(nowNanos + parameters.bodyLifetimeNanos(), this::expire);
    }
    return true;
  }

  /// `entry` has been used.
  void touch(E entry, long nowNanos) {
    if (byUse.remove(entry)) {
      entry.usedNanos = nowNanos;
      byUse.add(entry);
      List<E> ofPeer = byPeer.getOrDefault(entry.peer, List.of());
      if (ofPeer.size() > 1) {
        ofPeer.remove(entry);
        ofPeer.add(entry);
      }
    }
  }

  /// Takes `entry` down; does nothing where it is down.
  void remove(E entry, long nowNanos) {
    if (!byUse.remove(entry)) {
      return;
    }
    List<E> ofPeer = byPeer.getOrDefault(entry.peer, List.of());
    ofPeer.remove(entry);
    if (ofPeer.isEmpty()) {
      byPeer.remove(entry.peer);
    }
    budget.give(Shelved.OVERHEAD_BYTES);
    Timers.Timer set = expiry;
    if (byUse.isEmpty() && set != null) {
      set.cancel();
      expiry = null;
    }
    entry.onRemoved(nowNanos);
  }

  private void expire(long nowNanos) {
    expiry = null;
    while (!byUse.isEmpty() && dueNanos() <= nowNanos) {
      remove(byUse.getFirst(), nowNanos);
    }
    if (!byUse.isEmpty() && expiry == null) {
      expiry = timers.at(dueNanos(), this::expire);
    }
  }

  private long dueNanos() {
    return byUse.getFirst().usedNanos + parameters.bodyLifetimeNanos();
  }

  @Override
  public long quietSinceNanos() {
    return byUse.isEmpty() ? NOTHING : byUse.getFirst().usedNanos;
  }

  @Override
  public boolean holdsOnly(Object entry) {
    return byUse.size() == 1 && byUse.getFirst().equals(entry);
  }

  @Override
  public void dropQuietest(long nowNanos) {
    remove(byUse.getFirst(), nowNanos);
  }
}
