// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tern.coap.Code;
import io.tern.coap.Type;
import java.lang.foreign.MemorySegment;

/// Devices that answer what the server asks, every GET with 2.05 in the Acknowledgement. One that is
/// observed notifies: a unit is a confirmable notification and its Acknowledgement.
final class DeviceClients implements Clients {
  private static final int PAYLOAD_MARKER = 0xFF;
  private static final byte[] VALUE = {'2', '1', '.', '5'};

  /// Option Observe (6) of three bytes, as the first option.
  private static final int OBSERVE_3 = 0x63;

  private static final int OBSERVE_0 = 0x60;

  private final int[] tokenBytes;
  private final byte[][] tokens;
  private final int[] sequence;
  private int answerBytes;

  DeviceClients(int count) {
    tokenBytes = new int[count];
    tokens = new byte[count][8];
    sequence = new int[count];
  }

  @Override
  public int count() {
    return sequence.length;
  }

  @Override
  public int begin(int unit, MemorySegment out, long at) {
    if (tokenBytes[unit] == 0) {
      throw new IllegalStateException("nobody observes device " + unit);
    }
    int number = ++sequence[unit];
    out.set(JAVA_BYTE, at, (byte) (0x40 | tokenBytes[unit]));
    out.set(JAVA_BYTE, at + 1, (byte) Code.CONTENT.value());
    out.set(JAVA_BYTE, at + 2, (byte) (number >>> 8));
    out.set(JAVA_BYTE, at + 3, (byte) number);
    MemorySegment.copy(tokens[unit], 0, out, JAVA_BYTE, at + 4, tokenBytes[unit]);
    return value(out, at, 4 + tokenBytes[unit], number);
  }

  /// Writes option Observe and payload behind `from` bytes; returns the size of the whole.
  private static int value(MemorySegment out, long at, int from, int number) {
    long next = at + from;
    out.set(JAVA_BYTE, next++, (byte) OBSERVE_3);
    out.set(JAVA_BYTE, next++, (byte) (number >>> 16));
    out.set(JAVA_BYTE, next++, (byte) (number >>> 8));
    out.set(JAVA_BYTE, next++, (byte) number);
    return payload(out, at, (int) (next - at));
  }

  private static int payload(MemorySegment out, long at, int from) {
    out.set(JAVA_BYTE, at + from, (byte) PAYLOAD_MARKER);
    MemorySegment.copy(VALUE, 0, out, JAVA_BYTE, at + from + 1, VALUE.length);
    return from + 1 + VALUE.length;
  }

  @Override
  public Verdict take(int client, Datagram datagram, MemorySegment out, long at) {
    answerBytes = 0;
    int type = datagram.octet(0) >>> 4 & 3;
    if (type == Type.ACK.bits()) {
      return datagram.messageId() == (sequence[client] & 0xFFFF) ? Verdict.DONE : Verdict.STRAY;
    }
    int tokenSize = datagram.octet(0) & 15;
    if (type != Type.CON.bits()
        || datagram.octet(1) != Code.GET.value()
        || datagram.size < 5 + tokenSize) {
      return Verdict.WRONG;
    }
    out.set(JAVA_BYTE, at, (byte) (0x60 | tokenSize));
    out.set(JAVA_BYTE, at + 1, (byte) Code.CONTENT.value());
    MemorySegment.copy(datagram.area, datagram.at + 2, out, at + 2, 2L + tokenSize);
    int from = 4 + tokenSize;
    if (datagram.octet(from) == OBSERVE_0) {
      tokenBytes[client] = tokenSize;
      MemorySegment.copy(datagram.area, JAVA_BYTE, datagram.at + 4, tokens[client], 0, tokenSize);
      answerBytes = value(out, at, from, ++sequence[client]);
    } else {
      answerBytes = payload(out, at, from);
    }
    return Verdict.COUNTED;
  }

  @Override
  public int answerBytes() {
    return answerBytes;
  }
}
