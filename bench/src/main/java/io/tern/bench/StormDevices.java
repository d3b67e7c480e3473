// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import io.tern.peers.Fleet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Devices that do as RFC 7252 §4.2 says: they repeat what is not acknowledged after 2 to 3 s, 4 to 6 s and
/// so on, wait for an answer that was promised, and stay away for Max-Age when the server is busy. Each has
/// an address of its own. Runs on the thread that calls it.
final class StormDevices implements AutoCloseable {
  private static final int LOOPBACK = 0x7F00_0001;
  private static final int TOKEN_BYTES = 4;
  private static final int TRANSMISSIONS_MAX = 5;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long ACK_TIMEOUT_NANOS = 2 * SECOND_NANOS;
  private static final long PROMISE_NANOS = 93 * SECOND_NANOS;

  /// How often it looks whose time has come.
  private static final long LOOK_NANOS = 10_000_000L;

  /// Buffers for what comes to them: several, as the devices of a fleet have one each.
  private static final int SOCKETS = 8;

  private final List<Wire> wires = new ArrayList<>();
  private final Random random = new Random(1);
  private final State[] states;
  private final int[] messageIds;
  private final int[] transmissions;
  private final long[] dueNanos;
  private final Bytes[] updates;
  private final long[] registeredNanos;
  private final Latencies waits;
  private final Counts counts = new Counts();
  private int registered;
  private long lookedNanos;

  private enum State {
    OUT,
    REGISTERING,
    PROMISED,
    SENT_AWAY,
    IN,
    UPDATING
  }

  /// What happened so far.
  static final class Counts {
    long retransmissions;
    long promises;
    long refusals;
    long givenUp;
    long wrong;
    long updates;
  }

  StormDevices(InetSocketAddress server, int count) throws IOException {
    for (int i = 0; i < SOCKETS; i++) {
      wires.add(new Wire(server));
    }
    states = new State[count];
    Arrays.fill(states, State.OUT);
    messageIds = new int[count];
    transmissions = new int[count];
    dueNanos = new long[count];
    updates = new Bytes[count];
    Arrays.fill(updates, Bytes.EMPTY);
    registeredNanos = new long[count];
    waits = new Latencies(count);
  }

  Counts counts() {
    return counts;
  }

  /// How long Updates took, from the first transmission on.
  Latencies waits() {
    return waits;
  }

  /// How many are registered.
  int registered() {
    return registered;
  }

  /// When devices `first` to `last` (exclusive) were registered, in order of time.
  long[] registeredNanos(int first, int last) {
    long[] times = Arrays.copyOfRange(registeredNanos, first, last);
    Arrays.sort(times);
    return times;
  }

  /// The ports from which the devices speak.
  List<Integer> ports() throws IOException {
    List<Integer> ports = new ArrayList<>();
    for (Wire wire : wires) {
      ports.add(wire.socket.port());
    }
    return ports;
  }

  /// A device registers.
  void register(int device) throws IOException {
    begin(device, State.REGISTERING);
  }

  /// A registered device that is not at it already sends an Update.
  void update(int device) throws IOException {
    if (states[device] == State.IN) {
      waits.begin(device, System.nanoTime());
      begin(device, State.UPDATING);
    }
  }

  private void begin(int device, State state) throws IOException {
    states[device] = state;
    messageIds[device] = messageIds[device] + 1 & 0xFFFF;
    transmissions[device] = 0;
    transmit(device, System.nanoTime());
  }

  private void transmit(int device, long nowNanos) throws IOException {
    int doublings = transmissions[device]++;
    long least = ACK_TIMEOUT_NANOS << doublings;
    dueNanos[device] = nowNanos + least + random.nextLong(least / 2);
    send(device, states[device] == State.UPDATING ? updateOf(device) : registerOf(device));
  }

  private Message registerOf(int device) {
    Options options =
        Options.builder()
            .uriPath("rd")
            .contentFormat(ContentFormat.LINK_FORMAT)
            .uriQuery("lwm2m=1.1")
            .uriQuery("ep=" + Fleet.endpoint(device))
            .uriQuery("b=U")
            .uriQuery("lt=86400")
            .build();
    return request(device, options, Bytes.ofUtf8(Devices.OBJECTS));
  }

  private Message updateOf(int device) {
    Options options = Options.builder().uriPath("rd", updates[device].utf8()).build();
    return request(device, options, Bytes.EMPTY);
  }

