// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.attr;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/// Notification attributes as one Write-Attributes carries them or one level of the tree holds them
/// (LwM2M 1.2 Core §7.3.2). In a Write-Attributes, what is absent stays and what is in `unset` goes.
///
/// Thresholds are decimals, so that `0.1` means a tenth and a 64-bit integer keeps its last digit.
///
/// @param pminSeconds minimum period, 0 to [#COUNT_MAX]
/// @param pmaxSeconds maximum period, 0 to [#COUNT_MAX]; 0 for none
/// @param greaterThan `gt`
/// @param lessThan `lt`
/// @param step `st`, 0 or more
/// @param epminSeconds minimum evaluation period, 0 to [#COUNT_MAX]
/// @param epmaxSeconds maximum evaluation period, 0 to [#COUNT_MAX]; 0 for none
/// @param risingEdge `edge`: true for 1
/// @param confirmable `con`: true for 1
/// @param historicalQueueMax `hqmax`, 0 to [#COUNT_MAX]
/// @param unset names to remove, in a Write-Attributes
public record Attributes(
    OptionalLong pminSeconds,
    OptionalLong pmaxSeconds,
    Optional<BigDecimal> greaterThan,
    Optional<BigDecimal> lessThan,
    Optional<BigDecimal> step,
    OptionalLong epminSeconds,
    OptionalLong epmaxSeconds,
    Optional<Boolean> risingEdge,
    Optional<Boolean> confirmable,
    OptionalLong historicalQueueMax,
    Set<String> unset) {
  /// The greatest period in seconds (136 years) and the greatest queue length.
  public static final long COUNT_MAX = 0xFFFF_FFFFL;

  /// None set.
  public static final Attributes NONE =
      new Attributes(
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          Set.of());

  public Attributes {
    requireCount(pminSeconds);
    requireCount(pmaxSeconds);
    requireCount(epminSeconds);
    requireCount(epmaxSeconds);
    requireCount(historicalQueueMax);
    greaterThan = greaterThan.map(BigDecimal::stripTrailingZeros);
    lessThan = lessThan.map(BigDecimal::stripTrailingZeros);
    step = step.map(BigDecimal::stripTrailingZeros);
    if (step.isPresent() && step.get().signum() < 0) {
      throw new IllegalArgumentException("st is negative: " + step.get());
    }
    unset = Set.copyOf(unset);
  }

  private static void requireCount(OptionalLong count) {
    if (count.isPresent() && (count.getAsLong() < 0 || count.getAsLong() > COUNT_MAX)) {
      throw new IllegalArgumentException("not 0 to " + COUNT_MAX + ": " + count.getAsLong());
    }
  }

  /// What a level that holds these attributes holds after a Write-Attributes with `request`.
  public Attributes after(Attributes request) {
    AttributesBuilder result = new AttributesBuilder(this);
    request.unset.stream().flatMap(name -> Attribute.named(name).stream()).forEach(result::clear);
    return result.override(request).build(Set.of());
  }

  /// These attributes and, for each that is absent, that of `farther`: the next level up the tree. What
  /// is to be unset plays no part.
  public Attributes orElse(Attributes farther) {
    return new AttributesBuilder(farther).override(this).build(Set.of());
  }

  /// The names of what is set, such as `pmin`.
  public Set<String> names() {
    Set<String> names = new TreeSet<>();
    AttributeText.entries(this).forEach(entry -> names.add(entry.attribute().label));
    return names;
  }

  /// Whether nothing is set and nothing is to be unset.
  public boolean isEmpty() {
    return equals(NONE);
  }

  /// These attributes with another minimum period.
  public Attributes withPmin(long seconds) {
    AttributesBuilder builder = new AttributesBuilder(this);
    builder.pmin = OptionalLong.of(seconds);
    return builder.build(unset);
  }

  /// These attributes with another maximum period.
  public Attributes withPmax(long seconds) {
    AttributesBuilder builder = new AttributesBuilder(this);
    builder.pmax = OptionalLong.of(seconds);
    return builder.build(unset);
  }

  /// These attributes with another `gt`.
  public Attributes withGreaterThan(BigDecimal threshold) {
    AttributesBuilder builder = new AttributesBuilder(this);
    builder.gt = Optional.of(threshold);
    return builder.build(unset);
  }

  /// These attributes with another `lt`.
  public Attributes withLessThan(BigDecimal threshold) {
    AttributesBuilder builder = new AttributesBuilder(this);
    builder.lt = Optional.of(threshold);
    return builder.build(unset);
  }

  /// These attributes with another `st`.
  public Attributes withStep(BigDecimal step) {
    AttributesBuilder builder = new AttributesBuilder(this);
    builder.st = Optional.of(step);
    return builder.build(unset);
  }

  /// These attributes with another minimum evaluation period.
  public Attributes withEpmin(long seconds) {
    AttributesBuilder builder = new AttributesBuilder(this);
    builder.epmin = OptionalLong.of(seconds);
    return builder.build(unset);
  }

  /// These attributes with another maximum evaluation period.
  public Attributes withEpmax(long seconds) {
    AttributesBuilder builder = new AttributesBuilder(this);
    builder.epmax = OptionalLong.of(seconds);
    return builder.build(unset);
  }

  /// These attributes with another `edge`.
  public Attributes withRisingEdge(boolean rising) {
    AttributesBuilder builder = new AttributesBuilder(this);
    builder.edge = Optional.of(rising);
    return builder.build(unset);
  }

  /// These attributes with another `con`.
  public Attributes withConfirmable(boolean confirmable) {
    AttributesBuilder builder = new AttributesBuilder(this);
    builder.con = Optional.of(confirmable);
    return builder.build(unset);
  }

  /// These attributes with another `hqmax`.
  public Attributes withHistoricalQueueMax(long count) {
    AttributesBuilder builder = new AttributesBuilder(this);
    builder.hqmax = OptionalLong.of(count);
    return builder.build(unset);
  }

  /// These attributes with one more name to remove, such as `pmin`; its value goes, if there is one.
  public Attributes withUnset(String name) {
    AttributesBuilder builder = new AttributesBuilder(this);
    Attribute.named(name).ifPresent(builder::clear);
    Set<String> names = new TreeSet<>(unset);
    names.add(name);
    return builder.build(names);
  }
}
