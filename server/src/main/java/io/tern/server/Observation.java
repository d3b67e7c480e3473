// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.coap.ContentFormat;
import io.tern.coap.Token;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.op.Downlink;
import java.util.List;
import java.util.Optional;

/// The server observes a path of a client, or several that are notified together (LwM2M 1.2 Core §6.4).
///
/// @param paths one, or those of an Observe-Composite in its order
/// @param composite whether it was an Observe-Composite
/// @param format what was asked for, empty where the client chose
/// @param attributes what holds for this observation alone (1.2)
/// @param token what its notifications carry; outlives a restart
/// @param loop index of the loop that holds its token
/// @param sinceNanos when the client agreed
public record Observation(
    RegistrationId registration,
    List<Path> paths,
    boolean composite,
    Optional<ContentFormat> format,
    Attributes attributes,
    Token token,
    int loop,
    long sinceNanos) {
  public Observation {
    paths = List.copyOf(paths);
    if (paths.isEmpty() || (paths.size() > 1 && !composite)) {
      throw new IllegalArgumentException("several paths are a composite, and none are nothing");
    }
  }

  /// One of one path, without attributes of its own.
  public Observation(
      RegistrationId registration,
      Path path,
      Optional<ContentFormat> format,
      Token token,
      int loop,
      long sinceNanos) {
    this(registration, List.of(path), false, format, Attributes.NONE, token, loop, sinceNanos);
  }

  /// The path, or the root that stands for several.
  public Path path() {
    return composite ? Path.ROOT : paths.getFirst();
  }

  /// The operation that asked for it.
  public Downlink<?> operation() {
    return composite
        ? new Downlink.ObserveComposite(paths, format, attributes)
        : new Downlink.Observe(paths.getFirst(), format, attributes);
  }

  /// The same, established by the client.
  public Observation established(Token itsToken, int onLoop, long nowNanos) {
    return new Observation(
        registration, paths, composite, format, attributes, itsToken, onLoop, nowNanos);
  }

  /// Whether it observes exactly these paths, together or the one alone.
  public boolean isOf(List<Path> others, boolean together) {
    return composite == together && paths.equals(others);
  }

  /// Whether `other` would take its place: same client, paths and format.
  public boolean sameAs(Observation other) {
    return registration.equals(other.registration)
        && isOf(other.paths, other.composite)
        && format.equals(other.format);
  }
}
