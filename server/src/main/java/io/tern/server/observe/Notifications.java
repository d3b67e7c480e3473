// SPDX-License-Identifier: Apache-2.0

package io.tern.server.observe;

import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.coap.ObservationListener.Receipt;
import io.tern.coap.Response;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.coap.ServerDownlinks;
import io.tern.lwm2m.codec.Decoded;
import io.tern.server.Journal.Change;
import io.tern.server.Observation;
import io.tern.server.Origin;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.server.ServerPorts;
import io.tern.server.client.Profiles;
import java.time.Instant;
import java.util.Optional;

/// What notifications tell: understood, kept and reported.
final class Notifications {
  private final ServerPorts ports;
  private final Profiles profiles;

  Notifications(ServerPorts ports, Profiles profiles) {
    this.ports = ports;
    this.profiles = profiles;
  }

  /// @param format what it is in where it does not say so
  Decoded decode(
      Registration registration,
      Observation observation,
      Optional<ContentFormat> format,
      Response response,
      long nowNanos) {
    return ServerDownlinks.content(
        observation.path(),
        response,
        profiles.of(registration),
        format,
        Instant.ofEpochSecond(0, nowNanos));
  }

  /// Acknowledged means kept.
  void keep(
      Registration registration,
      Observation observation,
      Response response,
      Decoded.Content content,
      Receipt receipt,
      long nowNanos) {
    ServerEvent.Notified event =
        new ServerEvent.Notified(
            registration,
            observation.path(),
            response.options().contentFormat(),
            content.nodes(),
            nowNanos);
    Change change =
        new Change.Received(
            registration,
            Origin.NOTIFIED,
            content.nodes(),
            Optional.of(observation),
            response.options().observe());
    ports
        .journal()
        .append(
            change,
            Optional.of(event),
            (durable, doneNanos) -> {
              if (durable) {
                ports.events().onEvent(event);
                receipt.accept(doneNanos);
              } else {
                receipt.refuse(doneNanos);
                ports.events().onJournalFailure(registration, doneNanos);
              }
            },
            nowNanos);
  }

  /// Acknowledged, because it would come again as it is.
  void drop(
      Registration registration, Path path, Malformed reason, Receipt receipt, long nowNanos) {
    ports.events().onUndecodable(registration, path, reason, nowNanos);
    receipt.accept(nowNanos);
    ports.events().onHeard(registration, nowNanos);
  }
}
