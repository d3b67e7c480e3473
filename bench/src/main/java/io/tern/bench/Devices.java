// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import io.tern.peers.Fleet;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// LwM2M 1.1 devices of one model, as a server sees them. What a unit is, one exchange of a device,
/// changes with [#turnTo]; the rest of the time they answer the server's GETs.
///
/// Message ids of a device count up and stop in an error before they would repeat: a server would answer
/// from its memory of duplicates, which costs next to nothing.
final class Devices implements Clients {
  /// 14 links.
  static final String OBJECTS =
      "</>;rt=\"oma.lwm2m\";ct=112,</1/0>,</3/0>,</4/0>,</5/0>,</6/0>,</7/0>,</3303/0>,</3303/1>,"
          + "</3304/0>,</3311/0>,</3315/0>,</3323/0>,</3342/0>";

  /// What is observed, read and sent.
  static final String PATH = "/3303/0/5700";

  private static final int MESSAGE_IDS = 65_536;
  private static final int TOKEN_AT = 4;
  private static final int ACK_TOKEN_4 = 0x64;
  private static final int CON_TOKEN_4 = 0x44;
  private static final int ACK_TOKEN_0 = 0x60;
  private static final int OBSERVE_0 = 0x60;

  /// SenML CBOR: 21.5 at [#PATH].
  private static final byte[] VALUE =
      HexFormat.of()
          .parseHex(
              "81a2006c" + HexFormat.of().formatHex(PATH.getBytes(US_ASCII)) + "02fa41ac0000");

  /// Content-Format 112 as the first option, and after Observe, with the marker of the payload.
  private static final byte[] FORMAT_FIRST = {(byte) 0xC1, 112, (byte) 0xFF};

  private static final byte[] FORMAT_AFTER_OBSERVE = {0x61, 112, (byte) 0xFF};

  private static final byte[] REGISTER =
      encoded(
          Options.builder()
              .uriPath("rd")
              .contentFormat(ContentFormat.LINK_FORMAT)
              .uriQuery("lwm2m=1.1")
              .uriQuery("ep=" + Fleet.endpoint(0))
              .uriQuery("b=U")
              .uriQuery("lt=86400"),
          Bytes.ofUtf8(OBJECTS));
  private static final byte[] SEND =
      encoded(
          Options.builder().uriPath("dp").contentFormat(ContentFormat.SENML_CBOR),
          Bytes.wrap(VALUE));
  private static final int NAME_AT =
      new String(REGISTER, US_ASCII).indexOf(Fleet.endpoint(0)) + "dev-".length();
  private static final int NAME_DIGITS = 7;

  private final int[] messageIds;

  /// The Update of each device; empty before it is registered.
  private final byte[][] updates;

  private final byte[][] tokens;
  private final int[] sequence;
  private LwM2mCase kind = LwM2mCase.READ;
  private Optional<Latencies> latencies = Optional.empty();
  private int from;
  private int units;
  private int answerBytes;

  Devices(int count) {
    messageIds = new int[count];
    updates = new byte[count][0];
    tokens = new byte[count][0];
    sequence = new int[count];
    units = count;
  }

  /// Every further unit is of this kind, of the devices from `first` on, so many.
  void turnTo(LwM2mCase next, int first, int deviceCount) {
    kind = next;
    from = first;
    units = deviceCount;
  }

  boolean isRegistered(int device) {
    return updates[device].length > 0;
  }

  /// Every further unit is timed.
  void time(Latencies into) {
    latencies = Optional.of(into);
  }

  private static byte[] encoded(Options.Builder options, Bytes payload) {
    return UdpCodec.encode(
            new Message(Type.CON, Code.POST, 0, Token.of(0, TOKEN_AT), options.build(), payload))
        .toArray();
  }

  @Override
  public int count() {
    return messageIds.length;
  }

  @Override
  public int units() {
    return units;
  }

  /// What comes to a device that has no turn is a [Verdict#STRAY] or [Verdict#WRONG] of any unit.
  @Override
  public int unit(int client) {
    return hasTurn(client) ? client - from : 0;
  }

  private boolean hasTurn(int client) {
    return client >= from && client < from + units;
  }

  @Override
  public int first(int unit) {
    return from + unit;
  }

  @Override
  public int begin(int unit, MemorySegment out, long at) {
    int device = from + unit;
    if (messageIds[device] == MESSAGE_IDS - 1) {
      throw new IllegalStateException("message ids would repeat: take more clients or less time");
    }
    messageIds[device]++;
    latencies.ifPresent(it -> it.begin(unit, System.nanoTime()));
    int size =
        switch (kind) {
          case REGISTER -> register(device, out, at);
          case UPDATE -> request(updates[device], device, out, at);
          case SEND -> request(SEND, device, out, at);
          case NOTIFY -> notification(device, out, at);
          case READ -> throw new IllegalStateException("the server begins");
        };
    putShort(out, at + 2, messageIds[device]);
    return size;
  }

  private static int register(int device, MemorySegment out, long at) {
    int size = request(REGISTER, device, out, at);
    int rest = Fleet.number(device);
    for (int digit = NAME_DIGITS - 1; digit >= 0; digit--) {
      out.set(JAVA_BYTE, at + NAME_AT + digit, (byte) ('0' + rest % 10));
      rest /= 10;
    }
    return size;
  }

  private static int request(byte[] template, int device, MemorySegment out, long at) {
    if (template.length == 0) {
      throw new IllegalStateException("device " + device + " is not registered");
    }
    copy(template, out, at);
    putShort(out, at + TOKEN_AT, device >>> 16);
    putShort(out, at + TOKEN_AT + 2, device);
    return template.length;
  }

