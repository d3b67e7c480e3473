// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.Path;

/// One SenML record as it stands in the payload, before names and times are resolved. Used again for each
/// record of a pack.
final class SenmlRecord {
  /// One bit a label.
  private int seen;

  /// The base name, which stays for the records that follow, where it is made of ids, as most are; else it stands
  /// in [#baseText].
  final NameIds baseIds = new NameIds();

  String baseText = "";
  boolean baseIsIds;

  /// The name where it is made of ids, as most are; else it stands in [#nameText].
  final NameIds nameIds = new NameIds();

  String nameText = "";
  boolean nameIsIds;

  /// The path that the names spell, as [Path#ofBits] takes it; meaningful once they have been resolved.
  long pathBits;

  int pathDepth;

  /// Meaningful only where [#has] says so.
  final Scalar baseTime = new Scalar();

  final Scalar time = new Scalar();

  /// Meaningful only where [#hasValue].
  final Scalar value = new Scalar();

  private boolean hasValue;

  void clear() {
    seen = 0;
    nameText = "";
    nameIsIds = false;
    hasValue = false;
  }

  /// Notes a field; false where the record has it already.
  boolean add(SenmlLabel label) {
    boolean isFirst = (seen & label.bit) == 0;
    seen |= label.bit;
    return isFirst;
  }

  boolean has(SenmlLabel label) {
    return (seen & label.bit) != 0;
  }

  /// Notes that the value has been set; false where the record has one already.
  boolean addValue() {
    boolean isFirst = !hasValue;
    hasValue = true;
    return isFirst;
  }

  boolean hasValue() {
    return hasValue;
  }

  /// Takes bytes as the name; false where it is not made of ids, or there are none because `to` or `from` is -1.
  boolean readName(Bytes in, int from, int to) {
    nameIsIds = from >= 0 && to >= from && nameIds.read(in, from, to) && !nameIds.isOpen();
    return nameIsIds;
  }

  /// Takes the bytes up to a quotation mark as the name; where that is, -1 where they are not made of ids.
  int readQuotedName(byte[] in, int from) {
    int end = nameIds.readQuoted(in, from);
    nameIsIds = end >= 0 && !nameIds.isOpen();
    return nameIsIds ? end : -1;
  }

  /// As [#readName], for the base name.
  boolean readBaseName(Bytes in, int from, int to) {
    baseIsIds = from >= 0 && to >= from && baseIds.read(in, from, to);
    baseText = "";
    return baseIsIds;
  }

  /// Takes bytes as a text; false where they are no UTF-8, or there are none because `to` or `from` is -1.
  boolean readText(Bytes in, int from, int to) {
    return from >= 0 && to >= from && value.sharedText(in, from, to);
  }

  /// The name as text.
  String name() {
    return nameIsIds ? nameIds.toString() : nameText;
  }

  /// The base name as text.
  String baseName() {
    return baseIsIds ? baseIds.toString() : baseText;
  }

  /// The path that the names spell.
  Path path() {
    return Path.ofBits(pathBits, pathDepth);
  }
}
