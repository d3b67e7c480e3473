// SPDX-License-Identifier: Apache-2.0

package io.tern.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// `tern server` in a process of its own, as a user starts it, with its REST interface at hand.
final class TernProcess implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Queue<String> log = new ConcurrentLinkedQueue<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final String coap;
  private final String api;

  /// What a call answered; the body is missing where there is none.
  record Answer(int status, JsonNode body) {}

  /// One server-sent event.
  record Event(String name, JsonNode data) {}

  private TernProcess(Process process) {
    this.process = process;
    Thread.ofVirtual().start(() -> process.errorReader().lines().forEach(log::add));
    try {
      BufferedReader out = process.inputReader();
      String ready = out.readLine();
      assertThat(ready).as("log: %s", log).startsWith("tern ready ");
      JsonNode where = JSON.readTree(ready.substring("tern ready ".length()));
      coap = where.get("coap").asText();
      api = "http://" + where.get("http").asText();
      Thread.ofVirtual().start(() -> out.lines().forEach(log::add));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts a server without security on free ports.
  static TernProcess start(String... jvmOptions) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(jvmOptions));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of("io.tern.app.main.Main", "server", "--insecure", "--memory"));
    command.addAll(List.of("--coap", "127.0.0.1:0", "--http", "127.0.0.1:0"));
    try {
      return new TernProcess(new ProcessBuilder(command).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where clients register.
  String coapUri() {
    return "coap://" + coap;
  }

  /// The same as a socket address.
  InetSocketAddress coapAddress() {
    URI uri = URI.create(coapUri());
    return new InetSocketAddress(uri.getHost(), uri.getPort());
  }

  /// What it has written to its log so far.
  List<String> log() {
    return List.copyOf(log);
  }

  /// Calls `/api/v1` + `path`; `body` is JSON, or empty for none.
  Answer call(String method, String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(api + "/api/v1" + path))
            .timeout(Duration.ofSeconds(60))
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      var response = http.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), parse(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode parse(String text) throws IOException {
    return text.isEmpty() ? MissingNode.getInstance() : JSON.readTree(text);
  }

  /// Events from now on, in order.
  BlockingQueue<Event> events() {
    BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    HttpRequest request = HttpRequest.newBuilder(URI.create(api + "/api/v1/events")).build();
    try {
      var lines = http.send(request, BodyHandlers.ofLines());
      assertThat(lines.statusCode()).isEqualTo(200);
      Thread.ofVirtual().start(() -> lines.body().forEach(new EventLines(events)::onLine));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return events;
  }

  private static final class EventLines {
    private final BlockingQueue<Event> events;
    private String name = "";

    EventLines(BlockingQueue<Event> events) {
      this.events = events;
    }

    void onLine(String line) {
      if (line.startsWith("event: ")) {
        name = line.substring("event: ".length());
      } else if (line.startsWith("data: ")) {
        try {
          events.add(new Event(name, parse(line.substring("data: ".length()))));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /// The next event that is wanted; others before it are passed over.
  static Event await(BlockingQueue<Event> events, Predicate<Event> wanted) {
    List<Event> passed = new ArrayList<>();
    long end = System.nanoTime() + SOON.toNanos();
    try {
      for (; ; ) {
        Event event = events.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        assertThat(event).as("no such event, but %s", passed).isNotNull();
        if (wanted.test(event)) {
          return event;
        }
        passed.add(event);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Bytes of live objects, after a full collection.
  long liveBytes() {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    try {
      Process tool =
          new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram").start();
      String total =
          tool.inputReader().lines().filter(line -> line.startsWith("Total")).findFirst().get();
      return Long.parseLong(total.strip().split("\\s+", -1)[2]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends it as an operator would (SIGTERM) and checks that it ends well.
  @Override
  public void close() {
    // Not Process.destroy(): that would close the streams the server still writes its last lines
    // to.
    process.toHandle().destroy();
    try {
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ends on SIGTERM").isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      process.destroyForcibly();
      http.shutdownNow();
    }
    assertThat(process.exitValue()).as("log: %s", log).isZero();
  }
}
