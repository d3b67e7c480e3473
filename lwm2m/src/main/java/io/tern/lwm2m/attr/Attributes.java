// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.attr;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/// Notification attributes as one Write-Attributes carries them or one level of the tree holds them
/// (LwM2M 1.2 Core §7.3.2). In a Write-Attributes, what is absent stays and what is in `unset` goes.
///
/// @param pminSeconds minimum period
/// @param pmaxSeconds maximum period
/// @param greaterThan `gt`
/// @param lessThan `lt`
/// @param step `st`, 0 or more
/// @param epminSeconds minimum evaluation period
/// @param epmaxSeconds maximum evaluation period
/// @param risingEdge `edge`: true for 1
/// @param confirmable `con`: true for 1
/// @param historicalQueueMax `hqmax`
/// @param unset names to remove, in a Write-Attributes
public record Attributes(
    OptionalLong pminSeconds,
    OptionalLong pmaxSeconds,
    OptionalDouble greaterThan,
    OptionalDouble lessThan,
    OptionalDouble step,
    OptionalLong epminSeconds,
    OptionalLong epmaxSeconds,
    Optional<Boolean> risingEdge,
    Optional<Boolean> confirmable,
    OptionalLong historicalQueueMax,
    Set<String> unset) {
  /// None set.
  public static final Attributes NONE =
      new Attributes(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          Set.of());

  public Attributes {
    unset = Set.copyOf(unset);
  }
}
