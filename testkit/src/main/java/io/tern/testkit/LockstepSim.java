// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import io.tern.coap.Bytes;
import io.tern.coap.Peer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;

/// A node of a simulated world.
final class LockstepSim implements LockstepWire {
  private final SimNet net;
  private final SimNode self;
  private final Peer peer;
  private final ArrayDeque<Bytes> inbox = new ArrayDeque<>();

  LockstepSim(SimNet net, SimNode self, Peer peer) {
    this.net = net;
    this.self = self;
    this.peer = peer;
    self.receiver(
        (from, datagram, nowNanos) -> {
          if (from.equals(peer)) {
            inbox.add(datagram);
          }
        });
  }

  @Override
  public void send(Bytes datagram) {
    self.send(peer, datagram);
  }

  @Override
  public Optional<Bytes> receive(Duration patience) {
    net.runUntil(() -> !inbox.isEmpty(), patience);
    return Optional.ofNullable(inbox.poll());
  }

  @Override
  public void close() {
    self.crash();
  }
}
