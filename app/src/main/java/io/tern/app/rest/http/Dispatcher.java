// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.tern.app.log.Field;
import io.tern.app.log.Log;
import io.tern.coap.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// From a request to its route and back: checks what every call has in common, and renders replies.
final class Dispatcher extends Handler.Abstract {
  private static final long DISCARDED_BYTES_MAX = 4L << 20;

  private static final Map<String, String> SECURITY_HEADERS =
      Map.of(
          "Cache-Control", "no-store",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Referrer-Policy", "no-referrer",
          "X-Content-Type-Options", "nosniff");

  private static final String JSON = "application/json";
  private static final String PROBLEM_JSON = "application/problem+json";

  private final Router router;
  private final HostRule hosts;
  private final int bodyBytesMax;
  private final Semaphore permits;
  private final HttpCounters counters;
  private final Log log;

  Dispatcher(Router router, HttpSettings settings, HostRule hosts, HttpCounters counters, Log log) {
    this.router = router;
    this.hosts = hosts;
    this.bodyBytesMax = settings.bodyBytesMax();
    this.permits = new Semaphore(settings.requestsMax());
    this.counters = counters;
    this.log = log;
  }

  /// How many requests are at work.
  int permitsLeft() {
    return permits.availablePermits();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    SECURITY_HEADERS.forEach(response.getHeaders()::put);
    Reply reply;
    try {
      reply = reply(request, response);
    } catch (IOException e) {
      // The other side went away, or was silent for too long, in the middle of its request.
      callback.failed(e);
      return true;
    } catch (RuntimeException | Error e) {
      log.bug("a call failed", e, Field.of("path", request.getHttpURI().getPath()));
      reply = Reply.problem(Problem.of(ProblemKind.INTERNAL, "the call failed"));
    }
    write(reply, request, response, callback);
    return true;
  }

  private Reply reply(Request request, Response response) throws IOException {
    Optional<Problem> stranger = stranger(request);
    if (stranger.isPresent()) {
      return Reply.problem(stranger.get());
    }
    Optional<List<String>> segments = Router.segments(request.getHttpURI().getPath());
    if (segments.isEmpty()) {
      return Reply.problem(Problem.invalid("path", "the path is not percent-encoded UTF-8"));
    }
    return switch (router.find(Method.named(request.getMethod()), segments.get())) {
      case Router.Found.Nothing() ->
          Reply.problem(Problem.of(ProblemKind.NOT_FOUND, "no call has this path"));
      case Router.Found.OtherMethods(Set<Method> allowed) -> {
        String names = names(allowed);
        response.getHeaders().put(HttpHeader.ALLOW, names);
        yield request.getMethod().equals("OPTIONS")
            ? Reply.done()
            : Reply.problem(Problem.of(ProblemKind.METHOD_NOT_ALLOWED, "this path has " + names));
      }
      case Router.Found.Match(Route route, Map<String, String> values) ->
          call(route, values, request);
    };
  }

  private static String names(Set<Method> allowed) {
    return allowed.stream()
        .map(method -> method == Method.GET ? "GET, HEAD" : method.name())
        .collect(Collectors.joining(", "));
  }

  private Optional<Problem> stranger(Request request) {
    if (!hosts.allowsHost(Request.getServerName(request))) {
      return Optional.of(
          Problem.of(
              ProblemKind.UNKNOWN_HOST, "this server answers to localhost and 127.0.0.1 alone"));
    }
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    boolean safe = Method.named(request.getMethod()).map(Method::isSafe).orElse(false);
    String authority = request.getHeaders().get(HttpHeader.HOST);
    boolean foreign =
        origin != null
            && !safe
            && !HostRule.allowsOrigin(origin, authority == null ? "" : authority);
    return foreign
        ? Optional.of(
            Problem.of(ProblemKind.CROSS_ORIGIN, "the header Origin is not of this server"))
        : Optional.empty();
  }

  private Reply call(Route route, Map<String, String> values, Request request) throws IOException {
    Checked<Query> query =
        Query.parse(Optional.ofNullable(request.getHttpURI().getQuery()).orElse(""))
            .then(parsed -> known(parsed, route));
    // An answer that comes before the body was read costs the connection, which is right for 413.
    Checked<Body> body =
        switch (query) {
          case Checked.Ok<Query> ok -> body(route, request);
          case Checked.Refused<Query>(Problem problem) -> Checked.refused(problem);
        };
    return query.reply(
        parameters ->
            body.reply(
                document ->
                    permitted(
                        route,
                        new Call(
                            values,
                            parameters,
                            document.json(),
                            document.xml(),
                            Optional.ofNullable(request.getHeaders().get("Last-Event-ID")),
                            Optional.ofNullable(request.getHeaders().get("Accept"))))));
  }

  private Reply permitted(Route route, Call call) {
    if (!permits.tryAcquire()) {
      return Reply.problem(
          Problem.of(ProblemKind.OVERLOADED, "too many requests are at work (http.requests-max)"));
    }
    try {
      return route.handler().handle(call);
    } finally {
      permits.release();
    }
  }

  private static Checked<Query> known(Query query, Route route) {
    for (String name : query.parameters().keySet()) {
      if (!route.query().contains(name)) {
        return Checked.refused(
            Problem.invalid(name, "this call has no parameter \"" + name + "\""));
      }
    }
    return Checked.ok(query);
  }

