// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A reader of server-sent events.
final class SseReader implements AutoCloseable {
  private static final long SECONDS_MAX = 30;

  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final InputStream body;

  private SseReader(InputStream body) {
    this.body = body;
  }

  /// An event; one of type `end` when the stream is over.
  record Event(String id, String type, JsonNode data) {}

  /// Opens the stream.
  static SseReader open(Http http, String path, Optional<String> lastEventId)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(http.uri(path));
    lastEventId.ifPresent(id -> request.header("Last-Event-ID", id));
    HttpResponse<InputStream> response =
        http.client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new IllegalStateException("no stream: " + response.statusCode());
    }
    SseReader reader = new SseReader(response.body());
    Thread.ofVirtual().start(reader::read);
    return reader;
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
      String id = "";
      String type = "";
      String data = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.isEmpty() && !type.isEmpty()) {
          events.add(new Event(id, type, Http.json(data)));
          type = "";
        }
      }
      events.add(new Event("", "end", Http.json("{}")));
    } catch (IOException e) {
      events.add(new Event("", "end", Http.json("{}")));
    }
  }

  /// The next event.
  Event next() throws InterruptedException {
    Event event = events.poll(SECONDS_MAX, TimeUnit.SECONDS);
    if (event == null) {
      throw new IllegalStateException("no event in time");
    }
    return event;
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
