// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import java.math.BigDecimal;
import java.util.Optional;

/// Where the records of a pack go: JSON or CBOR.
interface SenmlSink {
  /// A record to be written: what is empty is left out.
  ///
  /// @param value what it says; empty for a record that only names
  /// @param removes whether it says null instead
  record Fields(
      String baseName,
      Optional<BigDecimal> baseTimeSeconds,
      String name,
      Optional<BigDecimal> timeSeconds,
      Optional<Value> value,
      boolean removes) {
    /// A record that only names.
    static Fields naming(Path path) {
      return new Fields(
          "", Optional.empty(), path.toString(), Optional.empty(), Optional.empty(), false);
    }

    Fields with(Value newValue) {
      return new Fields(baseName, baseTimeSeconds, name, timeSeconds, Optional.of(newValue), false);
    }

    Fields removing() {
      return new Fields(baseName, baseTimeSeconds, name, timeSeconds, Optional.empty(), true);
    }
  }

  /// Begins the pack; `count` records follow.
  void begin(int count);

  void write(Fields record);

  /// Why `value` cannot be written, where it cannot.
  Optional<String> refusal(Value value);

  /// The whole pack.
  Bytes toBytes();
}
