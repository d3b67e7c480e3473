// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tern.app.device.Devices;
import io.tern.app.model.ModelLibrary;
import io.tern.app.model.Read;
import io.tern.app.rest.Api;
import io.tern.app.rest.ApiSettings;
import io.tern.app.rest.http.ProblemKind;
import io.tern.app.rest.http.Route;
import io.tern.app.rest.json.TypeNames;
import io.tern.app.store.Store;
import io.tern.app.store.StoreSettings;
import io.tern.app.store.memory.MemoryStore;
import io.tern.server.engine.LwM2mServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the server tells about itself; above all, whether the contract is the code's.
class RestHouseTest {
  private static Product product;
  private static Http http;

  @BeforeAll
  static void start() {
    product = Product.start("events.streams-max", "1");
    http = product.http();
  }

  @AfterAll
  static void stop() {
    product.close();
  }

  private static List<Route> routes() {
    try (LwM2mServer server = LwM2mServer.start(o -> o.coap("127.0.0.1:0").loops(1))) {
      ModelLibrary library =
          ((Read.Ok<ModelLibrary>) ModelLibrary.load(Optional.empty(), Optional.empty())).value();
      Store store = new MemoryStore(StoreSettings.DEFAULT, 0);
      Devices devices = new Devices(server, library, store);
      return new Api(devices, library, store.events(), ApiSettings.DEFAULT, open -> "")
          .router()
          .routes();
    }
  }

  @Test
  void the_contract_has_every_route_and_no_other() {
    TreeSet<String> inCode =
        routes().stream()
            .map(route -> route.method() + " " + route.path())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(inCode).hasSizeGreaterThan(20);
    assertThat(http.contract().operations()).containsExactlyElementsOf(inCode);
  }

  @Test
  void the_contract_has_the_parameters_and_bodies_of_every_route() {
    Contract contract = http.contract();
    for (Route route : routes()) {
      assertThat(contract.query(route.method().name(), route.path()))
          .as(route.path())
          .containsExactlyInAnyOrderElementsOf(route.query());
      JsonNode operation =
          contract
              .document()
              .path("paths")
              .path(route.path())
              .path(route.method().name().toLowerCase(java.util.Locale.ROOT));
      JsonNode body = contract.resolve(operation.path("requestBody"));
      Route.Body expected =
          body.isMissingNode()
              ? Route.Body.NONE
              : body.path("content").has("application/xml")
                  ? Route.Body.XML
                  : body.path("required").asBoolean() ? Route.Body.JSON : Route.Body.OPTIONAL_JSON;
      assertThat(route.body()).as(route.path()).isEqualTo(expected);
    }
  }

  @Test
  void the_contract_refers_to_nothing_that_is_not_there() {
    Contract contract = http.contract();
    for (JsonNode reference : contract.document().findValues("$ref")) {
      assertThat(contract.document().at(reference.asText().substring(1)).isMissingNode())
          .as(reference.asText())
          .isFalse();
    }
    assertThat(contract.document().path("openapi").asText()).startsWith("3.1.");
    List<String> types =
        contract
            .document()
            .at("/components/schemas/Type/enum")
            .valueStream()
            .map(JsonNode::asText)
            .toList();
    assertThat(types).containsExactlyInAnyOrderElementsOf(TypeNames.all());
  }

  @Test
  void the_bodies_of_the_examples_are_what_the_schemas_allow() {
    Contract contract = http.contract();
    JsonNode examples = contract.document().at("/components/requestBodies/Write");
    for (JsonNode example : examples.findValues("value")) {
      if (example.isObject()) {
        assertThat(contract.allows("Write", example)).as("%s", example).isIn(true, false);
      }
    }
    Map<String, Boolean> writes =
        Map.of(
            "{\"value\":1}", true,
            "{\"values\":{\"0\":\"x\"}}", true,
            "{\"resources\":{\"1\":2}}", true,
            "{\"1\":{\"values\":{}}}", true,
            "{\"colour\":1}", false,
            "{\"values\":{\"a\":1}}", false,
            "{\"value\":null}", false);
    writes.forEach(
        (text, allowed) ->
            assertThat(contract.allows("Write", Http.json(text))).as(text).isEqualTo(allowed));
  }

  @Test
  void every_problem_explains_itself_at_its_address() {
    for (ProblemKind kind : ProblemKind.values()) {
      Http.Answer answer = http.get(kind.type());
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body().path("status").asInt()).isEqualTo(kind.status());
      assertThat(answer.body().path("title").asText()).isEqualTo(kind.title());
    }
    assertThat(http.get("/problems/boredom").status()).isEqualTo(404);
  }

  @Test
  void health_metrics_and_the_door_answer() {
    assertThat(http.get("/health/live").body().path("status").asText()).isEqualTo("live");
    assertThat(http.get("/health/ready").body().path("status").asText()).isEqualTo("ready");
    assertThat(http.get("/").response().body()).contains("/api/v1/openapi.json");
    product.device("counted", setup -> {});
    String metrics = http.get("/metrics").response().body();
    assertThat(metrics)
        .contains("# TYPE tern_registrations gauge\ntern_registrations 1\n")
        .contains("tern_coap_malformed_total 0\n")
        .contains("tern_refused_total{reason=\"malformed\"} 0\n");
    assertThat(metrics.lines())
        .allMatch(line -> line.matches("# (HELP|TYPE) .+|\\w+(\\{\\w+=\"[^\"]*\"})? \\d+"));
  }

  @Test
  void more_streams_than_the_limit_are_refused_until_one_ends() throws Exception {
    try (SseReader only = SseReader.open(http, "events", Optional.empty())) {
      assertThat(http.get("events").problem()).isEqualTo("overloaded");
      assertThat(http.send("HEAD", "events", "").status()).isEqualTo(503);
      product.device("wakes", setup -> {});
      assertThat(only.next().type()).isEqualTo("registered");
    }
    // A stream notices that its reader is gone when it next writes.
    Optional<SseReader> next = Optional.empty();
    for (int i = 0; i < 200 && next.isEmpty(); i++) {
      product.device("wakes-" + i, setup -> {}).close();
      next = tryOpen();
    }
    assertThat(next).isPresent();
    next.get().close();
  }

  private static Optional<SseReader> tryOpen() throws Exception {
    try {
      return Optional.of(SseReader.open(http, "events", Optional.empty()));
    } catch (IllegalStateException e) {
      return Optional.empty();
    }
  }
}
