// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tern.app.store.EventLog;
import io.tern.server.ServerEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// One reader's stream of events in the format of server-sent events (HTML Living Standard §9.2).
///
/// A comment each 15 s of silence tells both sides that the other is there. A reader that resumes too
/// late, or at an id that this log never gave, or comes to where ids jumped, gets an event `gap` and goes
/// on with what there is. One that falls behind the log in the middle of its stream gets an event
/// `dropped` and the stream ends; it may resume.
public final class EventStream {
  /// Its media type.
  public static final String MEDIA_TYPE = "text/event-stream";

  private static final int BATCH_MAX = 128;
  private static final long HEARTBEAT_NANOS = 15_000_000_000L;
  private static final int RETRY_MILLIS = 2_000;

  private final EventLog log;
  private final Filter filter;
  private final Function<ServerEvent, Text> writing;
  private final long heartbeatNanos;

  /// A stream over `log`.
  public EventStream(EventLog log, Filter filter, Function<ServerEvent, Text> writing) {
    this(log, filter, writing, HEARTBEAT_NANOS);
  }

  EventStream(
      EventLog log, Filter filter, Function<ServerEvent, Text> writing, long heartbeatNanos) {
    this.log = log;
    this.filter = filter;
    this.writing = writing;
    this.heartbeatNanos = heartbeatNanos;
  }

  /// An event as a stream sends it.
  ///
  /// @param type such as `registered`
  /// @param data a JSON document without line break
  public record Text(String type, String data) {}

  /// Which events a reader wants.
  ///
  /// @param endpoint only those of this device
  /// @param types only those of these types; all where it is empty
  public record Filter(Optional<String> endpoint, Set<String> types) {
    public Filter {
      types = Set.copyOf(types);
    }

    private boolean wants(ServerEvent event) {
      return endpoint.map(event.endpoint().value()::equals).orElse(true);
    }

    private boolean wants(Text text) {
      return types.isEmpty() || types.contains(text.type());
    }
  }

  /// Writes until the log is closed, the reader is dropped or the other side goes away.
  ///
  /// @param lastId the last event that the reader has seen; empty to begin with the next one
  /// @throws IOException where the other side is gone
  public void writeTo(OutputStream out, Optional<Long> lastId)
      throws IOException, InterruptedException {
    long newest = log.lastId();
    Writer writer = new Writer(out, Math.min(lastId.orElse(newest), newest));
    write(out, "retry: " + RETRY_MILLIS + "\n\n");
    if (lastId.isPresent() && lastId.get() > newest) {
      // The id is of another server, or of an earlier life of this one.
      write(out, gap(newest));
    }
    writer.run();
  }

  private final class Writer {
    private final OutputStream out;
    private long place;
    private boolean resuming = true;
    private long quietSinceNanos = System.nanoTime();

    Writer(OutputStream out, long place) {
      this.out = out;
      this.place = place;
    }

    void run() throws IOException, InterruptedException {
      boolean open = true;
      while (open) {
        out.flush();
        long waitNanos = heartbeatNanos - (System.nanoTime() - quietSinceNanos);
        open =
            switch (log.next(place, BATCH_MAX, Math.max(0, waitNanos))) {
              case EventLog.Batch.Events(List<EventLog.Logged> events) -> onEvents(events);
              case EventLog.Batch.Lost(long lastLost) -> onLost(lastLost);
              case EventLog.Batch.Quiet quiet -> true;
              case EventLog.Batch.Closed closed -> false;
            };
        if (open && System.nanoTime() - quietSinceNanos >= heartbeatNanos) {
          say(":\n\n");
        }
      }
      out.flush();
    }

    private boolean onEvents(List<EventLog.Logged> events) throws IOException {
      for (EventLog.Logged logged : events) {
        if (filter.wants(logged.event())) {
          Text text = writing.apply(logged.event());
          if (filter.wants(text)) {
            say(
                "id: "
                    + logged.id()
                    + "\nevent: "
                    + text.type()
                    + "\ndata: "
                    + text.data()
                    + "\n\n");
          }
        }
      }
      place = events.getLast().id();
      resuming = false;
      return true;
    }

    private boolean onLost(long lastLost) throws IOException {
      if (!resuming && lastLost - place < EventLog.JUMP_MIN) {
        say("event: dropped\ndata: {\"reason\":\"the reader is too slow\"}\n\n");
        return false;
      }
      place = lastLost;
      say(gap(lastLost));
      return true;
    }

    private void say(String text) throws IOException {
      write(out, text);
      quietSinceNanos = System.nanoTime();
    }
  }

  private static String gap(long lastLost) {
    return "id: " + lastLost + "\nevent: gap\ndata: {\"lastLost\":" + lastLost + "}\n\n";
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(UTF_8));
  }
}
