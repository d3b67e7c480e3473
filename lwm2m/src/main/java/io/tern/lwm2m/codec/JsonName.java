// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

/// The names of members in SenML JSON (RFC 8428 §4.3) and in the JSON of LwM2M 1.0 (TS 1.0 §6.4.4), as they
/// are written: with quotes and colon, which takes eight bytes at most.
enum JsonName {
  BN,
  BT,
  BV,
  E,
  N,
  OV,
  SV,
  T,
  V,
  VB,
  VD,
  VLO,
  VS;

  /// The bytes behind a value, the first one lowest: a comma, then the name.
  final long afterComma;

  /// How many bytes the name takes without the comma.
  final int bytes;

  JsonName() {
    String written = ",\"" + name().toLowerCase(java.util.Locale.ROOT) + "\":";
    long all = 0;
    for (int i = written.length() - 1; i >= 0; i--) {
      all = all << 8 | written.charAt(i);
    }
    afterComma = all;
    bytes = written.length() - 1;
  }
}
