// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import java.math.BigDecimal;
import java.util.Optional;

/// Where the records of a pack go, field by field: JSON or CBOR.
interface SenmlSink {
  /// Begins a pack.
  @FunctionalInterface
  interface Opener {
    SenmlSink open(int records);
  }

  /// Begins a record; `fields` fields follow.
  void beginRecord(int fields);

  /// The first `levels` ids of `path`, and a slash where it has more.
  void baseName(Path path, int levels);

  /// The bytes of a base name besides its characters.
  int baseNameBytes();

  /// The bytes of a name besides its characters.
  int nameBytes();

  void baseTime(BigDecimal seconds);

  /// `path` behind its first `levels` ids; with a slash in front where it is whole.
  void name(Path path, int levels);

  /// A name as it stands, with a prefix perhaps.
  void name(String text);

  void time(BigDecimal seconds);

  void value(Value value);

  /// Says null instead of a value.
  void removal();

  void endRecord();

  /// Why `value` cannot be written, where it cannot.
  Optional<String> refusal(Value value);

  /// The whole pack.
  Bytes toBytes();
}
