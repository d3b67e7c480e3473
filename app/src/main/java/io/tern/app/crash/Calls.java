// SPDX-License-Identifier: Apache-2.0

package io.tern.app.crash;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Calls of the REST interface. A call that gets no answer counts as not made.
final class Calls {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final int DONE = 204;
  private static final int UNKNOWN = 404;
  private static final int OVER = 409;
  private static final int OVERLOADED = 503;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final Findings findings;
  private final String root;

  Calls(String httpAddress, Findings findings) {
    this.findings = findings;
    root = "http://" + httpAddress + "/api/v1";
  }

  /// What the server shows of a registration.
  record Shown(String registrationId, long lifetimeSeconds) {}

  /// What the server shows of a command.
  ///
  /// @param result how it ended; empty where it has not
  record Command(String state, String result) {}

  /// One event.
  record Event(long id, String type, Json data) {}

  private record Answer(int status, Json body) {}

  private Optional<Answer> call(String method, String path, String body)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(root + path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      return Optional.of(new Answer(answer.statusCode(), Json.read(answer.body())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Whether the server observes the device from now on.
  boolean observe(String endpoint) throws InterruptedException {
    return call("PUT", "/devices/" + endpoint + "/observations/" + CrashDevice.OBSERVED, "")
        .map(answer -> answer.status() == OK)
        .orElse(false);
  }

  /// Has the device execute something now; what comes of it is seen at the device.
  void execute(String endpoint, long number) throws InterruptedException {
    call(
        "POST",
        "/devices/" + endpoint + "/resources/" + CrashDevice.EXECUTED + "?when=now",
        "{\"arguments\":\"0='" + number + "'\"}");
  }

  /// Leaves a command for the device.
  ///
  /// @return its id; empty where the server did not say that it took it
  Optional<String> leave(String endpoint, CommandBook.Kind kind, long number)
      throws InterruptedException {
    String path = "/devices/" + endpoint + "/resources/";
    Optional<Answer> answer =
        switch (kind) {
          case WRITE ->
              call(
                  "PUT",
                  path + CrashDevice.WRITTEN_BY_COMMAND + "?when=queue&format=text",
                  "{\"value\":\"" + number + "\"}");
          case EXECUTE ->
              call(
                  "POST",
                  path + CrashDevice.EXECUTED_BY_COMMAND + "?when=queue",
                  "{\"arguments\":\"0='" + number + "'\"}");
        };
    return judged(answer, ACCEPTED, UNKNOWN, "leave a command for " + endpoint)
        .map(body -> body.at("id").text());
  }

  /// Takes a command back.
  ///
  /// @return whether the server said that it is not sent
  boolean withdraw(String id) throws InterruptedException {
    return judged(call("DELETE", "/commands/" + id, ""), DONE, OVER, "take back " + id).isPresent();
  }

  /// Has the device stay awake for a time of its own.
  ///
  /// @return whether the server said that it does
  boolean setAwake(String endpoint, int seconds) throws InterruptedException {
    String body = "{\"seconds\":" + seconds + "}";
    return judged(call("PUT", awake(endpoint), body), DONE, DONE, "set " + awake(endpoint))
        .isPresent();
  }

  /// Has the device stay awake as long as others do.
  ///
  /// @return whether the server said that it does
  boolean unsetAwake(String endpoint) throws InterruptedException {
    return judged(call("DELETE", awake(endpoint), ""), DONE, DONE, "unset " + awake(endpoint))
        .isPresent();
  }

  /// How long the device stays awake, in seconds.
  ///
  /// @throws IOException where the server did not say
  long awakeSeconds(String endpoint) throws IOException, InterruptedException {
    return page(awake(endpoint)).at("seconds").number();
  }

  private static String awake(String endpoint) {
    return "/devices/" + endpoint + "/awake";
  }

  /// The body of the answer where it is the one that is wanted. Another one that is legal, and that the
  /// server takes no more at the moment, are no more than that; anything else must not be.
  private Optional<Json> judged(Optional<Answer> answer, int wanted, int legal, String operation) {
    if (answer.isEmpty()) {
      findings.unanswered();
      return Optional.empty();
    }
    int status = answer.get().status();
    if (status == wanted) {
      return Optional.of(answer.get().body());
    }
    if (status == OVERLOADED) {
      findings.refused();
    } else if (status != legal) {
      findings.violation("to " + operation + " was answered " + answer.get());
    }
    return Optional.empty();
  }

  /// A command as the server shows it, by its id; empty where it has none.
  ///
  /// @throws IOException where it did not say
  Optional<Command> command(String id) throws IOException, InterruptedException {
    Answer answer =
        call("GET", "/commands/" + id, "")
            .orElseThrow(() -> new IOException("the server does not show command " + id));
    return switch (answer.status()) {
      case OK ->
          Optional.of(
              new Command(
                  answer.body().at("state").text(), answer.body().at("outcome", "result").text()));
      case UNKNOWN -> Optional.empty();
      default -> throw new IOException("command " + id + ": " + answer);
    };
  }

  /// All registrations by endpoint name.
  ///
  /// @throws IOException where the server did not say
  Map<String, Shown> all() throws IOException, InterruptedException {
    Map<String, Shown> shown = new HashMap<>();
    Optional<String> cursor = Optional.of("");
    while (cursor.isPresent()) {
      Json page = page("/devices?limit=1000" + cursor.get());
      for (Json device : page.at("items").items()) {
        shown.put(
            device.at("endpoint").text(),
            new Shown(device.at("registrationId").text(), device.at("lifetimeSeconds").number()));
      }
      cursor = next(page);
    }
    return shown;
  }

  /// The values that the server has of a resource of a device.
  ///
  /// @throws IOException where it did not say
  Set<Long> values(String endpoint, String path) throws IOException, InterruptedException {
    Set<Long> values = new TreeSet<>();
    Optional<String> cursor = Optional.of("");
    while (cursor.isPresent()) {
      Json page = page("/devices/" + endpoint + "/values/" + path + "?limit=1000" + cursor.get());
      page.at("values").items().forEach(value -> values.add(value.at("value").number()));
      cursor = next(page);
    }
    return values;
  }

  private Json page(String path) throws IOException, InterruptedException {
    Answer answer =
        call("GET", path, "").orElseThrow(() -> new IOException("no answer to GET " + path));
    // What the server knows nothing of is a page without items.
    if (answer.status() != OK && answer.status() != UNKNOWN) {
      throw new IOException("GET " + path + ": " + answer);
    }
    return answer.body();
  }

  private static Optional<String> next(Json page) {
    String next = page.at("next").text();
    return next.isEmpty() || next.equals("null")
        ? Optional.empty()
        : Optional.of("&cursor=" + next);
  }

  /// Reads all events from the first one, until one is the last that is wanted.
  void events(Predicate<Event> isLast) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(root + "/events")).header("Last-Event-ID", "0").build();
    HttpResponse<Stream<String>> answer = http.send(request, BodyHandlers.ofLines());
    try (Stream<String> lines = answer.body()) {
      long id = 0;
      String type = "";
      boolean more = true;
      Iterator<String> each = lines.iterator();
      while (more && each.hasNext()) {
        String line = each.next();
        if (line.startsWith("id: ")) {
          id = Long.parseLong(line.substring(4));
        } else if (line.startsWith("event: ")) {
          type = line.substring(7);
        } else if (line.startsWith("data: ")) {
          more = !isLast.test(new Event(id, type, Json.read(line.substring(6))));
        }
      }
      if (more) {
        throw new IOException("the stream of events ended at " + id);
      }
    }
  }
}
