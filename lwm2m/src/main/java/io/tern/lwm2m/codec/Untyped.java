// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import java.util.Optional;

/// Values that were decoded without a definition, by the type that somebody learnt elsewhere.
public final class Untyped {
  private Untyped() {}

  /// `value` as one of `type`: bytes by the rules of TLV, text by those of the text format (LwM2M 1.2 Core
  /// §7.4.1, §7.4.3 and appendix C). Empty where it is none. Other values tell their type themselves and stay.
  public static Optional<Value> as(DataType type, Value value) {
    Value typed =
        switch (value) {
          case Value.Raw(Bytes bytes) -> TlvValue.read(type, bytes, 0, bytes.size());
          case Value.Text(String text) when type != DataType.STRING -> TextFormat.parse(type, text);
          default -> value;
        };
    return Typed.isMisfit(typed) ? Optional.empty() : Optional.of(typed);
  }
}
