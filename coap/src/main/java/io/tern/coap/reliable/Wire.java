// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import io.tern.coap.Bytes;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Message;
import io.tern.coap.Outbound;
import io.tern.coap.Peer;
import io.tern.coap.codec.UdpCodec;

/// The way out: encodes, sends, reports.
record Wire(Outbound outbound, EndpointEvents events) {
  /// Sends `message` and returns what was sent.
  Bytes send(Peer peer, Message message, long nowNanos) {
    Bytes datagram = UdpCodec.encode(message);
    resend(peer, message, datagram, nowNanos);
    return datagram;
  }

  /// Sends `message`, encoded before as `datagram`.
  void resend(Peer peer, Message message, Bytes datagram, long nowNanos) {
    outbound.send(peer, datagram);
    events.onSent(peer, message, nowNanos);
  }
}
