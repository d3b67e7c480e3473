// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import io.tern.app.rest.event.EventStream;
import io.tern.app.rest.http.Call;
import io.tern.app.rest.http.Checked;
import io.tern.app.rest.http.Method;
import io.tern.app.rest.http.Problem;
import io.tern.app.rest.http.ProblemKind;
import io.tern.app.rest.http.Reply;
import io.tern.app.rest.http.Route;
import io.tern.app.store.EventLog;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/// The stream of events.
final class EventRoutes {
  private final EventLog log;
  private final EventFeed feed;
  private final int streamsMax;
  private final Semaphore streams;

  EventRoutes(EventLog log, EventFeed feed, ApiSettings settings) {
    this.log = log;
    this.feed = feed;
    this.streamsMax = settings.streamsMax();
    this.streams = new Semaphore(streamsMax);
  }

  List<Route> routes() {
    return List.of(
        new Route(
            Method.GET,
            Api.ROOT + "/events",
            Set.of("endpoint", "type"),
            Route.Body.NONE,
            this::events));
  }

  /// How many streams are open.
  int open() {
    return streamsMax - streams.availablePermits();
  }

  private Reply events(Call call) {
    return types(call).reply(types -> lastId(call).reply(lastId -> stream(call, types, lastId)));
  }

  private Reply stream(Call call, Set<String> types, Optional<Long> lastId) {
    if (!streams.tryAcquire()) {
      return Reply.problem(
          Problem.of(
              ProblemKind.OVERLOADED, "too many event streams are open (events.streams-max)"));
    }
    EventStream stream =
        new EventStream(
            log, new EventStream.Filter(call.query().value("endpoint"), types), feed::text);
    return new Reply.Stream(
        EventStream.MEDIA_TYPE, out -> stream.writeTo(out, lastId), streams::release);
  }

  private static Checked<Set<String>> types(Call call) {
    Optional<String> text = call.query().value("type");
    if (text.isEmpty()) {
      return Checked.ok(Set.of());
    }
    List<String> types = List.of(text.get().split(",", -1));
    return EventFeed.TYPES.containsAll(types)
        ? Checked.ok(Set.copyOf(types))
        : Checked.refused(
            Problem.invalid("type", "must be one or more of " + String.join(",", EventFeed.TYPES)));
  }

  private static Checked<Optional<Long>> lastId(Call call) {
    Optional<String> text = call.lastEventId();
    if (text.isEmpty()) {
      return Checked.ok(Optional.empty());
    }
    return text.get().matches("\\d{1,18}")
        ? Checked.ok(Optional.of(Long.parseLong(text.get())))
        : Checked.refused(Problem.invalid("Last-Event-ID", "must be the id of an event"));
  }
}
