// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

/// What a TLV holds: bits 7 and 6 of its type byte (LwM2M 1.2 Core §7.4.3).
enum TlvKind {
  /// An object instance; inside it resources.
  OBJECT_INSTANCE(0x00, "object instance"),
  /// An instance of a multiple resource; inside it the value.
  RESOURCE_INSTANCE(0x40, "resource instance"),
  /// A multiple resource; inside it its instances.
  MULTIPLE_RESOURCE(0x80, "multiple resource"),
  /// A resource with one value.
  RESOURCE(0xC0, "resource");

  /// The bits of the type byte.
  final int bits;

  private final String words;

  TlvKind(int bits, String words) {
    this.bits = bits;
    this.words = words;
  }

  /// The kind that a type byte names.
  static TlvKind of(int typeByte) {
    return switch (typeByte >>> 6) {
      case 0 -> OBJECT_INSTANCE;
      case 1 -> RESOURCE_INSTANCE;
      case 2 -> MULTIPLE_RESOURCE;
      default -> RESOURCE;
    };
  }

  @Override
  public String toString() {
    return words;
  }
}
