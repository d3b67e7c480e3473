// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DigitsTest {
  private static final int AT = 3;

  private final byte[] out = new byte[40];

  private String written(int end) {
    return new String(out, AT, end - AT, US_ASCII);
  }

  @Test
  void whole_numbers_are_written_as_the_library_writes_them() {
    for (long value = -20_000; value <= 70_000; value++) {
      assertThat(written(Digits.write(value, out, AT))).isEqualTo(Long.toString(value));
    }
    Random random = new Random(1);
    for (int i = 0; i < 100_000; i++) {
      long value = random.nextLong() >> random.nextInt(64);
      assertThat(written(Digits.write(value, out, AT))).isEqualTo(Long.toString(value));
    }
    assertThat(written(Digits.write(Long.MIN_VALUE, out, AT))).isEqualTo("-9223372036854775808");
    assertThat(written(Digits.write(Long.MAX_VALUE, out, AT))).isEqualTo("9223372036854775807");
  }

  @Test
  void numbers_of_few_decimals_are_plain_and_read_back_the_same() {
    Random random = new Random(2);
    for (int i = 0; i < 200_000; i++) {
      int decimals = random.nextInt(5);
      long digits = random.nextLong() >> 20 + random.nextInt(44);
      double value = BigDecimal.valueOf(digits, decimals).doubleValue();
      int end = Digits.write(value, out, AT);
      if (end > AT) {
        String text = written(end);
        assertThat(Double.parseDouble(text)).as(text).isEqualTo(value);
        assertThat(text).matches("-?(0|[1-9][0-9]*)\\.[0-9]{1,4}");
        assertThat(text.endsWith("0")).isEqualTo(text.endsWith(".0"));
      } else {
        assertThat(Math.abs(value)).as("%s", value).matches(it -> it <= 0.05 || it > 1e10);
      }
    }
  }
}
