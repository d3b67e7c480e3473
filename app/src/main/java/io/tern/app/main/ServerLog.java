// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import io.tern.app.log.Field;
import io.tern.app.log.Level;
import io.tern.app.log.Log;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Malformed;
import io.tern.coap.Message;
import io.tern.coap.Peer;
import io.tern.lwm2m.Path;
import io.tern.server.Command;
import io.tern.server.Pressure;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents;
import java.util.Locale;

/// Turns what the engines report into log lines. Runs on the loops; the log does not block. Peers can
/// cause each of these, so all are limited.
final class ServerLog implements ServerEvents, EndpointEvents {
  private final Log log;

  ServerLog(Log log) {
    this.log = log;
  }

  @Override
  public void onEvent(ServerEvent event) {
    switch (event) {
      case ServerEvent.Registered e -> say(Level.INFO, "registered", e.registration());
      case ServerEvent.Updated e -> say(Level.DEBUG, "updated", e.registration());
      case ServerEvent.Deregistered e -> say(Level.INFO, "deregistered", e.registration());
      case ServerEvent.Expired e -> say(Level.INFO, "expired", e.registration());
      case ServerEvent.Notified e ->
          say(Level.DEBUG, "notified", e.registration(), Field.of("path", e.path()));
      case ServerEvent.Sent e ->
          say(Level.DEBUG, "sent", e.registration(), new Field("format", e.format().shortName()));
      case ServerEvent.ObservationEnded e ->
          say(
              Level.INFO,
              "observation ended",
              e.registration(),
              Field.of("path", e.path()),
              new Field("reason", e.why()));
      case ServerEvent.CommandChanged(Command command, long time) ->
          log.limited(
              Level.DEBUG,
              "command",
              Field.of("endpoint", command.endpoint()),
              Field.of("command", command.id()),
              Field.of("path", command.operation().path()),
              Field.of("state", command.state().getClass().getSimpleName()));
    }
  }

  private void say(Level level, String message, Registration registration, Field... more) {
    Field[] fields = new Field[3 + more.length];
    fields[0] = Field.of("endpoint", registration.endpoint());
    fields[1] = Field.of("registrationId", registration.id());
    fields[2] = Field.of("peer", registration.peer());
    System.arraycopy(more, 0, fields, 3, more.length);
    log.limited(level, message, fields);
  }

  @Override
  public void onRefused(Peer peer, Refusal reason, Code code, String why, long nowNanos) {
    log.limited(
        Level.WARN,
        "refused a request",
        Field.of("peer", peer),
        Field.of("code", code),
        new Field("reason", why));
  }

  @Override
  public void onUndecodable(Registration registration, Path path, Malformed reason, long nowNanos) {
    say(
        Level.WARN,
        "cannot decode what a device sent",
        registration,
        Field.of("path", path),
        Field.of("reason", reason));
  }

  @Override
  public void onForeign(Registration registration, Peer from, long nowNanos) {
    say(Level.WARN, "ignored a message of another identity", registration, Field.of("from", from));
  }

  @Override
  public void onJournalFailure(Registration registration, long nowNanos) {
    say(Level.ERROR, "cannot store a change", registration);
  }

  @Override
  public void onPressure(Pressure pressure, long nowNanos) {
    log.limited(
        pressure == Pressure.NONE ? Level.INFO : Level.WARN,
        "the pressure on a loop changed",
        new Field("pressure", pressure.name().toLowerCase(Locale.ROOT)));
  }

  @Override
  public void onMalformed(Peer peer, Malformed reason, long nowNanos) {
    log.limited(
        Level.DEBUG, "malformed datagram", Field.of("peer", peer), Field.of("reason", reason));
  }

  @Override
  public void onRejected(Peer peer, Message message, Rejection reason, long nowNanos) {
    log.limited(
        Level.DEBUG, "rejected a message", Field.of("peer", peer), Field.of("reason", reason));
  }

  @Override
  public void onFailure(Peer peer, RuntimeException failure, long nowNanos) {
    log.bug("a handler failed", failure, Field.of("peer", peer));
  }
}
