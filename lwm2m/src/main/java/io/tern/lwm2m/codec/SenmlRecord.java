// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import java.util.EnumSet;

/// One SenML record as it stands in the payload, before names and times are resolved. Used again for each
/// record of a pack.
final class SenmlRecord {
  private final EnumSet<SenmlLabel> seen = EnumSet.noneOf(SenmlLabel.class);

  /// Meaningful only where [#has] says so.
  String baseName = "";

  String name = "";
  Scalar baseTime = Scalar.Whole.ZERO;
  Scalar time = Scalar.Whole.ZERO;

  /// Meaningful only where [#hasValue].
  Scalar value = Scalar.Whole.ZERO;

  private boolean hasValue;

  void clear() {
    seen.clear();
    name = "";
    time = Scalar.Whole.ZERO;
    hasValue = false;
  }

  /// Notes a field; false where the record has it already.
  boolean add(SenmlLabel label) {
    return seen.add(label);
  }

  boolean has(SenmlLabel label) {
    return seen.contains(label);
  }

  /// Sets the value; false where the record has one already.
  boolean setValue(Scalar scalar) {
    boolean isFirst = !hasValue;
    value = scalar;
    hasValue = true;
    return isFirst;
  }

  boolean hasValue() {
    return hasValue;
  }
}
