// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.Value;
import java.math.BigDecimal;
import java.util.Optional;

/// Where the records of a pack go, field by field: JSON or CBOR.
interface SenmlSink {
  /// Begins the pack; `records` records follow.
  void begin(int records);

  /// Begins a record; `fields` fields follow.
  void beginRecord(int fields);

  void baseName(String text);

  void baseTime(BigDecimal seconds);

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
