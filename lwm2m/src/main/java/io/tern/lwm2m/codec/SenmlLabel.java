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
  private static final int NUMBER_MIN = -6;
  private static final int NUMBER_MAX = 8;
  private static final SenmlLabel[] ALL = values();
  private static final SenmlLabel[] BY_NUMBER = byNumber();

  private static SenmlLabel[] byNumber() {
    SenmlLabel[] labels = new SenmlLabel[NUMBER_MAX - NUMBER_MIN + 1];
    for (SenmlLabel label : ALL) {
      if (label.number != UNNUMBERED) {
        labels[label.number - NUMBER_MIN] = label;
      }
    }
    return labels;
  }

  /// The name in JSON.
  final String text;

  /// The number in CBOR.
  final int number;

  /// Its place in a set of fields.
  final int bit;

  SenmlLabel(String text, int number) {
    this.text = text;
    this.number = number;
    this.bit =
        number != SenmlLabel.UNNUMBERED ? 1 << number + 6 : text.isEmpty() ? 1 << 16 : 1 << 15;
  }

  /// The field of that number in CBOR.
  static SenmlLabel numbered(long number) {
    return number < NUMBER_MIN || number > NUMBER_MAX
        ? OTHER
        : BY_NUMBER[(int) (number - NUMBER_MIN)];
  }

  /// The field of that name in JSON.
  static SenmlLabel named(String text) {
    return switch (text) {
      case "bver" -> BASE_VERSION;
      case "bn" -> BASE_NAME;
      case "bt" -> BASE_TIME;
      case "bu" -> BASE_UNIT;
      case "bv" -> BASE_VALUE;
      case "bs" -> BASE_SUM;
      case "n" -> NAME;
      case "u" -> UNIT;
      case "v" -> VALUE;
      case "vs" -> STRING;
      case "vb" -> BOOLEAN;
      case "s" -> SUM;
      case "t" -> TIME;
      case "ut" -> UPDATE_TIME;
      case "vd" -> DATA;
      case "vlo" -> LINK;
      default -> OTHER;
    };
  }

  /// The field whose name in JSON is the one that `reader` read last; in most records one of a few.
  static SenmlLabel named(JsonReader reader) {
    return switch (reader.shortName()) {
      case 'n' -> NAME;
      case 'v' -> VALUE;
      case 't' -> TIME;
      case 'b' << 8 | 'n' -> BASE_NAME;
      case 'v' << 8 | 's' -> STRING;
      case 'v' << 8 | 'b' -> BOOLEAN;
      default -> named(reader.text());
    };
  }
}