  /// What came with a request; one of the two is empty.
  private record Body(Optional<JsonNode> json, Bytes xml) {
    static final Body NONE = new Body(Optional.empty(), Bytes.EMPTY);
  }

  private Checked<Body> body(Route route, Request request) throws IOException {
    Bytes body;
    try (InputStream in = Content.Source.asInputStream(request)) {
      boolean large = request.getLength() > bodyBytesMax;
      body = large ? Bytes.EMPTY : Bytes.wrap(in.readNBytes(bodyBytesMax + 1));
      if (large || body.size() > bodyBytesMax) {
        discard(in);
        return Checked.refused(tooLarge());
      }
    }
    if (body.isEmpty()) {
      return withoutBody(route.body());
    }
    if (route.body() == Route.Body.NONE) {
      return Checked.refused(Problem.invalid("body", "the call takes no body"));
    }
    boolean xml = route.body() == Route.Body.XML;
    return mediaType(request.getHeaders(), xml ? "xml" : "json")
        .then(
            type ->
                xml
                    ? Checked.ok(new Body(Optional.empty(), body))
                    : JsonBody.parse(body).map(json -> new Body(Optional.of(json), Bytes.EMPTY)));
  }

  private static Checked<Body> withoutBody(Route.Body wanted) {
    if (wanted == Route.Body.JSON) {
      return Checked.refused(Problem.of(ProblemKind.MALFORMED_BODY, "the call needs a body"));
    }
    return wanted == Route.Body.XML
        ? Checked.refused(
            Problem.of(ProblemKind.MALFORMED_MODEL, "the call needs a body, a DDF in XML"))
        : Checked.ok(Body.NONE);
  }

  /// Reads on for a while and forgets it: a client that is cut off while it sends may never see why.
  private static void discard(InputStream in) throws IOException {
    byte[] dropped = new byte[8_192];
    long left = DISCARDED_BYTES_MAX;
    for (int read = 0; read >= 0 && left > 0; left -= read) {
      read = in.read(dropped);
    }
  }

  private Problem tooLarge() {
    return Problem.of(
        ProblemKind.BODY_TOO_LARGE, "the body has more than " + bodyBytesMax + " bytes");
  }

  /// @param language `json` or `xml`
  private static Checked<String> mediaType(HttpFields headers, String language) {
    String coding = headers.get(HttpHeader.CONTENT_ENCODING);
    if (coding != null && !coding.equalsIgnoreCase("identity")) {
      return Checked.refused(
          Problem.of(ProblemKind.UNSUPPORTED_MEDIA_TYPE, "the body has a content coding"));
    }
    String wanted = "application/" + language;
    String header = Optional.ofNullable(headers.get(HttpHeader.CONTENT_TYPE)).orElse(wanted);
    int parameters = header.indexOf(';');
    String type =
        header
            .substring(0, parameters < 0 ? header.length() : parameters)
            .strip()
            .toLowerCase(Locale.ROOT);
    return type.equals(wanted)
            || type.equals("text/xml") && language.equals("xml")
            || type.endsWith("+" + language)
        ? Checked.ok(type)
        : Checked.refused(
            Problem.of(
                ProblemKind.UNSUPPORTED_MEDIA_TYPE,
                "the body must be sent with Content-Type: " + wanted));
  }

  private void write(Reply reply, Request request, Response response, Callback callback) {
    switch (reply) {
      case Reply.Json(int status, Map<String, String> headers, JsonNode body) -> {
        headers.forEach(response.getHeaders()::put);
        send(status, JSON, JsonBody.text(body), response, callback);
      }
      case Reply.Text(int status, String mediaType, String body) ->
          send(status, mediaType, body, response, callback);
      case Reply.Failed(Problem problem) -> {
        if (problem.kind() == ProblemKind.OVERLOADED
            || problem.kind() == ProblemKind.NOT_DURABLE
            || problem.kind() == ProblemKind.STOPPING) {
          response.getHeaders().put(HttpHeader.RETRY_AFTER, 1L);
        }
        String body = JsonBody.text(problem.json(problem.kind().status()));
        send(problem.kind().status(), PROBLEM_JSON, body, response, callback);
      }
      case Reply.Empty(int status) -> {
        counters.onAnswered(status);
        response.setStatus(status);
        response.write(true, null, callback);
      }
      case Reply.Stream stream -> {
        try {
          stream(stream, request, response, callback);
        } finally {
          stream.whenOver().run();
        }
      }
    }
  }

  private void send(
      int status, String mediaType, String body, Response response, Callback callback) {
    ByteBuffer octets = UTF_8.encode(body);
    counters.onAnswered(status);
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, mediaType);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, octets.remaining());
    response.write(true, octets, callback);
  }

  private void stream(Reply.Stream stream, Request request, Response response, Callback callback) {
    counters.onAnswered(200);
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, stream.mediaType());
    if (request.getMethod().equals("HEAD")) {
      response.write(true, null, callback);
      return;
    }
    try (OutputStream out = Content.Sink.asOutputStream(response)) {
      stream.body().writeTo(out);
    } catch (IOException e) {
      callback.failed(e);
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      log.bug("a stream failed", e, Field.of("path", request.getHttpURI().getPath()));
      callback.failed(e);
      return;
    }
    callback.succeeded();
  }
}
