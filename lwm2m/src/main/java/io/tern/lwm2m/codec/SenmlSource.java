// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import java.util.Optional;

/// Where the records of a pack come from: JSON or CBOR. What is wrong with the input is kept until
/// [#finish].
interface SenmlSource {
  /// Begins to read a payload.
  @FunctionalInterface
  interface Opener {
    SenmlSource open(Bytes payload, DecodeLimits limits, Tolerances tolerances);
  }

  /// Whether another record follows; false at a fault.
  boolean hasNext();

  /// Reads the next record into `record`, which has been cleared.
  void read(SenmlRecord record);

  /// Records a fault. Only the first one counts.
  void fail(String what);

  boolean isBroken();

  /// Judges the end of the pack; what is wrong with the input, if anything.
  Optional<String> finish();

  /// What to say of a field that must not be there.
  static String refusal(SenmlLabel label) {
    return "field " + label.text + " is not used in LwM2M";
  }

  /// What to say of a field that stands there twice.
  static String repetition(SenmlLabel label) {
    return "field " + label.text + " given twice";
  }

  /// Whether the version of the pack is one we read (RFC 8428 §4.4).
  static boolean isKnownVersion(Scalar version) {
    return version.kind() == Scalar.Kind.WHOLE
        && version.wholeValue() > 0
        && version.wholeValue() <= 10;
  }
}
