// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import java.util.ArrayList;
import java.util.List;

/// Bytes of bodies that the endpoint may hold at a time. Where they run out, what peers have left
/// quiet the longest makes room: a flood of beginnings takes nothing from a transfer that goes on.
public final class BodyBudget {
  private final long bytesMax;
  private final List<Holder> holders = new ArrayList<>(2);
  private long used;

  /// Holds what can be dropped.
  interface Holder {
    /// Holds nothing.
    long NOTHING = Long.MAX_VALUE;

    /// Since when what is quiet longest is so; [#NOTHING] where nothing is there.
    long quietSinceNanos();

    /// Whether `entry` is all there is.
    boolean holdsOnly(Object entry);

    /// Drops what is quiet longest.
    void dropQuietest(long nowNanos);
  }

  public BodyBudget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// Bytes held now.
  public long used() {
    return used;
  }

  /// From now on drops from `holder` as well.
  void heldBy(Holder holder) {
    holders.add(holder);
  }

  /// Takes `bytes` for `owner`, which has just been used; false where they are not to be had.
  boolean take(int bytes, Object owner, long nowNanos) {
    if (bytes > bytesMax) {
      return false;
    }
    while (used + bytes > bytesMax) {
      if (!makeRoom(owner, nowNanos)) {
        return false;
      }
    }
    used += bytes;
    return true;
  }

  private boolean makeRoom(Object owner, long nowNanos) {
    long longest = Holder.NOTHING;
    Holder quietest = null;
    for (Holder holder : holders) {
      if (holder.quietSinceNanos() < longest && !holder.holdsOnly(owner)) {
        longest = holder.quietSinceNanos();
        quietest = holder;
      }
    }
    if (quietest == null) {
      return false;
    }
    quietest.dropQuietest(nowNanos);
    return true;
  }

  /// Gives back what was taken.
  void give(int bytes) {
    used -= bytes;
  }
}
