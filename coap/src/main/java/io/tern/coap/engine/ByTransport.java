// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.ReplyListener;
import io.tern.coap.Response;
import io.tern.coap.message.Asker;
import io.tern.coap.message.Delivery;
import io.tern.coap.message.Messages;
import io.tern.coap.message.Outgoing;
import io.tern.coap.message.Turn;
import java.util.Optional;

/// Gives each message to the layer of its peer's transport.
record ByTransport(Messages datagrams, Messages streams) implements Messages {
  private Messages of(Peer peer) {
    return peer.transport().isStream() ? streams : datagrams;
  }

  @Override
  public Optional<Outgoing> confirm(Peer peer, Delivery delivery, Turn turn, long nowNanos) {
    return of(peer).confirm(peer, delivery, turn, nowNanos);
  }

  @Override
  public boolean send(Peer peer, Delivery delivery, long nowNanos) {
    return of(peer).send(peer, delivery, nowNanos);
  }

  @Override
  public long pauseNanos(Peer peer, long nowNanos) {
    return of(peer).pauseNanos(peer, nowNanos);
  }

  @Override
  public void forget(Peer peer, Delivery delivery) {
    of(peer).forget(peer, delivery);
  }

  @Override
  public void withhold(Message response) {
    datagrams.withhold(response);
  }

  @Override
  public void accept(Peer peer, Message response, long nowNanos) {
    of(peer).accept(peer, response, nowNanos);
  }

  @Override
  public void refuse(Peer peer, Message response, long nowNanos) {
    of(peer).refuse(peer, response, nowNanos);
  }

  @Override
  public void ping(Peer peer, ReplyListener listener, long nowNanos) {
    of(peer).ping(peer, listener, nowNanos);
  }

  @Override
  public int tokenBytesMax(Peer peer) {
    return of(peer).tokenBytesMax(peer);
  }

  @Override
  public boolean takesManyBlocks(Peer peer) {
    return of(peer).takesManyBlocks(peer);
  }

  @Override
  public int payloadBytesMax(Peer peer, Options options, long nowNanos) {
    return of(peer).payloadBytesMax(peer, options, nowNanos);
  }

  @Override
  public void answer(Asker asker, Message request, Response response, long nowNanos) {
    of(asker.peer()).answer(asker, request, response, nowNanos);
  }

  @Override
  public void acknowledge(Asker asker, Message request, long nowNanos) {
    of(asker.peer()).acknowledge(asker, request, nowNanos);
  }
}
