// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.attr;

import io.tern.lwm2m.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/// What the Server object of one server says where nothing nearer does (LwM2M 1.2 Core §7.3.2, §E.2).
///
/// @param pminSeconds Default Minimum Period, `/1/x/2`
/// @param pmaxSeconds Default Maximum Period, `/1/x/3`
/// @param confirmable Default Notification Mode, `/1/x/26`
public record ServerDefaults(
    OptionalLong pminSeconds, OptionalLong pmaxSeconds, Optional<Boolean> confirmable) {
  /// Says nothing.
  public static final ServerDefaults NONE =
      new ServerDefaults(OptionalLong.empty(), OptionalLong.empty(), Optional.empty());

  /// The attributes in effect for an observation of `path`, the nearest first for each: the parameters
  /// of the Observe request, what is attached to `path`, what is attached to its parents up to the
  /// object, these defaults. What is attached below `path` plays no part.
  ///
  /// The result is ready for [Watch#evaluate]: thresholds are gone where `path` names no resource, and
  /// a maximum period is gone where it is 0 or below its minimum.
  ///
  /// @param request the parameters of the Observe request
  /// @param attached what this server attached to exactly that path
  public Attributes effective(Path path, Attributes request, Function<Path, Attributes> attached) {
    Attributes found = request;
    for (int depth = path.depth(); depth >= 1; depth--) {
      found = found.orElse(attached.apply(path.prefix(depth)));
    }
    AttributesBuilder result = new AttributesBuilder(found.orElse(asAttributes()));
    if (path.depth() < 3) {
      result.clear(Attribute.GT);
      result.clear(Attribute.LT);
      result.clear(Attribute.ST);
      result.clear(Attribute.EDGE);
    }
    result.pmax = usable(result.pmin, result.pmax);
    result.epmax = usable(result.epmin, result.epmax);
    return result.build(java.util.Set.of());
  }

  private Attributes asAttributes() {
    AttributesBuilder builder = new AttributesBuilder(Attributes.NONE);
    builder.pmin = pminSeconds;
    builder.pmax = pmaxSeconds;
    builder.con = confirmable;
    return builder.build(java.util.Set.of());
  }

  private static OptionalLong usable(OptionalLong min, OptionalLong max) {
    boolean usable = max.orElse(0) > 0 && max.getAsLong() >= min.orElse(0);
    return usable ? max : OptionalLong.empty();
  }
}
