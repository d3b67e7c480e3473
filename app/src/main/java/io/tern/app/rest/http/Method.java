// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import java.util.Optional;

/// The methods that routes serve. HEAD is served wherever GET is.
public enum Method {
  GET,
  PUT,
  PATCH,
  POST,
  DELETE;

  /// The method of that name.
  static Optional<Method> named(String name) {
    return switch (name) {
      case "GET", "HEAD" -> Optional.of(GET);
      case "PUT" -> Optional.of(PUT);
      case "PATCH" -> Optional.of(PATCH);
      case "POST" -> Optional.of(POST);
      case "DELETE" -> Optional.of(DELETE);
      default -> Optional.empty();
    };
  }

  /// Whether it changes nothing (RFC 9110 §9.2.1).
  boolean isSafe() {
    return this == GET;
  }
}
