// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Bytes;
import java.util.Arrays;

/// A body that grows block by block, never by a size that the peer only announced.
final class Body {
  private static final int CAPACITY_FIRST = 2048;

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

  /// Adds `block` at the end.
  Growth append(Bytes block) {
    if (block.size() > bytesMax - size) {
      return Growth.TOO_LARGE;
    }
    if (!budget.take(block.size())) {
      return Growth.NO_ROOM;
    }
    int needed = size + block.size();
    if (needed > bytes.length) {
      int capacity = Math.max(needed, Math.min(bytesMax, Math.max(2 * size, CAPACITY_FIRST)));
      bytes = Arrays.copyOf(bytes, capacity);
    }
    block.copyTo(bytes, size);
    size = needed;
    return Growth.DONE;
  }

  /// The whole body, which the budget does not count any more; nothing stays here.
  Bytes take() {
    Bytes whole = Bytes.wrap(bytes, 0, size);
    drop();
    return whole;
  }

  /// Forgets everything.
  void drop() {
    budget.give(size);
    bytes = new byte[0];
    size = 0;
  }
}
