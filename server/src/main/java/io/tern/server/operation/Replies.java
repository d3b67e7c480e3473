// SPDX-License-Identifier: Apache-2.0

package io.tern.server.operation;

import io.tern.coap.Malformed;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Response;
import io.tern.lwm2m.coap.ServerDownlinks;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Registration;
import io.tern.server.ServerPorts;
import java.time.Instant;

/// What replies to downlinks mean, and what they tell of their clients.
record Replies(ServerPorts ports, Operations.Clients clients) {
  /// The outcome of `asked`.
  ///
  /// @param sent the options of the request
  <R> Outcome<R> outcome(
      Downlink<R> asked, Registration registration, Options sent, Reply reply, long nowNanos) {
    return switch (reply) {
      case Reply.Answered answered -> judge(asked, registration, sent, answered, nowNanos);
      case Reply.TimedOut timedOut -> {
        clients.presence().onSilent(registration, nowNanos);
        yield new Outcome.TimedOut<>();
      }
      case Reply.Disconnected disconnected -> new Outcome.TimedOut<>();
      case Reply.Unreachable(String why) -> new Outcome.Unreachable<>(why);
      case Reply.Reset reset -> new Outcome.Reset<>();
      case Reply.Unusable(Malformed reason) -> undecodable(asked, registration, reason, nowNanos);
      case Reply.Refused(String limit) -> new Outcome.Overloaded<>(limit);
      case Reply.Cancelled cancelled -> new Outcome.Cancelled<>();
    };
  }

  private <R> Outcome<R> judge(
      Downlink<R> asked,
      Registration registration,
      Options sent,
      Reply.Answered answered,
      long nowNanos) {
    Peer from = answered.from();
    Response response = answered.response();
    if (!from.identity().equals(registration.peer().identity())) {
      ports.events().onForeign(registration, from, nowNanos);
      return new Outcome.Unreachable<>("somebody else answers at its address");
    }
    ports
        .registrations()
        .byId(registration.id())
        .ifPresent(current -> clients.presence().onHeard(current, nowNanos));
    Outcome<R> outcome =
        ServerDownlinks.outcome(
            asked,
            response,
            clients.profiles().of(registration),
            Instant.ofEpochSecond(0, nowNanos),
            tolerances ->
                ports.events().onTolerated(registration, asked.path(), tolerances, nowNanos));
    clients.profiles().learn(registration.id(), sent, response.code());
    return outcome instanceof Outcome.Undecodable<R>(Malformed reason)
        ? undecodable(asked, registration, reason, nowNanos)
        : outcome;
  }

  private <R> Outcome<R> undecodable(
      Downlink<R> asked, Registration registration, Malformed reason, long nowNanos) {
    ports.events().onUndecodable(registration, asked.path(), reason, nowNanos);
    return new Outcome.Undecodable<>(reason);
  }
}
