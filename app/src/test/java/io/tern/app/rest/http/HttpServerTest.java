// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tern.app.log.Log;
import io.tern.app.log.LogSettings;
import io.tern.app.log.LoggingBridge;
import io.tern.net.EpochClock;
import io.tern.net.HostPort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// HTTP as such: limits, malformed requests, strangers, order at the end.
class HttpServerTest {
  private static final HttpSettings SETTINGS =
      new HttpSettings(
          new HostPort("127.0.0.1", 0),
          64,
          2_048,
          2,
          50,
          Duration.ofSeconds(20),
          Duration.ofSeconds(5));

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final HttpCounters counters = new HttpCounters();
  private final HttpClient client = HttpClient.newHttpClient();
  private Log log;
  private HttpServer server;

  private void start(HttpSettings settings) throws IOException {
    log =
        Log.start(LogSettings.DEFAULT, new PrintStream(logged, true, UTF_8), EpochClock::nowNanos);
    LoggingBridge.install(log);
    Router router =
        new Router(
            List.of(
                route(Method.GET, "/hello", Route.Body.NONE, call -> Reply.done()),
                route(Method.POST, "/echo", Route.Body.JSON, call -> Reply.ok(call.body().get())),
                route(Method.PUT, "/echo", Route.Body.OPTIONAL_JSON, call -> Reply.done()),
                route(Method.GET, "/wait", Route.Body.NONE, this::await),
                route(
                    Method.GET,
                    "/bug",
                    Route.Body.NONE,
                    call -> {
                      throw new IllegalStateException("secret");
                    }),
                route(
                    Method.GET,
                    "/name/{name}/at/{path}",
                    Route.Body.NONE,
                    call ->
                        Reply.ok(
                            JsonNodeFactory.instance
                                .arrayNode()
                                .add(call.path("name"))
                                .add(call.path("path"))))));
    server = HttpServer.start(settings, router, counters, log);
  }

  private static Route route(Method method, String path, Route.Body body, Route.Handler handler) {
    return new Route(method, path, Set.of("known"), body, handler);
  }

  private Reply await(Call call) {
    entered.countDown();
    try {
      assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(call.toString(), e);
    }
    return Reply.done();
  }

  @AfterEach
  void stop() {
    release.countDown();
    server.close();
    log.close();
  }

  private HttpResponse<String> send(
      String method, String path, String body, UnaryOperator<HttpRequest.Builder> headers)
      throws IOException, InterruptedException {
    HttpRequest request =
        headers
            .apply(
                HttpRequest.newBuilder(URI.create("http://" + server.address() + path))
                    .method(method, HttpRequest.BodyPublishers.ofString(body)))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return send(method, path, body, builder -> builder.header("Content-Type", "application/json"));
  }

