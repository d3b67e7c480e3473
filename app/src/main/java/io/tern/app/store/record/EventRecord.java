// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.record;

import io.tern.app.store.record.Records.TermsSource;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.EndpointName;
import io.tern.server.CommandId;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.server.Terms;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// Events as records.
public final class EventRecord {
  private static final String EVENT = "event";
  private static final int REGISTERED = 0;
  private static final int UPDATED = 1;
  private static final int DEREGISTERED = 2;
  private static final int EXPIRED = 3;
  private static final int NOTIFIED = 4;
  private static final int OBSERVATION_ENDED = 5;
  private static final int SENT = 6;
  private static final int COMMAND_CHANGED = 7;

  private EventRecord() {}

  /// The record of an event.
  ///
  /// @param terms gives the number of terms
  public static byte[] write(long id, ServerEvent event, ToIntFunction<Terms> terms) {
    return Seal.close(Place.of(EVENT, id), writer -> new Writing(writer, terms).event(event));
  }

  /// The event in a record.
  public static Read<ServerEvent> read(long id, byte[] closed, TermsSource terms) {
    return Seal.open(Place.of(EVENT, id), closed, reader -> event(reader, terms));
  }

  private record Writing(RecordWriter writer, ToIntFunction<Terms> terms) {
    void event(ServerEvent event) {
      writer.octet(kind(event));
      writer.number(event.timeNanos()).text(event.endpoint().value());
      switch (event) {
        case ServerEvent.CommandChanged e -> {
          writer.number(e.command().id().value());
          CommandRecord.write(writer, e.command());
        }
        case ServerEvent.OfRegistration e -> {
          registration(e.registration());
          more(e);
        }
      }
    }

    private void more(ServerEvent.OfRegistration event) {
      switch (event) {
        case ServerEvent.Registered e -> {
          writer.flag(e.replaced().isPresent());
          e.replaced().ifPresent(this::registration);
        }
        case ServerEvent.Updated e -> registration(e.before());
        case ServerEvent.Deregistered _, ServerEvent.Expired _ -> {}
        case ServerEvent.Notified e -> {
          Parts.path(writer, e.path());
          Records.format(writer, e.format());
          ValueRecord.timedNodes(writer, e.values());
        }
        case ServerEvent.Sent e -> {
          writer.number(e.format().number());
          ValueRecord.timedNodes(writer, e.values());
        }
        case ServerEvent.ObservationEnded e -> {
          Parts.path(writer, e.path());
          writer.text(e.why());
        }
      }
    }

    private void registration(Registration registration) {
      Records.registration(writer, registration, terms);
    }

    private static int kind(ServerEvent event) {
      return switch (event) {
        case ServerEvent.Registered _ -> REGISTERED;
        case ServerEvent.Updated _ -> UPDATED;
        case ServerEvent.Deregistered _ -> DEREGISTERED;
        case ServerEvent.Expired _ -> EXPIRED;
        case ServerEvent.Notified _ -> NOTIFIED;
        case ServerEvent.ObservationEnded _ -> OBSERVATION_ENDED;
        case ServerEvent.Sent _ -> SENT;
        case ServerEvent.CommandChanged _ -> COMMAND_CHANGED;
      };
    }
  }

  private static ServerEvent event(RecordReader reader, TermsSource terms) {
    int kind = reader.octet();
    long time = reader.number();
    EndpointName endpoint = new EndpointName(reader.text());
    if (kind == COMMAND_CHANGED) {
      return new ServerEvent.CommandChanged(
          CommandRecord.read(new CommandId(reader.number()), reader), time);
    }
    Registration registration = Records.registration(reader, endpoint, terms);
    return switch (kind) {
      case REGISTERED -> {
        Optional<Registration> replaced =
            reader.optional(from -> Records.registration(from, endpoint, terms));
        yield new ServerEvent.Registered(registration, replaced, time);
      }
      case UPDATED ->
          new ServerEvent.Updated(
              registration, Records.registration(reader, endpoint, terms), time);
      case DEREGISTERED -> new ServerEvent.Deregistered(registration, time);
      case EXPIRED -> new ServerEvent.Expired(registration, time);
      case NOTIFIED ->
          new ServerEvent.Notified(
              registration,
              Parts.path(reader),
              Records.format(reader),
              ValueRecord.timedNodes(reader),
              time);
      case SENT -> {
        ContentFormat format = new ContentFormat(reader.upTo(65_535));
        yield new ServerEvent.Sent(registration, format, ValueRecord.timedNodes(reader), time);
      }
      case OBSERVATION_ENDED ->
          new ServerEvent.ObservationEnded(registration, Parts.path(reader), reader.text(), time);
      default -> throw new RecordReader.Broken("no kind of event");
    };
  }
}
