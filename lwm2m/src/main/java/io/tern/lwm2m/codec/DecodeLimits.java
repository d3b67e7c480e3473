// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import java.util.Set;

/// What a payload may hold before it is refused as broken.
///
/// @param valuesMax values in one payload, and containers of values where a format spells them out; 1 or
///     more. What decoding allocates is bounded by it and by the size of the payload, never by a length
///     that the payload declares
/// @param nestingMax levels of arrays, maps and other containers inside one another, 4 or more
/// @param tolerated the deviations that are understood; any other makes the payload a broken one
public record DecodeLimits(int valuesMax, int nestingMax, Set<Tolerance> tolerated) {
  /// 10,000 values, 16 levels, every tolerance.
  public static final DecodeLimits DEFAULT = new DecodeLimits(10_000, 16);

  public DecodeLimits {
    if (valuesMax < 1 || nestingMax < 4) {
      throw new IllegalArgumentException("a limit below what every payload needs");
    }
    tolerated = Set.copyOf(tolerated);
  }

  /// With every tolerance.
  public DecodeLimits(int valuesMax, int nestingMax) {
    this(valuesMax, nestingMax, Tolerance.all());
  }

  /// This without some of the tolerances.
  public DecodeLimits refusing(Set<Tolerance> refused) {
    Set<Tolerance> rest = Tolerance.all();
    rest.retainAll(tolerated);
    rest.removeAll(refused);
    return new DecodeLimits(valuesMax, nestingMax, rest);
  }
}
