// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.lwm2m.Path;

/// Reads a name made of ids and slashes, such as `/3/0/9` or `6/0`, character by character, so that no text
/// has to be made of it.
final class NameIds {
  private static final int DEPTH_MAX = 4;
  private static final int NO_ID = -1;

  private long bits;
  private int depth;
  private int id;
  private boolean absolute;
  private boolean bad;
  private boolean empty;

  /// Begins a new name.
  NameIds begin() {
    bits = 0;
    depth = 0;
    id = NO_ID;
    absolute = false;
    bad = false;
    empty = true;
    return this;
  }

  void next(int c) {
    int digit = c - '0';
    if (digit >= 0 && digit <= 9) {
      bad |= id == 0;
      id = id < 0 ? digit : id * 10 + digit;
      bad |= id > Path.ID_MAX;
      id = Math.min(id, Path.ID_MAX + 1);
    } else if (c != '/') {
      bad = true;
    } else if (empty) {
      absolute = true;
    } else {
      push();
    }
    empty = false;
  }

  private void push() {
    if (id < 0 || depth == DEPTH_MAX) {
      bad = true;
    } else {
      bits |= (long) id << 48 - 16 * depth++;
      id = NO_ID;
    }
  }

  /// Ends the name; whether it was made of ids, at least one.
  boolean end() {
    push();
    return !bad;
  }

  /// Whether it began with a slash.
  boolean isAbsolute() {
    return absolute;
  }

  /// The path of the ids.
  Path path() {
    return Path.ofBits(bits, depth);
  }

  /// Whether the ids can stand below `base`.
  boolean fitsBelow(Path base) {
    return base.depth() + depth <= DEPTH_MAX;
  }

  /// The path of the ids below `base`.
  Path below(Path base) {
    return Path.ofBits(base.bits() | bits >>> 16 * base.depth(), base.depth() + depth);
  }

  /// The name as text.
  @Override
  public String toString() {
    String text = path().toString();
    return absolute ? text : text.substring(1);
  }
}
