// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Names one registration: the last segment of its location `/rd/{handle}`. 128 random bits, so that
/// nobody finds another client's by trying.
public record RegistrationId(long high, long low) {
  private static final int TEXT_LENGTH = 32;

  /// What a lower-case hexadecimal digit stands for; negative for any other character. Digits are random,
  /// and no processor guesses branches of them.
  private static final byte[] DIGITS = digits();

  /// A fresh one.
  ///
  /// @param random of cryptographic quality
  public static RegistrationId random(RandomGenerator random) {
    return new RegistrationId(random.nextLong(), random.nextLong());
  }

  /// The id that `handle` spells; empty where it cannot be one of ours.
  public static Optional<RegistrationId> parse(String handle) {
    if (handle.length() != TEXT_LENGTH) {
      return Optional.empty();
    }
    int wrong = 0;
    long high = 0;
    long low = 0;
    for (int i = 0; i < TEXT_LENGTH / 2; i++) {
      int one = digit(handle.charAt(i));
      int other = digit(handle.charAt(i + TEXT_LENGTH / 2));
      wrong |= one | other;
      high = high << 4 | one;
      low = low << 4 | other;
    }
    return wrong < 0 ? Optional.empty() : Optional.of(new RegistrationId(high, low));
  }

  /// What `c` stands for; negative where it is no digit.
  private static int digit(char c) {
    return c < DIGITS.length ? DIGITS[c] : -1;
  }

  private static byte[] digits() {
    byte[] digits = new byte['f' + 1];
    Arrays.fill(digits, (byte) -1);
    for (int value = 0; value < 16; value++) {
      digits[Character.forDigit(value, 16)] = (byte) value;
    }
    return digits;
  }

  /// 32 lower-case hexadecimal digits.
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
