// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.attr;

import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.Node.MultipleResource;
import io.tern.lwm2m.node.Node.ResourceInstanceNode;
import io.tern.lwm2m.node.Node.SingleResource;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;

/// The conditions of `gt`, `lt`, `st` and `edge`, applied to what is there now. Numbers are compared as
/// decimals, the way they are written.
final class Conditions {
  private final Attributes attributes;
  private final Node current;

  Conditions(Attributes attributes, Node current) {
    this.attributes = attributes;
    this.current = current;
  }

  /// Whether a value that is there now took the edge since `earlier`.
  boolean edgeSince(Node earlier) {
    if (attributes.risingEdge().isEmpty()) {
      return false;
    }
    boolean rising = attributes.risingEdge().get();
    return anyPair(
        earlier,
        (before, now) ->
            before instanceof Value.Bool(boolean was)
                && now instanceof Value.Bool(boolean is)
                && was != is
                && is == rising);
  }

  /// Whether what is there now is worth a notification to somebody who knows `earlier`, edges aside.
  boolean metSince(Node earlier) {
    if (current.equals(earlier)) {
      return false;
    }
    return switch (current) {
      case SingleResource r -> anyPair(earlier, this::isMet);
      case ResourceInstanceNode r -> anyPair(earlier, this::isMet);
      case MultipleResource now ->
          !(earlier instanceof MultipleResource before)
              || !before.values().keySet().equals(now.values().keySet())
              || anyPair(earlier, this::isMet);
      default -> true;
    };
  }

  private boolean anyPair(Node earlier, BiPredicate<Value, Value> test) {
    if (current instanceof MultipleResource now && earlier instanceof MultipleResource before) {
      for (Map.Entry<Integer, Value> entry : now.values().entrySet()) {
        Value was = before.values().get(entry.getKey());
        if (was != null && test.test(was, entry.getValue())) {
          return true;
        }
      }
      return false;
    }
    Optional<Value> was = valueOf(earlier);
    Optional<Value> is = valueOf(current);
    return was.isPresent() && is.isPresent() && test.test(was.get(), is.get());
  }

  private static Optional<Value> valueOf(Node node) {
    return switch (node) {
      case SingleResource r -> Optional.of(r.value());
      case ResourceInstanceNode r -> Optional.of(r.value());
      default -> Optional.empty();
    };
  }

  private boolean isMet(Value before, Value now) {
    if (now instanceof Value.Bool && attributes.risingEdge().isPresent()) {
      return false;
    }
    boolean hasThreshold =
        attributes.greaterThan().isPresent()
            || attributes.lessThan().isPresent()
            || attributes.step().isPresent();
    Optional<BigDecimal> was = decimal(before);
    Optional<BigDecimal> is = decimal(now);
    if (!hasThreshold || was.isEmpty() || is.isEmpty()) {
      return !now.equals(before);
    }
    return attributes
            .greaterThan()
            .filter(gt -> isAbove(was.get(), gt) != isAbove(is.get(), gt))
            .isPresent()
        || attributes
            .lessThan()
            .filter(lt -> isBelow(was.get(), lt) != isBelow(is.get(), lt))
            .isPresent()
        || attributes.step().filter(st -> hasMoved(was.get(), is.get(), st)).isPresent();
  }

  private static boolean isAbove(BigDecimal value, BigDecimal threshold) {
    return value.compareTo(threshold) > 0;
  }

  private static boolean isBelow(BigDecimal value, BigDecimal threshold) {
    return value.compareTo(threshold) < 0;
  }

  private static boolean hasMoved(BigDecimal before, BigDecimal now, BigDecimal step) {
    BigDecimal distance = now.subtract(before).abs();
    return distance.signum() > 0 && distance.compareTo(step) >= 0;
  }

  /// The number that `value` is; empty for what is no number or not finite.
  private static Optional<BigDecimal> decimal(Value value) {
    return switch (value) {
      case Value.Int(long number) -> Optional.of(BigDecimal.valueOf(number));
      case Value.Time(long seconds) -> Optional.of(BigDecimal.valueOf(seconds));
      case Value.Unsigned(long bits) ->
          Optional.of(new BigDecimal(new BigInteger(Long.toUnsignedString(bits))));
      case Value.Real(double number) ->
          Double.isFinite(number) ? Optional.of(BigDecimal.valueOf(number)) : Optional.empty();
      default -> Optional.empty();
    };
  }
}
