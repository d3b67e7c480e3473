// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

/// The fields of a SenML record (RFC 8428 §4.3 and §6, LwM2M 1.2 Core §7.4.4), with their names in JSON and
/// their numbers in CBOR.
enum SenmlLabel {
  BASE_VERSION("bver", -1),
  BASE_NAME("bn", -2),
  BASE_TIME("bt", -3),
  BASE_UNIT("bu", -4),
  BASE_VALUE("bv", -5),
  BASE_SUM("bs", -6),
  NAME("n", 0),
  UNIT("u", 1),
  VALUE("v", 2),
  STRING("vs", 3),
  BOOLEAN("vb", 4),
  SUM("s", 5),
  TIME("t", 6),
  UPDATE_TIME("ut", 7),
  DATA("vd", 8),
  /// Named by text in CBOR, too.
  LINK("vlo", SenmlLabel.UNNUMBERED),
  /// Any other field; not to be looked up.
  OTHER("", SenmlLabel.UNNUMBERED);

  private static final int UNNUMBERED = Integer.MIN_VALUE;
  private static final SenmlLabel[] ALL = values();

  /// The name in JSON.
  final String text;

  /// The number in CBOR.
  final int number;

  SenmlLabel(String text, int number) {
    this.text = text;
    this.number = number;
  }

  /// The field of that number in CBOR.
  static SenmlLabel numbered(long number) {
    for (SenmlLabel label : ALL) {
      if (label.number == number && number != UNNUMBERED) {
        return label;
      }
    }
    return OTHER;
  }

  /// The field whose name in JSON is the one that `reader` read last.
  static SenmlLabel named(JsonReader reader) {
    for (SenmlLabel label : ALL) {
      if (reader.nameIs(label.text)) {
        return label;
      }
    }
    return OTHER;
  }

  /// The field of that name in JSON.
  static SenmlLabel named(String text) {
    for (SenmlLabel label : ALL) {
      if (label.text.equals(text)) {
        return label;
      }
    }
    return OTHER;
  }
}
