// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import java.util.Locale;

/// Which names and pages may talk to a server that has no login.
final class HostRule {
  private final boolean loopbackOnly;

  /// A rule.
  ///
  /// @param loopbackOnly the server listens on a loopback address: then it answers to loopback names
  ///     alone, so that no foreign name that resolves to it lets a web page in (DNS rebinding)
  HostRule(boolean loopbackOnly) {
    this.loopbackOnly = loopbackOnly;
  }

  /// Whether a request for that host, without port, is served.
  boolean allowsHost(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return !loopbackOnly
        || name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("::1")
        || name.equals("[::1]")
        || name.equals("[0:0:0:0:0:0:0:1]")
        || isLoopback4(name);
  }

  private static boolean isLoopback4(String name) {
    return name.startsWith("127.")
        && name.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.')
        && name.chars().filter(c -> c == '.').count() == 3;
  }

  /// Whether a change asked for by a page of `origin` (RFC 6454 §7) is made: only for our own pages.
  ///
  /// @param authority the host and port that the request is for
  static boolean allowsOrigin(String origin, String authority) {
    int scheme = origin.indexOf("://");
    return scheme > 0 && origin.substring(scheme + 3).equalsIgnoreCase(authority);
  }
}
