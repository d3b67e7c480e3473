// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import io.tern.coap.ObservationListener;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Requester;
import io.tern.coap.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One observation from a node of a simulated world: a listener that remembers everything it was told.
public final class SimObservation implements ObservationListener {
  private final SimNet net;
  private final SimReply registering;
  private final List<Response> notifications = new ArrayList<>();
  private final List<Peer> origins = new ArrayList<>();
  private final List<Response> lasts = new ArrayList<>();
  private Optional<Requester.Observation> observation = Optional.empty();
  private boolean forgotten;

  SimObservation(SimNet net, String request) {
    this.net = net;
    this.registering = new SimReply(request);
  }

  void is(Requester.Observation made) {
    observation = Optional.of(made);
  }

  @Override
  public void onReply(Reply reply, long nowNanos) {
    registering.onReply(reply, nowNanos);
  }

  @Override
  public void onNotification(Peer from, Response response, long nowNanos) {
    notifications.add(response);
    origins.add(from);
  }

  @Override
  public void onEnded(Response last, long nowNanos) {
    lasts.add(last);
  }

  /// The answer to the registering request.
  public SimReply registering() {
    return registering;
  }

  /// The notifications so far, in the order in which they were told.
  public List<Response> notifications() {
    return List.copyOf(notifications);
  }

  /// Where each notification came from.
  public List<Peer> origins() {
    return List.copyOf(origins);
  }

  /// What the peer ended it with; empty where it did not. More than one is a bug that [#violations]
  /// tells.
  public Optional<Response> ended() {
    return lasts.stream().findFirst();
  }

  /// Cancels it with the peer.
  public SimReply cancel() {
    forgotten = true;
    var reply = new SimReply("cancellation");
    observation.orElseThrow().cancel(reply, net.nowNanos());
    return reply;
  }

  /// Forgets it without a word.
  public void forget() {
    forgotten = true;
    observation.orElseThrow().forget();
  }

  /// Whether it was registered with success and nobody ended it.
  public boolean isAlive() {
    return !forgotten
        && lasts.isEmpty()
        && registering.isOver()
        && registering.get() instanceof Reply.Answered answered
        && answered.response().code().isSuccess()
        && answered.response().options().observe().isPresent();
  }

  List<String> violations() {
    List<String> found = new ArrayList<>();
    if (!registering.isOver()) {
      found.add(registering + " has not ended");
    }
    if (lasts.size() > 1) {
      found.add("ended " + lasts.size() + " times");
    }
    return found;
  }
}
