// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import io.tern.coap.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/// A UDP socket.
final class LockstepUdp implements LockstepWire {
  private static final int DATAGRAM_BYTES_MAX = 65_535;

  private final DatagramSocket socket = new DatagramSocket();

  LockstepUdp(InetSocketAddress server) throws IOException {
    socket.connect(server);
  }

  @Override
  public void send(Bytes datagram) {
    try {
      socket.send(new DatagramPacket(datagram.toArray(), datagram.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Bytes> receive(Duration patience) {
    var packet = new DatagramPacket(new byte[DATAGRAM_BYTES_MAX], DATAGRAM_BYTES_MAX);
    try {
      socket.setSoTimeout(Math.max(1, Math.toIntExact(patience.toMillis())));
      socket.receive(packet);
    } catch (SocketTimeoutException | PortUnreachableException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(Bytes.copyOf(ByteBuffer.wrap(packet.getData(), 0, packet.getLength())));
  }

  @Override
  public void close() {
    socket.close();
  }
}
