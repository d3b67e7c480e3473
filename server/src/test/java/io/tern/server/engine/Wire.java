// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Handler;
import io.tern.coap.Peer;
import io.tern.coap.Requester;
import io.tern.coap.engine.Endpoint;
import io.tern.coap.engine.EndpointConfig;
import io.tern.coap.engine.EndpointGauges;
import io.tern.coap.timer.TimerWheel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/// A network in virtual time: datagrams take a while, may be lost and may come twice.
final class Wire {
  final TimerWheel timers;
  final Random dice;
  long now;
  double lossRate;
  double duplicateRate;
  long delayNanosMax = 20_000_000L;
  EndpointConfig config = EndpointConfig.DEFAULT.withAnonymousMayMove(true);

  /// What was sent to addresses where nobody is.
  final List<Bytes> unclaimed = new ArrayList<>();

  private final Map<Address, Node> nodes = new HashMap<>();

  Wire(long seed) {
    now = 1_700_000_000L * EngineFixture.SECOND;
    timers = new TimerWheel(now);
    dice = new Random(seed);
  }

  /// One end.
  final class Node {
    private Peer peer;
    private Endpoint endpoint;
    private Handler handler;

    Requester requester() {
      return endpoint;
    }

    EndpointGauges gauges() {
      return endpoint.gauges();
    }

    void receive(Peer from, Bytes datagram) {
      endpoint.receive(from, datagram, now);
    }

    /// From now on it is at another address, and nobody is at the old one.
    void move(Peer next) {
      nodes.remove(peer.address());
      peer = next;
      nodes.put(next.address(), this);
    }
  }

  /// Puts an end in place that others see as `peer`.
  Node attach(Peer peer, Function<Requester, Handler> assemble) {
    Node node = new Node();
    node.peer = peer;
    node.endpoint =
        new Endpoint(
            config,
            timers,
            new Random(dice.nextLong()),
            Handler.later(() -> node.handler),
            (to, datagram) -> carry(node, to, datagram),
            new EndpointEvents() {
              @Override
              public void onFailure(Peer from, RuntimeException failure, long nowNanos) {
                throw new AssertionError(failure);
              }
            });
    node.handler = assemble.apply(node.endpoint);
    nodes.put(peer.address(), node);
    return node;
  }

  private void carry(Node from, Peer to, Bytes datagram) {
    int copies = dice.nextDouble() < lossRate ? 0 : dice.nextDouble() < duplicateRate ? 2 : 1;
    Peer seenAs = from.peer;
    for (int i = 0; i < copies; i++) {
      timers.at(
          now + 1 + (long) (dice.nextDouble() * delayNanosMax),
          at -> {
            Node receiver = nodes.get(to.address());
            if (receiver != null) {
              receiver.endpoint.receive(seenAs, datagram, at);
            } else {
              unclaimed.add(datagram);
            }
          });
    }
  }

  /// Lets time pass, event by event.
  void run(long nanos) {
    long end = now + nanos;
    for (long next = timers.nextWakeUpNanos(); next <= end; next = timers.nextWakeUpNanos()) {
      now = Math.max(now, next);
      timers.advance(now);
    }
    now = end;
    timers.advance(end);
  }
}