  /// Writes bytes to the server and reads until it closes the connection.
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().port())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(UTF_8));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  private static String problem(HttpResponse<String> response) {
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    return response.body().replaceFirst(".*\"type\":\"/problems/([^\"]*)\".*", "$1");
  }

  @Test
  void every_answer_carries_the_security_headers_and_no_server_version() throws Exception {
    start(SETTINGS);
    for (String path : List.of("/hello", "/nothing", "/bug")) {
      HttpResponse<String> response = send("GET", path, "");
      assertThat(response.headers().map())
          .containsKeys(
              "x-content-type-options",
              "content-security-policy",
              "cache-control",
              "referrer-policy")
          .doesNotContainKeys("server", "x-powered-by", "access-control-allow-origin");
    }
  }

  @Test
  void unknown_paths_and_methods_are_problems() throws Exception {
    start(SETTINGS);
    assertThat(problem(send("GET", "/nothing", ""))).isEqualTo("not-found");
    assertThat(problem(send("GET", "/hello/", ""))).isEqualTo("not-found");
    assertThat(problem(send("GET", "//hello", ""))).isEqualTo("not-found");
    assertThat(problem(send("GET", "/wait/../hello", ""))).isEqualTo("not-found");
    HttpResponse<String> post = send("POST", "/hello", "");
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
    assertThat(send("BREW", "/echo", "").headers().firstValue("Allow")).contains("PUT, POST");
    HttpResponse<String> options = send("OPTIONS", "/echo", "");
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("Allow")).contains("PUT, POST");
    assertThat(send("HEAD", "/hello", "").statusCode()).isEqualTo(204);
  }

  @Test
  void segments_of_paths_are_decoded_one_by_one() throws Exception {
    start(SETTINGS);
    assertThat(send("GET", "/name/a%2Fb%3F%25/at/1/2", "").body())
        .isEqualTo("[\"a/b?%\",\"/1/2\"]");
    assertThat(send("GET", "/name/%2E%2E/at/%20", "").body()).isEqualTo("[\"..\",\"/ \"]");
    assertThat(problem(send("GET", "/name/%C3%28/at/1", "")))
        .isIn("invalid-request", "malformed-request");
    assertThat(raw("GET /name/%/at/1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void bad_json_is_a_problem_that_says_where() throws Exception {
    start(SETTINGS);
    for (String body :
        List.of("{", "{\"a\":1,}", "[1] 2", "{\"a\":1,\"a\":2}", "nul", "'a'", "\u0000", " ")) {
      HttpResponse<String> response = send("POST", "/echo", body);
      assertThat(response.statusCode()).as(body).isEqualTo(400);
      assertThat(problem(response)).as(body).isEqualTo("malformed-body");
    }
    assertThat(send("POST", "/echo", "{\n \"a\" 1}").body()).contains("line 2, column");
    assertThat(send("POST", "/echo", "[".repeat(40) + "]".repeat(20)).body())
        .contains("nested too deep");
    assertThat(send("POST", "/echo", "{\"a\":[9223372036854775808,1.10,1e-7]}").body())
        .isEqualTo("{\"a\":[9223372036854775808,1.10,1E-7]}");
    assertThat(problem(send("POST", "/echo", ""))).isEqualTo("malformed-body");
    assertThat(send("PUT", "/echo", "").statusCode()).isEqualTo(204);
    assertThat(problem(send("GET", "/hello", "{}"))).isEqualTo("invalid-request");
  }

  @Test
  void a_body_that_is_not_utf_8_is_refused() throws Exception {
    start(SETTINGS);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + server.address() + "/echo"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {'"', (byte) 0xC3, '"'}))
            .build();
    assertThat(problem(client.send(request, HttpResponse.BodyHandlers.ofString())))
        .isEqualTo("malformed-body");
  }

  @Test
  void only_json_without_content_coding_is_read() throws Exception {
    start(SETTINGS);
    for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "json", "")) {
      HttpResponse<String> response =
          send("POST", "/echo", "{}", builder -> builder.header("Content-Type", type));
      assertThat(response.statusCode()).as(type).isEqualTo(415);
    }
    for (String type :
        List.of("application/json; charset=utf-8", "APPLICATION/JSON", "application/x+json")) {
      HttpResponse<String> response =
          send("POST", "/echo", "{}", builder -> builder.header("Content-Type", type));
      assertThat(response.statusCode()).as(type).isEqualTo(200);
    }
    assertThat(send("POST", "/echo", "{}", builder -> builder).statusCode()).isEqualTo(200);
    HttpResponse<String> coded =
        send("POST", "/echo", "{}", builder -> builder.header("Content-Encoding", "gzip"));
    assertThat(problem(coded)).isEqualTo("unsupported-media-type");
  }

  @Test
  void large_bodies_and_headers_are_refused() throws Exception {
    start(SETTINGS);
    String fits = "\"" + "x".repeat(62) + "\"";
    assertThat(send("POST", "/echo", fits).statusCode()).isEqualTo(200);
    assertThat(problem(send("POST", "/echo", fits + " "))).isEqualTo("body-too-large");
    String chunked =
        raw(
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n50\r\n"
                + " ".repeat(0x50)
                + "\r\n0\r\n\r\n");
    assertThat(chunked).startsWith("HTTP/1.1 413");
    HttpResponse<String> headers =
        send("GET", "/hello", "", builder -> builder.header("X-Long", "x".repeat(3_000)));
    assertThat(headers.statusCode()).isEqualTo(431);
    assertThat(problem(headers)).isEqualTo("headers-too-large");
  }

  @Test
  void what_is_not_http_gets_a_problem_and_no_stack_trace() throws Exception {
    start(SETTINGS);
    for (String request :
        List.of(
            "GARBAGE\r\n\r\n",
            "GET /hello HTTP/1.1\r\n\r\n",
            "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET /hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
            "GET /hello HTTP/1.1\r\nHost: localhost\r\nBad Header: 1\r\n\r\n")) {
      String answer = raw(request);
      assertThat(answer).as(request).startsWith("HTTP/1.1 400").contains("problem+json");
    }
    log.close();
    assertThat(logged.toString(UTF_8)).isEmpty();
  }

  @Test
  void query_parameters_are_known_given_once_and_well_encoded() throws Exception {
    start(SETTINGS);
    assertThat(send("GET", "/hello?known=%C3%A4+b", "").statusCode()).isEqualTo(204);
    assertThat(send("GET", "/hello?&known", "").statusCode()).isEqualTo(204);
    for (String query : List.of("other=1", "known=1&known=2", "known=%C3%28", "=1")) {
      HttpResponse<String> response = send("GET", "/hello?" + query, "");
      assertThat(response.statusCode()).as(query).isEqualTo(400);
      assertThat(problem(response)).isIn("invalid-request", "malformed-request");
    }
    assertThat(send("GET", "/hello?" + "a=1&".repeat(40), "").statusCode()).isEqualTo(400);
  }

  @Test
  void pages_of_other_sites_can_neither_change_nor_ask() throws Exception {
    start(SETTINGS);
    HttpResponse<String> foreign =
        send("PUT", "/echo", "", builder -> builder.header("Origin", "https://evil.example"));
    assertThat(problem(foreign)).isEqualTo("cross-origin");
    HttpResponse<String> opaque =
        send("PUT", "/echo", "", builder -> builder.header("Origin", "null"));
    assertThat(opaque.statusCode()).isEqualTo(403);
    HttpResponse<String> own =
        send("PUT", "/echo", "", builder -> builder.header("Origin", "http://" + server.address()));
    assertThat(own.statusCode()).isEqualTo(204);
    for (String host : List.of("evil.example", "127.0.0.1.evil.example", "localhost.evil")) {
      assertThat(raw("GET /hello HTTP/1.1\r\nHost: " + host + ":80\r\nConnection: close\r\n\r\n"))
          .as(host)
          .startsWith("HTTP/1.1 421");
    }
    for (String host : List.of("localhost", "127.0.0.1:1", "[::1]:80", "LOCALHOST:8080")) {
      assertThat(raw("GET /hello HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
          .as(host)
          .startsWith("HTTP/1.1 204");
    }
  }

  @Test
  void a_defect_is_logged_and_told_without_its_details() throws Exception {
    start(SETTINGS);
    HttpResponse<String> response = send("GET", "/bug", "");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(problem(response)).isEqualTo("internal");
    assertThat(response.body()).doesNotContain("secret");
    log.close();
    assertThat(logged.toString(UTF_8).lines()).hasSize(1).allMatch(line -> line.contains("secret"));
  }

  @Test
  void more_requests_than_the_limit_are_told_to_come_back() throws Exception {
    start(SETTINGS);
    List<CompletableFuture<HttpResponse<String>>> waiting = List.of(async("/wait"), async("/wait"));
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    HttpResponse<String> refused = send("GET", "/hello", "");
    while (refused.statusCode() == 204) {
      // The second of the two is on its way.
      refused = send("GET", "/hello", "");
    }
    assertThat(problem(refused)).isEqualTo("overloaded");
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    release.countDown();
    for (CompletableFuture<HttpResponse<String>> each : waiting) {
      assertThat(each.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    }
    assertThat(send("GET", "/hello", "").statusCode()).isEqualTo(204);
    assertThat(counters.answered(5)).isPositive();
  }

  private CompletableFuture<HttpResponse<String>> async(String path) {
    return client.sendAsync(
        HttpRequest.newBuilder(URI.create("http://" + server.address() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void a_call_may_take_longer_than_a_connection_may_be_silent() throws Exception {
    start(
        new HttpSettings(
            SETTINGS.bind(), 64, 2_048, 2, 50, Duration.ofMillis(100), Duration.ofSeconds(5)));
    CompletableFuture<HttpResponse<String>> waiting = async("/wait");
    assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(new CountDownLatch(1).await(800, TimeUnit.MILLISECONDS)).isFalse();
    release.countDown();
    assertThat(waiting.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
  }

  @Test
  void closing_waits_for_calls_under_way_and_not_for_idle_connections() throws Exception {
    start(SETTINGS);
    try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), server.address().port())) {
      assertThat(send("GET", "/hello", "").statusCode()).isEqualTo(204);
      CompletableFuture<HttpResponse<String>> waiting = async("/wait");
      assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
      CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
      assertThat(new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS)).isFalse();
      assertThat(closing).isNotDone();
      release.countDown();
      long begun = System.nanoTime();
      assertThat(waiting.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
      closing.get(10, TimeUnit.SECONDS);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
      assertThat(idle.isConnected()).isTrue();
    }
  }
}
