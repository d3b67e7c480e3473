// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.cbor;

import io.tern.coap.Bytes;

/// Whether bytes are exactly one well-formed data item of limited depth, decided by plain recursion after the
/// definition in RFC 8949 appendix C. Written apart from [CborReader].
final class WellFormed {
  private static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;

    Fault() {
      super("not well-formed", null, false, false);
    }
  }

  private static final int BREAK = -1;
  private final Bytes input;
  private final int depthMax;
  private int at;
  private int depth;

  private WellFormed(Bytes input, int depthMax) {
    this.input = input;
    this.depthMax = depthMax;
  }

  static boolean isOneItem(Bytes input, int depthMax) {
    WellFormed walk = new WellFormed(input, depthMax);
    try {
      walk.item(false);
      return walk.at == input.size();
    } catch (Fault fault) {
      return false;
    }
  }

  private int take() {
    if (at == input.size()) {
      throw new Fault();
    }
    return input.get(at++);
  }

  /// Returns the major type, or that of no chunk for an indefinite item, or BREAK.
  private int item(boolean breakable) {
    int initial = take();
    int major = initial >> 5;
    int low = initial & 31;
    if (low == 31) {
      return indefinite(major, breakable);
    }
    if (low > 27) {
      throw new Fault();
    }
    long value = low;
    if (low >= 24) {
      value = 0;
      for (int i = 1 << low - 24; i > 0; i--) {
        value = value << 8 | take();
      }
    }
    switch (major) {
      case 2, 3 -> skip(value);
      case 4 -> items(value, 1);
      case 5 -> items(value, 2);
      case 6 -> item(false);
      case 7 -> {
        if (low == 24 && value < 32) {
          throw new Fault();
        }
      }
      default -> {}
    }
    return major;
  }

  private void skip(long size) {
    if (size < 0 || size > input.size() - at) {
      throw new Fault();
    }
    at += (int) size;
  }

  private void items(long count, int itemsEach) {
    if (count < 0 || count > input.size()) {
      throw new Fault();
    }
    enter();
    for (long i = 0; i < count * itemsEach; i++) {
      item(false);
    }
    depth--;
  }

  private void enter() {
    if (++depth > depthMax) {
      throw new Fault();
    }
  }

  private int indefinite(int major, boolean breakable) {
    switch (major) {
      case 2, 3 -> {
        for (int chunk = item(true); chunk != BREAK; chunk = item(true)) {
          if (chunk != major) {
            throw new Fault();
          }
        }
      }
      case 4 -> {
        enter();
        int element = item(true);
        while (element != BREAK) {
          element = item(true);
        }
        depth--;
      }
      case 5 -> {
        enter();
        while (item(true) != BREAK) {
          item(false);
        }
        depth--;
      }
      case 7 -> {
        if (breakable) {
          return BREAK;
        }
        throw new Fault();
      }
      default -> throw new Fault();
    }
    return 99;
  }
}
