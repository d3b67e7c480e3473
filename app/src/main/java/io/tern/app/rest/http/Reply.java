// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// The answer to a call.
public sealed interface Reply {
  /// A JSON document.
  record Json(int status, SequencedMap<String, String> headers, JsonNode body) implements Reply {
    public Json {
      headers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(headers));
    }
  }

  /// Nothing but a status.
  record Empty(int status) implements Reply {}

  /// A text.
  record Text(int status, String mediaType, String body) implements Reply {}

  /// Something that goes on until one side ends it.
  ///
  /// @param whenOver called exactly once, when the stream has ended or was not wanted after all
  record Stream(String mediaType, Body body, Runnable whenOver) implements Reply {
    /// Writes the stream; runs on the request's virtual thread and may block.
    @FunctionalInterface
    public interface Body {
      /// Writes until it has nothing more to say.
      ///
      /// @throws IOException where the other side is gone
      void writeTo(OutputStream out) throws IOException, InterruptedException;
    }
  }

  /// A problem.
  record Failed(Problem problem) implements Reply {}

  /// 200 with a document.
  static Reply ok(JsonNode body) {
    return new Json(200, new LinkedHashMap<>(), body);
  }

  /// 201 with a document and the address of what came into being.
  static Reply created(String location, JsonNode body) {
    LinkedHashMap<String, String> headers = new LinkedHashMap<>();
    headers.put("Location", location);
    return new Json(201, headers, body);
  }

  /// 202 with a document and the address where it goes on.
  static Reply accepted(String location, JsonNode body) {
    LinkedHashMap<String, String> headers = new LinkedHashMap<>();
    headers.put("Location", location);
    return new Json(202, headers, body);
  }

  /// 204.
  static Reply done() {
    return new Empty(204);
  }

  /// A problem.
  static Reply problem(Problem problem) {
    return new Failed(problem);
  }
}
