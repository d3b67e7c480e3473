// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import io.tern.coap.EndpointEvents;
import io.tern.coap.Message;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.ReplyListener;
import io.tern.coap.Type;
import io.tern.coap.message.Delivery;

/// An empty confirmable message, which a living peer answers with Reset (RFC 7252 §4.3).
record Ping(ReplyListener listener, EndpointEvents events, Peer peer) implements Delivery {
  @Override
  public Message compose(int messageId, long nowNanos) {
    return Message.empty(Type.CON, messageId);
  }

  @Override
  public void onAcknowledged(long nowNanos) {
    tell(new Reply.Reset(), nowNanos);
  }

  @Override
  public void onResponse(Message acknowledgement, long nowNanos) {
    tell(new Reply.Reset(), nowNanos);
  }

  @Override
  public void onReset(long nowNanos) {
    tell(new Reply.Reset(), nowNanos);
  }

  @Override
  public void onTimedOut(long nowNanos) {
    tell(new Reply.TimedOut(), nowNanos);
  }

  @Override
  public void onRefused(String limit, long nowNanos) {
    tell(new Reply.Refused(limit), nowNanos);
  }

  private void tell(Reply reply, long nowNanos) {
    try {
      listener.onReply(reply, nowNanos);
    } catch (RuntimeException e) {
      events.onFailure(peer, e, nowNanos);
    }
  }
}
