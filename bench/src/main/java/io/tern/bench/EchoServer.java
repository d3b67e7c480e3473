// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import io.tern.peers.Console;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.Map;

/// Sends every datagram back: one thread, one blocking socket, nothing else.
final class EchoServer {
  private EchoServer() {}

  public static void main(String[] args) throws IOException {
    Console console = Console.open();
    DatagramChannel channel =
        DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofPlatform().daemon().name("echo").start(() -> echo(channel));
    console.ready("coap://127.0.0.1:" + channel.socket().getLocalPort());
    console.runAndExit(Map.of(), channel);
  }

  /// Runs until `channel` is closed.
  static void echo(DatagramChannel channel) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
    try {
      while (true) {
        SocketAddress from = channel.receive(buffer.clear());
        channel.send(buffer.flip(), from);
      }
    } catch (ClosedChannelException e) {
      // The end.
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
