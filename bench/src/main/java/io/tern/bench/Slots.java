// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// An array of `struct mmsghdr` with room for an address, a datagram and, where one socket plays many
/// clients, for the local address (IP_PKTINFO) of each. Layouts are those of 64-bit little-endian
/// ABIs.
final class Slots {
  static final int COUNT = 64;
  static final int BYTES = 2_048;

  static final int NAME_BYTES = 16;
  static final int IPPROTO_IP = 0;
  static final int IP_PKTINFO = 8;

  private static final int AF_INET = 2;
  private static final long HEADER_BYTES = 64;
  private static final long NAME_LENGTH = 8;
  private static final long CONTROL_LENGTH = 40;
  private static final long MESSAGE_BYTES = 56;
  private static final long VECTOR_BYTES = 16;

  /// `struct cmsghdr` (length, level, type) and `struct in_pktinfo` (interface, local, header).
  private static final long CONTROL_BYTES = 32;

  private static final int CONTROL_USED = 28;
  private static final long CONTROL_LOCAL = 20;
  private static final long CONTROL_HEADER = 24;

  private static final ValueLayout.OfShort SHORT_BE = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT_BE = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment headers;
  private final MemorySegment vectors;
  private final MemorySegment names;
  private final MemorySegment controls;
  private final MemorySegment area;
  private final boolean many;

  Slots(Arena arena, boolean many) {
    this.many = many;
    headers = arena.allocate(COUNT * HEADER_BYTES, 8);
    vectors = arena.allocate(COUNT * VECTOR_BYTES, 8);
    names = arena.allocate((long) COUNT * NAME_BYTES, 8);
    controls = arena.allocate(COUNT * CONTROL_BYTES, 8);
    area = arena.allocate((long) COUNT * BYTES, 8);
    for (int i = 0; i < COUNT; i++) {
      long header = i * HEADER_BYTES;
      headers.set(ADDRESS, header, names.asSlice((long) i * NAME_BYTES));
      headers.set(ADDRESS, header + 16, vectors.asSlice(i * VECTOR_BYTES));
      headers.set(JAVA_LONG, header + 24, 1);
      vectors.set(ADDRESS, i * VECTOR_BYTES, area.asSlice(at(i)));
      if (many) {
        headers.set(ADDRESS, header + 32, controls.asSlice(i * CONTROL_BYTES));
      }
      reset(i);
    }
  }

  /// Where the datagram of slot `slot` begins in [#area].
  long at(int slot) {
    return (long) slot * BYTES;
  }

  /// The bytes of all slots.
  MemorySegment area() {
    return area;
  }

  /// The headers from slot `slot` on, as the system takes them.
  MemorySegment from(int slot) {
    return headers.asSlice(slot * HEADER_BYTES);
  }

  /// Makes slot `slot` ready to receive.
  void reset(int slot) {
    headers.set(JAVA_INT, slot * HEADER_BYTES + NAME_LENGTH, NAME_BYTES);
    headers.set(JAVA_LONG, slot * HEADER_BYTES + CONTROL_LENGTH, many ? CONTROL_BYTES : 0);
    setSize(slot, BYTES);
  }

  /// The size of what is sent from slot `slot`, or of the room there is.
  void setSize(int slot, int bytes) {
    vectors.set(JAVA_LONG, slot * VECTOR_BYTES + 8, bytes);
  }

  /// The size of what slot `slot` received.
  int size(int slot) {
    return headers.get(JAVA_INT, slot * HEADER_BYTES + MESSAGE_BYTES);
  }

  /// Where slot `slot` is sent.
  void setName(int slot, int address, int port) {
    name(names.asSlice((long) slot * NAME_BYTES, NAME_BYTES), address, port);
  }

  /// Writes a `struct sockaddr_in`.
  static void name(MemorySegment name, int address, int port) {
    name.set(JAVA_SHORT, 0, (short) AF_INET);
    name.set(SHORT_BE, 2, (short) port);
    name.set(INT_BE, 4, address);
  }

  /// The port in a `struct sockaddr_in`.
  static int port(MemorySegment name) {
    return Short.toUnsignedInt(name.get(SHORT_BE, 2));
  }

  /// The address that slot `slot` is sent from.
  void setLocal(int slot, int address) {
    long at = slot * CONTROL_BYTES;
    controls.set(JAVA_LONG, at, CONTROL_USED);
    controls.set(JAVA_INT, at + 8, IPPROTO_IP);
    controls.set(JAVA_INT, at + 12, IP_PKTINFO);
    controls.set(JAVA_INT, at + 16, 0);
    controls.set(INT_BE, at + CONTROL_LOCAL, address);
  }

  /// The address that slot `slot` came to.
  int local(int slot) {
    return controls.get(INT_BE, slot * CONTROL_BYTES + CONTROL_HEADER);
  }
}
