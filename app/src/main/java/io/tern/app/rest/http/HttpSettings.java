// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import io.tern.net.HostPort;
import java.time.Duration;

/// How to serve HTTP.
///
/// @param bind where to listen; port 0 picks one
/// @param bodyBytesMax a longer request body is refused with 413
/// @param headerBytesMax longer request headers are refused with 431
/// @param requestsMax requests at work at a time; more are refused with 503
/// @param connectionsMax connections at a time; more wait in the system's backlog
/// @param idleMax a connection that is silent for longer is closed
/// @param drainMax how long closing waits for requests under way
public record HttpSettings(
    HostPort bind,
    int bodyBytesMax,
    int headerBytesMax,
    int requestsMax,
    int connectionsMax,
    Duration idleMax,
    Duration drainMax) {
  /// Loopback, port 8080.
  public static final HttpSettings DEFAULT =
      new HttpSettings(
          new HostPort("127.0.0.1", 8080),
          1 << 20,
          16 << 10,
          256,
          1_024,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10));

  public HttpSettings {
    boolean legal =
        bodyBytesMax >= 1
            && headerBytesMax >= 1_024
            && requestsMax >= 1
            && connectionsMax >= 1
            && idleMax.isPositive()
            && !drainMax.isNegative();
    if (!legal) {
      throw new IllegalArgumentException("a value is out of its range");
    }
  }

  /// This with another place to listen.
  public HttpSettings withBind(HostPort other) {
    return new HttpSettings(
        other, bodyBytesMax, headerBytesMax, requestsMax, connectionsMax, idleMax, drainMax);
  }

  /// This with other limits for requests.
  public HttpSettings withLimits(int bodyBytes, int headerBytes, int requests) {
    return new HttpSettings(
        bind, bodyBytes, headerBytes, requests, connectionsMax, idleMax, drainMax);
  }
}
