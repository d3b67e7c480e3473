// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.codec;

import io.tern.coap.Bytes;

/// Walks the options of a datagram (RFC 7252 §3.1), one a [#next], and judges their format.
final class OptionCursor {
  private static final int PAYLOAD_MARKER = 0xFF;

  private final Bytes datagram;
  private int at;
  private int number;
  private int valueFrom;
  private int extended;
  private String fault = "";

  OptionCursor(Bytes datagram, int at) {
    this.datagram = datagram;
    this.at = at;
  }

  /// Moves to the next option; false at the payload marker, at the end, and at a fault.
  boolean next() {
    if (at >= datagram.size()) {
      return false;
    }
    int head = datagram.get(at);
    if (head == PAYLOAD_MARKER) {
      return false;
    }
    int cursor = readNibble(head >>> 4, at + 1);
    if (cursor < 0) {
      return false;
    }
    int delta = extended;
    cursor = readNibble(head & 15, cursor);
    if (cursor < 0) {
      return false;
    }
    if (number + delta > UdpCodec.OPTION_NUMBER_MAX) {
      return fail("option number above 65535");
    }
    if (extended > datagram.size() - cursor) {
      return fail("option value runs past the end");
    }
    number += delta;
    valueFrom = cursor;
    at = cursor + extended;
    return true;
  }

  /// Puts the delta or length that `nibble` begins into `extended`; returns the offset behind it, -1
  /// at a fault.
  private int readNibble(int nibble, int from) {
    if (nibble < 13) {
      extended = nibble;
      return from;
    }
    if (nibble == 15) {
      fault = "reserved option delta or length 15";
      return -1;
    }
    int width = nibble - 12;
    if (width > datagram.size() - from) {
      fault = "ends inside an option header";
      return -1;
    }
    extended =
        width == 1
            ? datagram.get(from) + 13
            : (datagram.get(from) << 8 | datagram.get(from + 1)) + 269;
    return from + width;
  }

  private boolean fail(String what) {
    fault = what;
    return false;
  }

  /// What is wrong with the option at [#at]; empty where nothing is.
  String fault() {
    return fault;
  }

  /// Offset behind the current option: of the next one, the payload marker or the end.
  int at() {
    return at;
  }

  /// Number of the current option, 0 to 65535.
  int number() {
    return number;
  }

  /// Value of the current option, a view.
  Bytes value() {
    return datagram.slice(valueFrom, at);
  }
}
