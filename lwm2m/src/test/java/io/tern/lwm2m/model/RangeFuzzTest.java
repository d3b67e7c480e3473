// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;

/// Replays its corpus; with `JAZZER_FUZZ=1` in the environment it searches for new inputs.
class RangeFuzzTest {
  private static final Value[] VALUES = {
    new Value.Int(Long.MIN_VALUE), new Value.Unsigned(-1), new Value.Real(0.1f), new Value.Text("x")
  };

  @FuzzTest(maxDuration = "5m")
  void any_text_is_a_range_or_none(byte[] utf8) {
    String text = Bytes.copyOf(utf8).utf8();
    for (DataType type : DataType.values()) {
      Range.parse(text, type)
          .ifPresent(
              range -> {
                for (Value value : VALUES) {
                  range.admits(value);
                }
                assertThat(range.toString()).matches("[-0-9., ]+");
              });
    }
  }
}
