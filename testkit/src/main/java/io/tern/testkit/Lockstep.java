// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import io.tern.coap.Bytes;
import io.tern.coap.Message;
import io.tern.coap.Peer;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A peer that says and hears exactly what a script tells, message by message, over a real socket or
/// in a simulated world:
///
/// ```java
/// try (var device = Lockstep.overUdp(server)) {
///   device.send(con(POST).path("rd").query("ep=a").mid("register").token("T"));
///   device.expect(ack(CREATED).mid("register").token("T"));
///   device.expect(con(GET).path("3", "0").mid("read").token("R"));
///   device.send(ack(CONTENT).mid("read").token("R").payload("hi"));
/// }
/// ```
///
/// Nothing is retransmitted and nothing skipped: a retransmission of the other side is a message of
/// its own, to be expected like any other. A failure shows all that was said before.
public final class Lockstep implements AutoCloseable {
  private static final Duration REAL_PATIENCE = Duration.ofSeconds(10);
  private static final Duration SIMULATED_PATIENCE = Duration.ofMinutes(5);

  private final LockstepWire wire;
  private final Duration patience;
  private final LockstepNames names = new LockstepNames();
  private final List<String> transcript = new ArrayList<>();

  private Lockstep(LockstepWire wire, Duration patience) {
    this.wire = wire;
    this.patience = patience;
  }

  /// A peer with a socket of its own, talking to `server`. It waits up to ten seconds.
  public static Lockstep overUdp(InetSocketAddress server) throws IOException {
    return new Lockstep(new LockstepUdp(server), REAL_PATIENCE);
  }

  /// A peer at a node of a simulated world, talking to `peer`. Waiting runs the world, for up to five
  /// minutes of its time.
  public static Lockstep in(SimNet net, SimNode self, Peer peer) {
    return new Lockstep(new LockstepSim(net, self, peer), SIMULATED_PATIENCE);
  }

  /// Sends a message; a message id that is not said is made up, a token that is not said is empty.
  public Message send(MessagePattern pattern) {
    Message message = pattern.toMessage(names);
    transcript.add("sent      " + message);
    wire.send(UdpCodec.encode(message));
    return message;
  }

  /// Sends bytes as they are.
  public void sendRaw(Bytes datagram) {
    transcript.add("sent      " + datagram);
    wire.send(datagram);
  }

  /// Waits for the next message, which must be as `pattern` says.
  ///
  /// @throws AssertionError where it is not, or nothing comes
  public Message expect(MessagePattern pattern) {
    Bytes datagram =
        wire.receive(patience)
            .orElseThrow(() -> failure("nothing within " + patience + " instead of " + pattern));
    Message message =
        switch (UdpCodec.decode(datagram)) {
          case Decoded.Ok(var decoded) -> decoded;
          case Decoded.Bad bad -> throw failure(datagram + " (" + bad.reason() + ")");
        };
    transcript.add("received  " + message);
    List<String> mismatches = pattern.mismatches(message, names);
    if (!mismatches.isEmpty()) {
      throw failure("not " + pattern + ": " + String.join(", ", mismatches));
    }
    return message;
  }

  /// Waits for `time`, in which nothing may come.
  ///
  /// @throws AssertionError where something does
  public void expectNothing(Duration time) {
    Optional<Bytes> datagram = wire.receive(time);
    if (datagram.isPresent()) {
      throw failure("something came where nothing was due: " + spell(datagram.get()));
    }
  }

  private static String spell(Bytes datagram) {
    return UdpCodec.decode(datagram) instanceof Decoded.Ok(var message)
        ? message.toString()
        : datagram.toString();
  }

  private AssertionError failure(String what) {
    return new AssertionError(what + "\nso far:\n  " + String.join("\n  ", transcript));
  }

  @Override
  public void close() {
    wire.close();
  }
}
