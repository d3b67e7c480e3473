// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tern.net.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.UnaryOperator;

/// Calls the REST interface; every answer is held against the contract.
final class Http {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HostPort server;
  private Contract contract;

  Http(HostPort server) {
    this.server = server;
  }

  /// An answer, with its body where that is JSON.
  record Answer(int status, HttpResponse<String> response, JsonNode body) {
    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /// The last segment of a problem's type.
    String problem() {
      return body.path("type").asText().replace("/problems/", "");
    }
  }

  Answer get(String path) {
    return send("GET", path, "");
  }

  Answer put(String path, String body) {
    return send("PUT", path, body);
  }

  Answer patch(String path, String body) {
    return send("PATCH", path, body);
  }

  Answer post(String path, String body) {
    return send("POST", path, body);
  }

  Answer delete(String path) {
    return send("DELETE", path, "");
  }

  /// Sends a JSON body, or none where it is empty.
  Answer send(String method, String path, String body) {
    return send(
        method,
        path,
        body,
        request -> body.isEmpty() ? request : request.header("Content-Type", "application/json"));
  }

  Answer send(String method, String path, String body, UnaryOperator<HttpRequest.Builder> headers) {
    Answer answer = exchange(method, path, body, headers);
    contract().check(method, path, answer);
    return answer;
  }

  URI uri(String path) {
    return URI.create("http://" + server + (path.startsWith("/") ? path : "/api/v1/" + path));
  }

  HttpClient client() {
    return client;
  }

  Contract contract() {
    if (contract == null) {
      contract = new Contract(exchange("GET", "openapi.json", "", headers -> headers).body());
    }
    return contract;
  }

  private Answer exchange(
      String method, String path, String body, UnaryOperator<HttpRequest.Builder> headers) {
    HttpRequest.BodyPublisher publisher =
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest request =
        headers
            .apply(
                HttpRequest.newBuilder(uri(path))
                    .timeout(Duration.ofSeconds(60))
                    .method(method, publisher))
            .build();
    try {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      String type = response.headers().firstValue("Content-Type").orElse("");
      boolean json = type.endsWith("json") && !response.body().isEmpty();
      JsonNode parsed = json ? JSON.readTree(response.body()) : MissingNode.getInstance();
      return new Answer(response.statusCode(), response, parsed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
