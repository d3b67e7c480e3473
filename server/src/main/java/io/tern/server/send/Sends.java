// SPDX-License-Identifier: Apache-2.0

package io.tern.server.send;

import io.tern.coap.Code;
import io.tern.coap.Malformed;
import io.tern.coap.Peer;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.coap.SendReading;
import io.tern.lwm2m.coap.ServerUplinks;
import io.tern.lwm2m.coap.UplinkReading;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Uplink;
import io.tern.server.Journal.Change;
import io.tern.server.Origin;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents.Refusal;
import io.tern.server.ServerPorts;
import io.tern.server.client.Presence;
import io.tern.server.client.Profiles;
import io.tern.server.registration.Registrar;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Takes what clients send: only of who is registered, only about what that client announced. The
/// lifetime is not touched.
public final class Sends {
  private final ServerPorts ports;
  private final Registrar registrar;
  private final Profiles profiles;
  private final Presence presence;

  public Sends(ServerPorts ports, Registrar registrar, Profiles profiles, Presence presence) {
    this.ports = ports;
    this.registrar = registrar;
    this.profiles = profiles;
    this.presence = presence;
  }

  /// Takes a Send and answers it when what it says is durable.
  public void onSend(Peer peer, UplinkReading.Data data, Responder responder, long nowNanos) {
    Optional<Registration> found = registrar.registeredAs(peer, nowNanos);
    if (found.isEmpty()) {
      refuse(peer, Refusal.NOT_FOUND, Code.BAD_REQUEST, "not registered", responder, nowNanos);
      return;
    }
    Registration registration = presence.onHeard(found.get(), nowNanos);
    Instant now = Instant.ofEpochSecond(0, nowNanos);
    switch (ServerUplinks.values(data, profiles.of(registration), now)) {
      case SendReading.Broken(Malformed reason) -> {
        ports.events().onUndecodable(registration, Path.ROOT, reason, nowNanos);
        ports.events().onHeard(registration, nowNanos);
        refuse(peer, Refusal.MALFORMED, Code.BAD_REQUEST, reason.toString(), responder, nowNanos);
      }
      case SendReading.Understood(Uplink.Send send, Set<Tolerance> tolerances) -> {
        if (!tolerances.isEmpty()) {
          ports.events().onTolerated(registration, Path.ROOT, tolerances, nowNanos);
        }
        Optional<Path> unknown = unknown(send, registration.terms().objects());
        if (unknown.isPresent()) {
          ports.events().onHeard(registration, nowNanos);
          String why = unknown.get() + " is not registered";
          refuse(peer, Refusal.NOT_FOUND, Code.NOT_FOUND, why, responder, nowNanos);
        } else {
          take(registration, send, responder, nowNanos);
        }
      }
    }
  }

  /// The first instance that the client did not announce.
  private static Optional<Path> unknown(Uplink.Send send, ObjectList announced) {
    for (TimedNode value : send.values()) {
      Path path = value.path();
      if (!announced.hasInstance(path.objectId(), path.instanceId())) {
        return Optional.of(path.prefix(2));
      }
    }
    return Optional.empty();
  }

  private void take(
      Registration registration, Uplink.Send send, Responder responder, long nowNanos) {
    ServerEvent.Sent event =
        new ServerEvent.Sent(registration, send.format(), send.values(), nowNanos);
    ports
        .journal()
        .append(
            Change.Received.of(registration, Origin.SENT, send.values()),
            Optional.of(event),
            (durable, doneNanos) -> {
              if (durable) {
                responder.respond(ServerUplinks.taken(), doneNanos);
                ports.events().onEvent(event);
              } else {
                ports.events().onJournalFailure(registration, doneNanos);
                responder.respond(registrar.undurable(), doneNanos);
              }
            },
            nowNanos);
  }

  private void refuse(
      Peer peer, Refusal reason, Code code, String why, Responder responder, long nowNanos) {
    ports.events().onRefused(peer, reason, code, why, nowNanos);
    responder.respond(Response.error(code, why), nowNanos);
  }
}
