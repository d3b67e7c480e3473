// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import java.util.Optional;
import java.util.random.RandomGenerator;

/// Names one registration: the last segment of its location `/rd/{handle}`. 128 random bits, so that
/// nobody finds another client's by trying.
public record RegistrationId(long high, long low) {
  private static final int TEXT_LENGTH = 32;

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
    for (int i = 0; i < TEXT_LENGTH; i++) {
      char c = handle.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new RegistrationId(
            Long.parseUnsignedLong(handle, 0, 16, 16),
            Long.parseUnsignedLong(handle, 16, TEXT_LENGTH, 16)));
  }

  /// 32 lower-case hexadecimal digits.
  @Override
  public String toString() {
    String highDigits = Long.toHexString(high);
    String lowDigits = Long.toHexString(low);
    return "0".repeat(16 - highDigits.length())
        + highDigits
        + "0".repeat(16 - lowDigits.length())
        + lowDigits;
  }
}
