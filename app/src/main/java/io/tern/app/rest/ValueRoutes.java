// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tern.app.device.Devices;
import io.tern.app.rest.http.Call;
import io.tern.app.rest.http.Checked;
import io.tern.app.rest.http.Method;
import io.tern.app.rest.http.Problem;
import io.tern.app.rest.http.ProblemKind;
import io.tern.app.rest.http.Reply;
import io.tern.app.rest.http.Route;
import io.tern.app.rest.json.NodeJson;
import io.tern.app.store.KnownValue;
import io.tern.app.store.ValuePage;
import io.tern.app.store.ValueQuery;
import io.tern.coap.Bytes;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What a device told, the last of it or a range of time, as JSON or CSV.
final class ValueRoutes {
  private static final String OF_DEVICE = Api.ROOT + "/devices/{endpoint}/values";
  private static final Set<String> OF_THE_PAST = Set.of("from", "to", "limit", "cursor");

  private final Devices devices;

  ValueRoutes(Devices devices) {
    this.devices = devices;
  }

  List<Route> routes() {
    Set<String> parameters = Set.of("from", "to", "limit", "cursor", "format");
    return List.of(
        new Route(
            Method.GET,
            OF_DEVICE,
            parameters,
            Route.Body.NONE,
            call -> values(call, endpoint -> Checked.ok(Path.ROOT))),
        new Route(
            Method.GET,
            OF_DEVICE + "/{path}",
            parameters,
            Route.Body.NONE,
            call -> values(call, endpoint -> Target.path(call, endpoint, devices))));
  }

  private Reply values(Call call, Function<EndpointName, Checked<Path>> path) {
    return target(call, path)
        .reply(target -> isCsv(call).reply(csv -> csv ? csv(call, target) : json(call, target)));
  }

  /// A device need not be registered for what it told.
  private record Told(EndpointName endpoint, Path path, Models models) {}

  private Checked<Told> target(Call call, Function<EndpointName, Checked<Path>> path) {
    return EndpointName.parse(call.path("endpoint"))
        .filter(this::isKnown)
        .map(
            endpoint ->
                path.apply(endpoint).map(at -> new Told(endpoint, at, devices.models(endpoint))))
        .orElseGet(() -> unknown(call));
  }

  private boolean isKnown(EndpointName endpoint) {
    return devices.find(endpoint).isPresent()
        || !devices.values().last(endpoint, Path.ROOT).isEmpty();
  }

  private static Checked<Told> unknown(Call call) {
    return Checked.refused(
        Problem.of(
            ProblemKind.UNKNOWN_DEVICE,
            "no device is registered as \"" + call.path("endpoint") + "\""));
  }

  private static Checked<Boolean> isCsv(Call call) {
    Optional<String> format = call.query().value("format");
    if (format.isPresent() && !Set.of("json", "csv").contains(format.get())) {
      return Checked.refused(Problem.invalid("format", "must be json or csv"));
    }
    boolean accepted = call.accept().map(types -> types.contains("text/csv")).orElse(false);
    return Checked.ok(format.map("csv"::equals).orElse(accepted));
  }

  private Reply json(Call call, Told told) {
    boolean past = OF_THE_PAST.stream().anyMatch(name -> call.query().value(name).isPresent());
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("path", told.path.toString());
    if (!past) {
      json.set("values", array(devices.values().last(told.endpoint, told.path), told.models));
      return Reply.ok(json);
    }
    return query(call, told, PageLimit.DEFAULT)
        .reply(
            query -> {
              ValuePage page = devices.values().list(query);
              json.set("values", array(page.values(), told.models));
              page.next()
                  .ifPresentOrElse(
                      place -> json.put("next", cursor(place)), () -> json.putNull("next"));
              return Reply.ok(json);
            });
  }

  private static ArrayNode array(List<KnownValue> values, Models models) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    for (KnownValue known : values) {
      ObjectNode value = NodeJson.value(known.path(), known.value(), models, known.time());
      value.put("origin", known.origin().name().toLowerCase(Locale.ROOT));
      json.add(value);
    }
    return json;
  }

  /// All of the range, unless `limit` says otherwise, page by page so that it takes no room.
  private Reply csv(Call call, Told told) {
    boolean limited = call.query().value("limit").isPresent();
    return query(call, told, PageLimit.MAX)
        .reply(
            query ->
                new Reply.Stream(
                    "text/csv; charset=utf-8",
                    out -> {
                      write(out, CsvText.HEADER);
                      Optional<ValueQuery> next = Optional.of(query);
                      while (next.isPresent()) {
                        ValueQuery now = next.get();
                        ValuePage page = devices.values().list(now);
                        for (KnownValue value : page.values()) {
                          write(out, CsvText.line(value, told.models));
                        }
                        next = page.next().filter(at -> !limited).map(at -> after(now, at));
                      }
                      out.flush();
                    },
                    () -> {}));
  }

  private static void write(OutputStream out, String text) throws java.io.IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ValueQuery after(ValueQuery query, ValueQuery.Place place) {
    return new ValueQuery(
        query.endpoint(),
        query.path(),
        query.from(),
        query.to(),
        Optional.of(place),
        query.limitMax());
  }

  private static Checked<ValueQuery> query(Call call, Told told, int limitDefault) {
    return PageLimit.of(call, limitDefault)
        .then(
            limit ->
                time(call, "from")
                    .then(
                        from ->
                            time(call, "to")
                                .then(
                                    to ->
                                        place(call)
                                            .map(
                                                place ->
                                                    new ValueQuery(
                                                        told.endpoint,
                                                        told.path,
                                                        from,
                                                        to,
                                                        place,
                                                        limit)))));
  }

  private static Checked<Optional<Instant>> time(Call call, String name) {
    try {
      return Checked.ok(call.query().value(name).map(Instant::parse));
    } catch (DateTimeException e) {
      return Checked.refused(Problem.invalid(name, "must be a time such as 2026-01-31T12:00:00Z"));
    }
  }

  private static String cursor(ValueQuery.Place place) {
    String text = place.path() + " " + place.time();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static Checked<Optional<ValueQuery.Place>> place(Call call) {
    Optional<String> cursor = call.query().value("cursor");
    if (cursor.isEmpty()) {
      return Checked.ok(Optional.empty());
    }
    return place(cursor.get())
        .map(place -> Checked.ok(Optional.of(place)))
        .orElseGet(
            () ->
                Checked.refused(
                    Problem.invalid("cursor", "must be the \"next\" of an earlier page")));
  }

  private static Optional<ValueQuery.Place> place(String cursor) {
    try {
      String text = Bytes.wrap(Base64.getUrlDecoder().decode(cursor)).utf8();
      int blank = text.indexOf(' ');
      return blank < 0
          ? Optional.empty()
          : Path.parse(text.substring(0, blank))
              .map(path -> new ValueQuery.Place(path, Instant.parse(text.substring(blank + 1))));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
