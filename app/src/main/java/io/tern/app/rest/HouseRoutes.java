// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tern.app.rest.http.Call;
import io.tern.app.rest.http.JsonBody;
import io.tern.app.rest.http.Method;
import io.tern.app.rest.http.Problem;
import io.tern.app.rest.http.ProblemKind;
import io.tern.app.rest.http.Reply;
import io.tern.app.rest.http.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// What a server tells about itself: its contract, its problems, its health and its counters.
final class HouseRoutes {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String WELCOME =
      """
      Tern, an LwM2M server.

      %1$s/devices        the devices
      %1$s/events         what happens, as server-sent events
      %1$s/openapi.json   the contract (OpenAPI 3.1)
      /metrics               counters for Prometheus
      /health/live, /health/ready
      """
          .formatted(Api.ROOT);

  private final Supplier<String> metrics;
  private final Supplier<JsonNode> contract = lazily(HouseRoutes::readContract);

  HouseRoutes(Supplier<String> metrics) {
    this.metrics = metrics;
  }

  List<Route> routes() {
    return List.of(
        route("/", call -> new Reply.Text(200, TEXT, WELCOME)),
        route(Api.ROOT + "/openapi.json", call -> Reply.ok(contract.get())),
        route("/problems/{kind}", HouseRoutes::problem),
        route("/health/live", call -> health("live")),
        route("/health/ready", call -> health("ready")),
        route("/metrics", call -> new Reply.Text(200, PROMETHEUS, metrics.get())));
  }

  private static Route route(String path, Route.Handler handler) {
    return new Route(Method.GET, path, Set.of(), Route.Body.NONE, handler);
  }

  /// The HTTP server begins to listen when all else is ready, and stops first: whoever gets an answer
  /// gets this one.
  private static Reply health(String status) {
    return Reply.ok(JsonNodeFactory.instance.objectNode().put("status", status));
  }

  private static Reply problem(Call call) {
    return Arrays.stream(ProblemKind.values())
        .filter(kind -> kind.slug().equals(call.path("kind")))
        .findFirst()
        .map(HouseRoutes::explanation)
        .orElseGet(
            () -> Reply.problem(Problem.of(ProblemKind.NOT_FOUND, "there is no such problem")));
  }

  private static Reply explanation(ProblemKind kind) {
    return Reply.ok(
        JsonNodeFactory.instance
            .objectNode()
            .put("type", kind.type())
            .put("title", kind.title())
            .put("status", kind.status())
            .put("explanation", kind.explanation()));
  }

  private static JsonNode readContract() {
    try (InputStream in =
        Objects.requireNonNull(Api.class.getResourceAsStream("openapi.yaml"), "openapi.yaml")) {
      Object document = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
      return JsonBody.ofPlain(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> Supplier<T> lazily(Supplier<T> source) {
    return new Supplier<>() {
      private volatile java.util.Optional<T> value = java.util.Optional.empty();

      @Override
      public T get() {
        if (value.isEmpty()) {
          value = java.util.Optional.of(source.get());
        }
        return value.orElseThrow();
      }
    };
  }
}
