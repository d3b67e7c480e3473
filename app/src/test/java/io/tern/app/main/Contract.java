// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The OpenAPI document, as what answers must be.
final class Contract {
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private final JsonNode document;
  private final Map<JsonNode, JsonSchema> compiled = new HashMap<>();

  Contract(JsonNode document) {
    this.document = document;
  }

  JsonNode document() {
    return document;
  }

  /// `METHOD /path` of every operation.
  Set<String> operations() {
    TreeSet<String> operations = new TreeSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue().properties().stream()
                    .map(Map.Entry::getKey)
                    .filter(List.of("get", "put", "patch", "post", "delete")::contains)
                    .map(method -> method.toUpperCase(Locale.ROOT) + " " + path.getKey())
                    .forEach(operations::add));
    return operations;
  }

  /// The names of the query parameters of an operation.
  Set<String> query(String method, String path) {
    JsonNode item = document.path("paths").path(path);
    TreeSet<String> names = new TreeSet<>();
    for (JsonNode parameters :
        List.of(
            item.path("parameters"),
            item.path(method.toLowerCase(Locale.ROOT)).path("parameters"))) {
      for (JsonNode parameter : parameters) {
        JsonNode resolved = resolve(parameter);
        if (resolved.path("in").asText().equals("query")) {
          names.add(resolved.path("name").asText());
        }
      }
    }
    return names;
  }

  JsonNode resolve(JsonNode node) {
    String reference = node.path("$ref").asText();
    return reference.isEmpty() ? node : document.at(reference.substring(1));
  }

  /// Fails where an answer is not as the contract says. What is outside of it (no such path, no such
  /// method) must be a problem.
  void check(String method, String path, Http.Answer answer) {
    String full = path.startsWith("/") ? path : "/api/v1/" + path;
    Optional<JsonNode> operation = operation(method, full.replaceFirst("\\?.*", ""));
    JsonNode response =
        operation
            .map(
                found -> {
                  JsonNode responses = found.path("responses");
                  JsonNode own = responses.path(Integer.toString(answer.status()));
                  return resolve(own.isMissingNode() ? responses.path("default") : own);
                })
            .orElseGet(() -> document.at("/components/responses/Problem"));
    assertThat(response.isMissingNode())
        .as("the contract knows %s %s -> %s", method, full, answer.status())
        .isFalse();
    String type = answer.header("Content-Type").replaceFirst(";.*", "");
    if (answer.response().body().isEmpty()) {
      boolean bodyless = response.path("content").isMissingNode() || method.equals("HEAD");
      assertThat(bodyless || answer.status() == 204).as("%s %s has no body", method, full).isTrue();
      return;
    }
    JsonNode schema = response.path("content").path(type).path("schema");
    assertThat(schema.isMissingNode())
        .as("the contract knows %s %s -> %s as %s", method, full, answer.status(), type)
        .isFalse();
    if (type.endsWith("json")) {
      checkSchema(schema, answer.body());
    }
  }

  /// Fails where `body` is not as the named schema says.
  void checkNamed(String schema, JsonNode body) {
    checkSchema(document.at("/components/schemas/" + schema), body);
  }

  /// Whether `body` is as the named schema says.
  boolean allows(String schema, JsonNode body) {
    return compiled(document.at("/components/schemas/" + schema)).validate(body).isEmpty();
  }

  private void checkSchema(JsonNode schema, JsonNode body) {
    assertThat(compiled(schema).validate(body)).as("%s", body).isEmpty();
  }

  private JsonSchema compiled(JsonNode schema) {
    return compiled.computeIfAbsent(
        schema,
        s -> {
          ObjectNode whole = JsonNodeFactory.instance.objectNode();
          whole.set("components", document.path("components"));
          whole.putArray("allOf").add(s);
          return SCHEMAS.getSchema(whole);
        });
  }

  /// The operation whose path fits; one without names in braces wins.
  private Optional<JsonNode> operation(String method, String path) {
    String member = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
    return document.path("paths").properties().stream()
        .filter(entry -> fits(entry.getKey(), path))
        .sorted((a, b) -> Integer.compare(names(a.getKey()), names(b.getKey())))
        .map(entry -> entry.getValue().path(member))
        .filter(operation -> !operation.isMissingNode())
        .findFirst();
  }

  private static int names(String template) {
    return (int) template.chars().filter(c -> c == '{').count();
  }

  private static boolean fits(String template, String path) {
    String regex =
        Pattern.compile("\\{(\\w+)}")
            .matcher(template)
            .replaceAll(name -> name.group(1).equals("path") ? ".+" : "[^/]+");
    return path.matches(regex);
  }
}
