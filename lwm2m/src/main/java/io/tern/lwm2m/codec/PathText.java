// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.lwm2m.Path;

/// Paths as ASCII.
final class PathText {
  /// Four ids of five digits, each with a slash.
  static final int BYTES_MAX = 24;

  private PathText() {}

  /// Writes `path` behind its first `levels` ids, with a slash in front where it is whole, into `out` from
  /// `at`; the answer is where it ends.
  static int write(Path path, int levels, byte[] out, int at) {
    int end = at;
    if (path.depth() == levels) {
      out[end++] = '/';
    }
    for (int level = levels; level < path.depth(); level++) {
      if (level > levels || levels == 0) {
        out[end++] = '/';
      }
      end = Digits.write(path.id(level), out, end);
    }
    return end;
  }

  /// Writes the first `levels` ids of `path`, and a slash where it has more; the answer is where it ends.
  static int writeBase(Path path, int levels, byte[] out, int at) {
    int end = at;
    int last = Math.min(levels, path.depth());
    for (int level = 0; level < last; level++) {
      out[end++] = '/';
      end = Digits.write(path.id(level), out, end);
    }
    if (last < path.depth()) {
      out[end++] = '/';
    }
    return end;
  }
}
