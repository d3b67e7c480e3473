// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.lwm2m.EndpointName;
import java.util.Optional;

/// Which registrations to list.
///
/// @param after begin behind this endpoint name; empty to begin at the first
/// @param limitMax how many at most, 1 or more
/// @param match how `text` selects
/// @param text part of an endpoint name, compared character by character
public record RegistrationQuery(
    Optional<EndpointName> after, int limitMax, Match match, String text) {
  public RegistrationQuery {
    if (limitMax < 1) {
      throw new IllegalArgumentException("a page has room for one at least");
    }
  }

  /// How the text selects.
  public enum Match {
    /// Endpoint names that begin with it.
    PREFIX,
    /// Endpoint names that have it anywhere.
    SUBSTRING
  }

  /// The first of all.
  public static RegistrationQuery all(int limitMax) {
    return new RegistrationQuery(Optional.empty(), limitMax, Match.PREFIX, "");
  }

  /// The first whose endpoint name begins with `text`.
  public static RegistrationQuery startingWith(String text, int limitMax) {
    return new RegistrationQuery(Optional.empty(), limitMax, Match.PREFIX, text);
  }

  /// The first whose endpoint name has `text` anywhere.
  public static RegistrationQuery containing(String text, int limitMax) {
    return new RegistrationQuery(Optional.empty(), limitMax, Match.SUBSTRING, text);
  }

  /// The same, behind `endpoint`.
  public RegistrationQuery after(EndpointName endpoint) {
    return new RegistrationQuery(Optional.of(endpoint), limitMax, match, text);
  }
}
