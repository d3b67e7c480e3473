// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// An array of `struct mmsghdr`, each with one `struct iovec` that points into a common area for the
/// datagrams, and room for an address:
///
/// ```
/// mmsghdr  0 name  8 name length (32 bits)  16 iovec  24 iovecs  32 control  40 control length
///          48 flags (32 bits)  56 size of the datagram (32 bits)                          64 bytes
/// iovec    0 base  8 length                                                               16 bytes
/// ```
final class MessageHeaders {
  private static final long HEADER_BYTES = 64;
  private static final long NAME = 0;
  private static final long NAME_LENGTH = 8;
  private static final long IOVEC = 16;
  private static final long IOVEC_COUNT = 24;
  private static final long FLAGS = 48;
  private static final long DATAGRAM_BYTES = 56;
  private static final long IOVEC_BYTES = 16;
  private static final long IOVEC_LENGTH = 8;
  private static final long ALIGNMENT = 8;

  private final int count;
  private final MemorySegment headers;
  private final MemorySegment vectors;
  private final MemorySegment names;
  private final MemorySegment area;

  /// @param count how many messages
  /// @param areaBytes room for all their datagrams
  MessageHeaders(Arena arena, int count, long areaBytes) {
    this.count = count;
    headers = arena.allocate(count * HEADER_BYTES, ALIGNMENT);
    vectors = arena.allocate(count * IOVEC_BYTES, ALIGNMENT);
    names = arena.allocate((long) count * SocketName.BYTES, ALIGNMENT);
    area = arena.allocate(areaBytes, ALIGNMENT);
    for (int i = 0; i < count; i++) {
      long header = i * HEADER_BYTES;
      headers.set(ADDRESS, header + NAME, names.asSlice(nameAt(i)));
      headers.set(JAVA_INT, header + NAME_LENGTH, SocketName.BYTES);
      headers.set(ADDRESS, header + IOVEC, vectors.asSlice(i * IOVEC_BYTES));
      headers.set(JAVA_LONG, header + IOVEC_COUNT, 1);
    }
  }

  int count() {
    return count;
  }

  /// The headers from `index` on, as the system takes them.
  MemorySegment from(int index) {
    return index == 0 ? headers : headers.asSlice(index * HEADER_BYTES);
  }

  /// Where the datagrams are.
  MemorySegment area() {
    return area;
  }

  /// Where the addresses are, each at [#nameAt].
  MemorySegment names() {
    return names;
  }

  long nameAt(int index) {
    return (long) index * SocketName.BYTES;
  }

  void setNameLength(int index, int bytes) {
    headers.set(JAVA_INT, index * HEADER_BYTES + NAME_LENGTH, bytes);
  }

  /// Lays message `index` over `size` bytes of the area from `at`.
  void setRange(int index, long at, long size) {
    vectors.set(ADDRESS, index * IOVEC_BYTES, area.asSlice(at, size));
    vectors.set(JAVA_LONG, index * IOVEC_BYTES + IOVEC_LENGTH, size);
  }

  /// Flags of the message that was received.
  int flags(int index) {
    return headers.get(JAVA_INT, index * HEADER_BYTES + FLAGS);
  }

  /// Size of the datagram that was received.
  int datagramBytes(int index) {
    return headers.get(JAVA_INT, index * HEADER_BYTES + DATAGRAM_BYTES);
  }
}
