// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.UdpCodec;
import java.lang.foreign.MemorySegment;

/// Clients that observe [#RESOURCES] resources of the server, `/fan/00` and on, each the one of its
/// number modulo theirs. A unit asks the server to change one resource and is done when all who
/// observe it were notified: so many notifications go out at once that neither side's socket
/// overflows.
final class FanClients implements Clients {
  static final int RESOURCES = 100;

  private static final int TOKEN_AT = 4;

  private final int count;
  private final boolean registers;

  /// How many datagrams each resource still owes.
  private final int[] due;

  private final int[] sent;
  private int answerBytes;

  private FanClients(int count, boolean registers) {
    this.count = count;
    this.registers = registers;
    due = new int[RESOURCES];
    sent = new int[count];
  }

  /// Clients that each register once; a unit is a client.
  static FanClients registering(int count) {
    return new FanClients(count, true);
  }

  /// Clients that are registered.
  static FanClients registered(int count) {
    if (count % RESOURCES != 0) {
      throw new IllegalArgumentException("a multiple of " + RESOURCES + " clients: " + count);
    }
    return new FanClients(count, false);
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int units() {
    return registers ? count : RESOURCES;
  }

  @Override
  public int unit(int client) {
    return registers ? client : client % RESOURCES;
  }

  @Override
  public int begin(int unit, MemorySegment out, long at) {
    Options.Builder options =
        Options.builder().uriPath("fan", String.format("%02d", unit % RESOURCES));
    Code method = registers ? Code.GET : Code.POST;
    int messageId = sent[unit]++ & 0xFFFF;
    Message message =
        new Message(
            Type.CON,
            method,
            registers ? 1 : messageId + 2,
            Token.of(unit | (registers ? 0 : 1 << 30), TOKEN_AT),
            registers ? options.observe(0).build() : options.build(),
            Bytes.EMPTY);
    if (!registers) {
      due[unit] = count / RESOURCES + 1;
    }
    Bytes encoded = UdpCodec.encode(message);
    encoded.copyTo(out, at);
    return encoded.size();
  }

  @Override
  public Verdict take(int client, Datagram datagram, MemorySegment out, long at) {
    answerBytes = 0;
    int type = datagram.octet(0) >>> 4 & 3;
    int code = datagram.octet(1);
    if (registers) {
      return code == Code.CONTENT.value() ? Verdict.DONE : Verdict.WRONG;
    }
    boolean acknowledgement = type == Type.ACK.bits();
    if (code != (acknowledgement ? Code.CHANGED : Code.CONTENT).value()) {
      return Verdict.WRONG;
    }
    if (type == Type.CON.bits()) {
      acknowledge(datagram, out, at);
    }
    int left = --due[client % RESOURCES];
    if (left < 0) {
      return Verdict.STRAY;
    }
    // The answer to the question itself is no notification; a unit's last datagram counts for it.
    return left == 0 ? Verdict.DONE : acknowledgement ? Verdict.GOES_ON : Verdict.COUNTED;
  }

  private void acknowledge(Datagram datagram, MemorySegment out, long at) {
    out.set(JAVA_BYTE, at, (byte) 0x60);
    out.set(JAVA_BYTE, at + 1, (byte) 0);
    MemorySegment.copy(datagram.area, datagram.at + 2, out, at + 2, 2);
    answerBytes = 4;
  }

  @Override
  public int answerBytes() {
    return answerBytes;
  }
}
