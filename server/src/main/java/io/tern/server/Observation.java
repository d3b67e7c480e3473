// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.coap.ContentFormat;
import io.tern.coap.Token;
import io.tern.lwm2m.Path;
import java.util.Optional;

/// The server observes a path of a client (LwM2M 1.2 Core §6.4).
///
/// @param format what was asked for, empty where the client chose
/// @param token what its notifications carry; outlives a restart
/// @param loop index of the loop that holds its token
/// @param sinceNanos when the client agreed
public record Observation(
    RegistrationId registration,
    Path path,
    Optional<ContentFormat> format,
    Token token,
    int loop,
    long sinceNanos) {
  /// The same, established by the client.
  public Observation established(Token itsToken, int onLoop, long nowNanos) {
    return new Observation(registration, path, format, itsToken, onLoop, nowNanos);
  }

  /// Whether `other` would take its place: same client, path and format.
  public boolean sameAs(Observation other) {
    return registration.equals(other.registration)
        && path.equals(other.path)
        && format.equals(other.format);
  }
}
