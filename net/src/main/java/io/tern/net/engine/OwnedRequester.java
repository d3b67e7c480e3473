// SPDX-License-Identifier: Apache-2.0

package io.tern.net.engine;

import io.tern.coap.Cancellable;
import io.tern.coap.ObservationListener;
import io.tern.coap.Peer;
import io.tern.coap.ReplyListener;
import io.tern.coap.Request;
import io.tern.coap.Requester;
import io.tern.coap.Token;
import io.tern.coap.Transfer;
import io.tern.net.loop.Loop;
import java.util.Optional;
import java.util.OptionalInt;

/// A requester that asserts that its loop calls.
record OwnedRequester(Loop loop, Requester endpoint) implements Requester {
  @Override
  public Cancellable request(Peer peer, Request request, ReplyListener listener, long nowNanos) {
    assert loop.isOwnedByCaller() : "not on its loop";
    return endpoint.request(peer, request, listener, nowNanos);
  }

  @Override
  public Cancellable transfer(Peer peer, Transfer transfer, ReplyListener listener, long nowNanos) {
    assert loop.isOwnedByCaller() : "not on its loop";
    return endpoint.transfer(peer, transfer, listener, nowNanos);
  }

  @Override
  public Observation observe(
      Peer peer, Request request, ObservationListener listener, long nowNanos) {
    assert loop.isOwnedByCaller() : "not on its loop";
    return endpoint.observe(peer, request, listener, nowNanos);
  }

  @Override
  public Optional<Observation> resume(
      Peer peer,
      Request request,
      Token token,
      OptionalInt observe,
      ObservationListener listener,
      long nowNanos) {
    assert loop.isOwnedByCaller() : "not on its loop";
    return endpoint.resume(peer, request, token, observe, listener, nowNanos);
  }
}
