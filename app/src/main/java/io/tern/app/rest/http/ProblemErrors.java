// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/// What the HTTP server refuses by itself, said as a problem like everything else.
final class ProblemErrors extends ErrorHandler {
  private static final String PROBLEM_JSON = "application/problem+json";

  private final HttpCounters counters;

  ProblemErrors(HttpCounters counters) {
    this.counters = counters;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    ByteBuffer body = body(response.getStatus(), response.getHeaders());
    counters.onAnswered(response.getStatus());
    response.write(true, body, callback);
    return true;
  }

  private static ByteBuffer body(int status, HttpFields.Mutable headers) {
    ProblemKind kind =
        switch (status) {
          case 414, 431 -> ProblemKind.HEADERS_TOO_LARGE;
          case 500 -> ProblemKind.INTERNAL;
          case 503 -> ProblemKind.STOPPING;
          default -> ProblemKind.MALFORMED_REQUEST;
        };
    String text = JsonBody.text(Problem.of(kind, kind.explanation()).json(status));
    ByteBuffer body = UTF_8.encode(text);
    headers.put(HttpHeader.CONTENT_TYPE, PROBLEM_JSON);
    headers.put(HttpHeader.CONTENT_LENGTH, body.remaining());
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    return body;
  }
}
