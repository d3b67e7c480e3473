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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Calls of the REST interface. A call that gets no answer counts as not made.
final class Calls {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  // The server's own documents: what they look like is known.
  private static final Pattern DEVICE =
      Pattern.compile(
          "\"endpoint\":\"([^\"]+)\",\"registrationId\":\"([0-9a-f]+)\""
              + "[^{}]*?\"lifetimeSeconds\":(\\d+)");
  private static final Pattern VALUE = Pattern.compile("\"value\":([0-9.eE+-]+)");
  private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final String root;

  Calls(String httpAddress) {
    root = "http://" + httpAddress + "/api/v1/devices";
  }

  /// What the server shows of a registration.
  record Shown(String registrationId, long lifetimeSeconds) {}

  private Optional<HttpResponse<String>> call(String method, String path, String body)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(root + path))
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    try {
      return Optional.of(http.send(request, BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// Whether the server observes the device from now on.
  boolean observe(String endpoint) throws InterruptedException {
    return call("PUT", "/" + endpoint + "/observations/" + CrashDevice.OBSERVED, "")
        .map(answer -> answer.statusCode() == 200)
        .orElse(false);
  }

  /// Has the device execute something; what comes of it is seen at the device.
  void execute(String endpoint, long number) throws InterruptedException {
    call("POST", "/" + endpoint + "/resources/3/0/4", "{\"arguments\":\"0='" + number + "'\"}");
  }

  /// All registrations by endpoint name; empty where the server did not say.
  Optional<Map<String, Shown>> all() throws InterruptedException {
    Map<String, Shown> shown = new HashMap<>();
    Optional<String> query = Optional.of("?limit=1000");
    while (query.isPresent()) {
      Optional<String> page = page(query.get());
      if (page.isEmpty()) {
        return Optional.empty();
      }
      Matcher device = DEVICE.matcher(page.get());
      while (device.find()) {
        shown.put(device.group(1), new Shown(device.group(2), Long.parseLong(device.group(3))));
      }
      query = next(page.get());
    }
    return Optional.of(shown);
  }

  /// The values that the server has of a device.
  Optional<Set<Long>> values(String endpoint) throws InterruptedException {
    Set<Long> values = new TreeSet<>();
    Optional<String> query = Optional.of("?limit=1000");
    while (query.isPresent()) {
      Optional<String> page =
          page("/" + endpoint + "/values/" + CrashDevice.OBSERVED + query.get());
      if (page.isEmpty()) {
        return Optional.empty();
      }
      Matcher value = VALUE.matcher(page.get());
      while (value.find()) {
        values.add((long) Double.parseDouble(value.group(1)));
      }
      query = next(page.get());
    }
    return Optional.of(values);
  }

  /// A document; what is not there is one without items.
  private Optional<String> page(String path) throws InterruptedException {
    return call("GET", path, "").map(HttpResponse::body);
  }

  private static Optional<String> next(String page) {
    Matcher next = NEXT.matcher(page);
    return next.find() ? Optional.of("?limit=1000&cursor=" + next.group(1)) : Optional.empty();
  }
}