  private int notification(int device, MemorySegment out, long at) {
    byte[] token = tokens[device];
    if (token.length == 0) {
      throw new IllegalStateException("nobody observes device " + device);
    }
    out.set(JAVA_BYTE, at, (byte) (0x40 | token.length));
    out.set(JAVA_BYTE, at + 1, (byte) Code.CONTENT.value());
    copy(token, out, at + TOKEN_AT);
    return observed(device, out, at, TOKEN_AT + token.length);
  }

  private int observed(int device, MemorySegment out, long at, int size) {
    int number = ++sequence[device];
    long next = at + size;
    out.set(JAVA_BYTE, next, (byte) (OBSERVE_0 | 3));
    out.set(JAVA_BYTE, next + 1, (byte) (number >>> 16));
    putShort(out, next + 2, number);
    return value(FORMAT_AFTER_OBSERVE, out, at, size + 4);
  }

  private static int value(byte[] format, MemorySegment out, long at, int size) {
    copy(format, out, at + size);
    copy(VALUE, out, at + size + format.length);
    return size + format.length + VALUE.length;
  }

  private static void copy(byte[] bytes, MemorySegment out, long at) {
    MemorySegment.copy(bytes, 0, out, JAVA_BYTE, at, bytes.length);
  }

  private static void putShort(MemorySegment out, long at, int value) {
    out.set(JAVA_BYTE, at, (byte) (value >>> 8));
    out.set(JAVA_BYTE, at + 1, (byte) value);
  }

  @Override
  public Verdict take(int client, Datagram datagram, MemorySegment out, long at) {
    answerBytes = 0;
    int type = datagram.octet(0) >>> 4 & 3;
    if (type == Type.CON.bits() && datagram.octet(1) == Code.GET.value()) {
      return answer(client, datagram, out, at);
    }
    if (type == Type.CON.bits()) {
      acknowledge(datagram, out, at);
    } else if (type != Type.ACK.bits()) {
      return Verdict.WRONG;
    }
    boolean comesLate = type == Type.CON.bits();
    if (!hasTurn(client) || !comesLate && datagram.messageId() != messageIds[client]) {
      return Verdict.STRAY;
    }
    if (isPromise(datagram)) {
      return Verdict.GOES_ON;
    }
    if (!isRight(client, datagram)) {
      return Verdict.WRONG;
    }
    latencies.ifPresent(it -> it.end(client - from, System.nanoTime()));
    return Verdict.DONE;
  }

  /// Whether it acknowledges a request whose response comes by itself later, because the server takes its
  /// time (RFC 7252 §5.2.2).
  private boolean isPromise(Datagram datagram) {
    return kind != LwM2mCase.NOTIFY
        && datagram.octet(0) == ACK_TOKEN_0
        && datagram.octet(1) == Code.EMPTY.value()
        && datagram.size == TOKEN_AT;
  }

  private void acknowledge(Datagram datagram, MemorySegment out, long at) {
    out.set(JAVA_BYTE, at, (byte) ACK_TOKEN_0);
    out.set(JAVA_BYTE, at + 1, (byte) Code.EMPTY.value());
    putShort(out, at + 2, datagram.messageId());
    answerBytes = TOKEN_AT;
  }

  private boolean isRight(int device, Datagram answer) {
    int code = answer.octet(1);
    if (kind == LwM2mCase.NOTIFY) {
      return code == Code.EMPTY.value()
          && answer.octet(0) == ACK_TOKEN_0
          && answer.size == TOKEN_AT;
    }
    boolean mine =
        answer.size >= 2 * TOKEN_AT
            && (answer.octet(0) == ACK_TOKEN_4 || answer.octet(0) == CON_TOKEN_4)
            && (answer.octet(4) << 24
                    | answer.octet(5) << 16
                    | answer.octet(6) << 8
                    | answer.octet(7))
                == device;
    return mine
        && (kind == LwM2mCase.REGISTER
            ? code == Code.CREATED.value() && isRegistered(device, answer)
            : code == Code.CHANGED.value());
  }

  /// Keeps the location.
  private boolean isRegistered(int device, Datagram answer) {
    byte[] bytes = answer.area.asSlice(answer.at, answer.size).toArray(JAVA_BYTE);
    if (!(UdpCodec.decode(Bytes.wrap(bytes)) instanceof Decoded.Ok(Message message))) {
      return false;
    }
    List<String> location = message.options().locationPath();
    updates[device] =
        encoded(Options.builder().uriPath(location.toArray(String[]::new)), Bytes.EMPTY);
    return location.size() == 2;
  }

  private Verdict answer(int device, Datagram get, MemorySegment out, long at) {
    int tokenSize = get.octet(0) & 15;
    if (get.size < TOKEN_AT + tokenSize + 1) {
      return Verdict.WRONG;
    }
    out.set(JAVA_BYTE, at, (byte) (0x60 | tokenSize));
    out.set(JAVA_BYTE, at + 1, (byte) Code.CONTENT.value());
    MemorySegment.copy(get.area, get.at + 2, out, at + 2, 2L + tokenSize);
    int size = TOKEN_AT + tokenSize;
    if (get.octet(size) == OBSERVE_0) {
      tokens[device] = get.area.asSlice(get.at + TOKEN_AT, tokenSize).toArray(JAVA_BYTE);
      answerBytes = observed(device, out, at, size);
    } else {
      answerBytes = value(FORMAT_FIRST, out, at, size);
    }
    return kind == LwM2mCase.READ ? Verdict.COUNTED : Verdict.STRAY;
  }

  @Override
  public int answerBytes() {
    return answerBytes;
  }
}
