// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.attr;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// [Attributes] in the making.
final class AttributesBuilder {
  OptionalLong pmin;
  OptionalLong pmax;
  Optional<BigDecimal> gt;
  Optional<BigDecimal> lt;
  Optional<BigDecimal> st;
  OptionalLong epmin;
  OptionalLong epmax;
  Optional<Boolean> edge;
  Optional<Boolean> con;
  OptionalLong hqmax;

  AttributesBuilder(Attributes start) {
    pmin = start.pminSeconds();
    pmax = start.pmaxSeconds();
    gt = start.greaterThan();
    lt = start.lessThan();
    st = start.step();
    epmin = start.epminSeconds();
    epmax = start.epmaxSeconds();
    edge = start.risingEdge();
    con = start.confirmable();
    hqmax = start.historicalQueueMax();
  }

  /// Takes over whatever `other` has.
  AttributesBuilder override(Attributes other) {
    pmin = first(other.pminSeconds(), pmin);
    pmax = first(other.pmaxSeconds(), pmax);
    gt = other.greaterThan().or(() -> gt);
    lt = other.lessThan().or(() -> lt);
    st = other.step().or(() -> st);
    epmin = first(other.epminSeconds(), epmin);
    epmax = first(other.epmaxSeconds(), epmax);
    edge = other.risingEdge().or(() -> edge);
    con = other.confirmable().or(() -> con);
    hqmax = first(other.historicalQueueMax(), hqmax);
    return this;
  }

  private static OptionalLong first(OptionalLong nearer, OptionalLong farther) {
    return nearer.isPresent() ? nearer : farther;
  }

  void clear(Attribute attribute) {
    switch (attribute) {
      case PMIN -> pmin = OptionalLong.empty();
      case PMAX -> pmax = OptionalLong.empty();
      case GT -> gt = Optional.empty();
      case LT -> lt = Optional.empty();
      case ST -> st = Optional.empty();
      case EPMIN -> epmin = OptionalLong.empty();
      case EPMAX -> epmax = OptionalLong.empty();
      case EDGE -> edge = Optional.empty();
      case CON -> con = Optional.empty();
      case HQMAX -> hqmax = OptionalLong.empty();
    }
  }

  /// Sets `attribute` from its text; the answer is what is wrong with the text, if anything.
  Optional<String> set(Attribute attribute, String text) {
    return switch (attribute) {
      case PMIN -> setCount(text, count -> pmin = count);
      case PMAX -> setCount(text, count -> pmax = count);
      case EPMIN -> setCount(text, count -> epmin = count);
      case EPMAX -> setCount(text, count -> epmax = count);
      case HQMAX -> setCount(text, count -> hqmax = count);
      case GT -> setDecimal(text, decimal -> gt = decimal);
      case LT -> setDecimal(text, decimal -> lt = decimal);
      case ST ->
          text.startsWith("-")
              ? Optional.of("is negative")
              : setDecimal(text, decimal -> st = decimal);
      case EDGE -> setFlag(text, flag -> edge = flag);
      case CON -> setFlag(text, flag -> con = flag);
    };
  }

  private static Optional<String> setCount(
      String text, java.util.function.Consumer<OptionalLong> target) {
    OptionalLong count = AttributeText.count(text);
    count.ifPresent(value -> target.accept(count));
    return count.isPresent()
        ? Optional.empty()
        : Optional.of("is not a whole number from 0 to " + Attributes.COUNT_MAX);
  }

  private static Optional<String> setDecimal(
      String text, java.util.function.Consumer<Optional<BigDecimal>> target) {
    Optional<BigDecimal> decimal = AttributeText.decimal(text);
    decimal.ifPresent(value -> target.accept(decimal));
    return decimal.isPresent() ? Optional.empty() : Optional.of("is not a number");
  }

  private static Optional<String> setFlag(
      String text, java.util.function.Consumer<Optional<Boolean>> target) {
    if (!text.equals("0") && !text.equals("1")) {
      return Optional.of("is neither 0 nor 1");
    }
    target.accept(Optional.of(text.equals("1")));
    return Optional.empty();
  }

  Attributes build(Set<String> unset) {
    return new Attributes(pmin, pmax, gt, lt, st, epmin, epmax, edge, con, hqmax, unset);
  }
}