  private Message request(int device, Options options, Bytes payload) {
    Token token = Token.of(device, TOKEN_BYTES);
    return new Message(Type.CON, Code.POST, messageIds[device], token, options, payload);
  }

  private void send(int device, Message message) throws IOException {
    wires.get(device % SOCKETS).send(device, UdpCodec.encode(message));
  }

  /// Sends what is to be sent, takes what has come, and sees whose time has come; waits a millisecond for
  /// something to come.
  void turn() throws IOException {
    long now = System.nanoTime();
    int count = 0;
    for (Wire wire : wires) {
      wire.flush();
      count += wire.receive(now);
    }
    if (now - lookedNanos >= LOOK_NANOS) {
      lookedNanos = now;
      look(now);
    } else if (count == 0) {
      wires.getFirst().socket.await(1);
    }
  }

  /// A socket of some of the devices.
  private final class Wire {
    private final NativeSocket socket = new NativeSocket(0, true);
    private final Slots in = socket.slots();
    private final Slots out = socket.slots();
    private int filled;

    Wire(InetSocketAddress server) throws IOException {
      for (int i = 0; i < Slots.COUNT; i++) {
        out.setName(i, LOOPBACK, server.getPort());
      }
    }

    void send(int device, Bytes datagram) throws IOException {
      datagram.copyTo(out.area(), out.at(filled));
      out.setSize(filled, datagram.size());
      out.setLocal(filled, LoadGenerator.BASE + 1 + device);
      if (++filled == Slots.COUNT) {
        flush();
      }
    }

    void flush() throws IOException {
      socket.send(out, filled);
      filled = 0;
    }

    int receive(long now) throws IOException {
      int count = socket.receive(in, false);
      for (int i = 0; i < count; i++) {
        int device = in.local(i) - LoadGenerator.BASE - 1;
        byte[] bytes = in.area().asSlice(in.at(i), in.size(i)).toArray(JAVA_BYTE);
        in.reset(i);
        if (device >= 0
            && device < states.length
            && UdpCodec.decode(Bytes.wrap(bytes)) instanceof Decoded.Ok(Message message)) {
          take(device, message, now);
        } else {
          counts.wrong++;
        }
      }
      return count;
    }
  }

  private void look(long now) throws IOException {
    for (int device = 0; device < states.length; device++) {
      State state = states[device];
      if (state == State.OUT || state == State.IN || now - dueNanos[device] < 0) {
        continue;
      }
      if (state == State.SENT_AWAY) {
        register(device);
      } else if (state == State.PROMISED || transmissions[device] == TRANSMISSIONS_MAX) {
        counts.givenUp++;
        register(device);
      } else {
        counts.retransmissions++;
        transmit(device, now);
      }
    }
  }

  private void take(int device, Message message, long now) throws IOException {
    if (message.type() == Type.CON) {
      send(
          device,
          new Message(
              Type.ACK, Code.EMPTY, message.messageId(), Token.EMPTY, Options.NONE, Bytes.EMPTY));
    } else if (message.type() != Type.ACK) {
      counts.wrong++;
      return;
    } else if (message.messageId() != messageIds[device]) {
      return;
    }
    boolean registering = states[device] == State.REGISTERING || states[device] == State.PROMISED;
    Code code = message.code();
    if (code.equals(Code.EMPTY) && states[device] == State.REGISTERING) {
      counts.promises++;
      states[device] = State.PROMISED;
      dueNanos[device] = now + PROMISE_NANOS;
    } else if (code.equals(Code.CREATED) && registering) {
      states[device] = State.IN;
      updates[device] = Bytes.ofUtf8(message.options().locationPath().getLast());
      registeredNanos[device] = now;
      registered++;
    } else if (code.equals(Code.SERVICE_UNAVAILABLE) && registering) {
      counts.refusals++;
      long seconds = message.options().uint(OptionNumber.MAX_AGE).orElse(60);
      states[device] = State.SENT_AWAY;
      dueNanos[device] = now + seconds * SECOND_NANOS + random.nextLong(SECOND_NANOS);
    } else if (code.equals(Code.CHANGED) && states[device] == State.UPDATING) {
      waits.end(device, now);
      counts.updates++;
      states[device] = State.IN;
    } else if (code.codeClass() == 4 || code.equals(Code.INTERNAL_SERVER_ERROR)) {
      counts.wrong++;
    }
  }

  @Override
  public void close() throws IOException {
    for (Wire wire : wires) {
      wire.socket.close();
    }
  }
}
