// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import io.tern.peers.Console;
import java.io.IOException;
import java.util.Map;

/// Sends every datagram back, a batch at a time: one thread, one blocking socket, two system calls a
/// batch, no copy. What a server costs at least.
final class EchoServer {
  private static final int LOOPBACK = 0x7F00_0001;

  private EchoServer() {}

  public static void main(String[] args) throws IOException {
    Console console = Console.open();
    NativeSocket socket = new NativeSocket(LOOPBACK, false);
    int port = socket.port();
    Thread.ofPlatform().daemon().name("echo").start(() -> echo(socket));
    console.ready("coap://127.0.0.1:" + port);
    console.runAndExit(Map.of(), () -> {});
  }

  private static void echo(NativeSocket socket) {
    Slots slots = socket.slots();
    try {
      while (true) {
        int count = socket.receive(slots, true);
        for (int i = 0; i < count; i++) {
          slots.setSize(i, slots.size(i));
        }
        socket.send(slots, count);
        for (int i = 0; i < count; i++) {
          slots.reset(i);
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
