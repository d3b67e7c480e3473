// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.record;

import io.tern.app.store.record.Records.TermsSource;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.EndpointName;
import io.tern.server.CommandId;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.server.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// Events as records: those that follow each other are one record together, under the id of the last.
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

  /// The events in a record, in order.
  ///
  /// @param lastId the id of the last of them
  /// @param count how many they are
  public static Read<List<ServerEvent>> read(
      long lastId, int count, byte[] closed, TermsSource terms) {
    return Seal.open(
        Place.of(EVENT, lastId),
        closed,
        reader -> {
          List<ServerEvent> events = new ArrayList<>(Math.clamp(count, 0, Page.COUNT_MAX));
          for (int i = 0; i < count; i++) {
            events.add(event(reader, terms));
          }
          return events;
        });
  }

  /// Events that become one record. One thread.
  public static final class Page {
    /// Whoever reads one event reads its whole record, and loses it with its record.
    static final int COUNT_MAX = 64;

    private static final int BYTES_MAX = 16 << 10;

    private final ToIntFunction<Terms> terms;
    private RecordWriter writer = new RecordWriter();
    private int count;

    /// An empty page.
    ///
    /// @param terms gives the number of terms
    public Page(ToIntFunction<Terms> terms) {
      this.terms = terms;
    }

    /// Adds an event behind the others.
    public void add(ServerEvent event) {
      if (count++ == 0) {
        Seal.begin(writer);
      }
      new Writing(writer, terms).event(event);
    }

    /// How many events there are.
    public int count() {
      return count;
    }

    /// Whether the next event belongs on another page.
    public boolean isFull() {
      return count >= COUNT_MAX || writer.size() >= BYTES_MAX;
    }

    /// The record of these events.
    ///
    /// @param lastId the id of the last of them
    public byte[] close(long lastId) {
      return Seal.end(Place.of(EVENT, lastId), writer);
    }

    /// Empties the page.
    public void clear() {
      count = 0;
      writer = new RecordWriter();
    }
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
