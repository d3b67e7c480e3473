// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Bytes;
import java.util.Arrays;

/// A body that grows block by block, never by a size that the peer only announced. The budget counts
/// the memory that it takes, which is up to twice its size.
final class Body {
  private final BodyBudget budget;
  private final int bytesMax;
  private byte[] bytes = new byte[0];
  private int size;

  /// Why a block was not taken.
  enum Growth {
    DONE,
    TOO_LARGE,
    NO_ROOM
  }

  Body(BodyBudget budget, int bytesMax) {
    this.budget = budget;
    this.bytesMax = bytesMax;
  }

  int size() {
    return size;
  }

  /// Adds `block` at the end, on behalf of `owner`.
  Growth append(Bytes block, Object owner, long nowNanos) {
    if (block.size() > bytesMax - size) {
      return Growth.TOO_LARGE;
    }
    int needed = size + block.size();
    if (needed > bytes.length) {
      int capacity = (int) Math.max(needed, Math.min(bytesMax, 2L * size));
      if (!budget.take(capacity - bytes.length, owner, nowNanos)) {
        return Growth.NO_ROOM;
      }
      bytes = Arrays.copyOf(bytes, capacity);
    }
    block.copyTo(bytes, size);
    size = needed;
    return Growth.DONE;
  }

  /// Whether the last bytes are those of `block`.
  boolean endsWith(Bytes block) {
    return block.size() <= size
        && Bytes.wrap(bytes, size - block.size(), block.size()).equals(block);
  }

  /// The whole body, which the budget does not count any more; nothing stays here.
  Bytes take() {
    Bytes whole = Bytes.wrap(bytes, 0, size);
    drop();
    return whole;
  }

  /// Forgets everything.
  void drop() {
    budget.give(bytes.length);
    bytes = new byte[0];
    size = 0;
  }
}
