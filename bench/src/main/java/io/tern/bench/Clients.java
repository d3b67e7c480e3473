// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.lang.foreign.MemorySegment;

/// What the clients of one case do. One thread.
///
/// Work is counted in units, each begun by one client and mostly done by it alone.
interface Clients {
  /// Nobody.
  Clients NONE =
      new Clients() {
        @Override
        public int count() {
          return 0;
        }

        @Override
        public int begin(int unit, MemorySegment out, long at) {
          throw new IllegalStateException("nobody to begin");
        }

        @Override
        public Verdict take(int client, Datagram datagram, MemorySegment out, long at) {
          return Verdict.STRAY;
        }

        @Override
        public int answerBytes() {
          return 0;
        }
      };

  /// How many clients there are, each with an address of its own.
  int count();

  /// How many units may be under way, each by itself.
  default int units() {
    return count();
  }

  /// The unit to which what `client` receives belongs.
  default int unit(int client) {
    return client;
  }

  /// The client that begins `unit`.
  default int first(int unit) {
    return unit;
  }

  /// Writes the first datagram of a new round of `unit` to `out` from `at`; returns its size.
  int begin(int unit, MemorySegment out, long at);

  /// Takes a datagram of `size` bytes at `from` in `in` that came to `client`. An answer goes to `out`
  /// from `at`, its size to [#answerBytes].
  Verdict take(int client, Datagram datagram, MemorySegment out, long at);

  /// The size of the answer that the last [#take] wrote, 0 where it wrote none.
  int answerBytes();

  /// A datagram that came.
  final class Datagram {
    MemorySegment area = MemorySegment.NULL;
    long at;
    int size;

    int octet(int index) {
      return Byte.toUnsignedInt(area.get(java.lang.foreign.ValueLayout.JAVA_BYTE, at + index));
    }

    int messageId() {
      return octet(2) << 8 | octet(3);
    }
  }

  /// What a datagram was.
  enum Verdict {
    /// The unit goes on.
    GOES_ON,
    /// A part of the unit that counts came; it goes on.
    COUNTED,
    /// The last of the unit came, and counts.
    DONE,
    /// Neither this nor that, such as an answer that comes too late.
    STRAY,
    /// Not what it should have been.
    WRONG
  }
}
