// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One reader's stream of events in the format of server-sent events (HTML Living Standard §9.2).
///
/// A comment each 15 s of silence tells both sides that the other is there. A reader that resumes too
/// late, or at an id that this log never gave, gets an event `gap` and goes on with what there is. One
/// that falls behind the log in the middle of its stream gets an event `dropped` and the stream ends;
/// it may resume.
public final class EventStream {
  /// Its media type.
  public static final String MEDIA_TYPE = "text/event-stream";

  private static final int BATCH_MAX = 128;
  private static final long HEARTBEAT_NANOS = 15_000_000_000L;
  private static final int RETRY_MILLIS = 2_000;

  private final EventLog log;
  private final Filter filter;
  private final long heartbeatNanos;

  /// A stream over `log`.
  public EventStream(EventLog log, Filter filter) {
    this(log, filter, HEARTBEAT_NANOS);
  }

  EventStream(EventLog log, Filter filter, long heartbeatNanos) {
    this.log = log;
    this.filter = filter;
    this.heartbeatNanos = heartbeatNanos;
  }

  /// Which events a reader wants.
  ///
  /// @param endpoint only those of this device
  /// @param types only those of these types; all where it is empty
  public record Filter(Optional<String> endpoint, Set<String> types) {
    public Filter {
      types = Set.copyOf(types);
    }

    private boolean wants(EventLog.Event event) {
      return endpoint.map(event.endpoint()::equals).orElse(true)
          && (types.isEmpty() || types.contains(event.type()));
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
              case EventLog.Batch.Events(List<EventLog.Event> events) -> onEvents(events);
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

    private boolean onEvents(List<EventLog.Event> events) throws IOException {
      for (EventLog.Event event : events) {
        if (filter.wants(event)) {
          say(text(event));
        }
      }
      place = events.getLast().id();
      resuming = false;
      return true;
    }

    private boolean onLost(long lastLost) throws IOException {
      if (!resuming) {
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

  private static String text(EventLog.Event event) {
    return "id: " + event.id() + "\nevent: " + event.type() + "\ndata: " + event.data() + "\n\n";
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(UTF_8));
  }
}
