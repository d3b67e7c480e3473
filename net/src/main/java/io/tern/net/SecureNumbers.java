// SPDX-License-Identifier: Apache-2.0

package io.tern.net;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/// Random numbers that nobody can guess. They are taken from [SecureRandom] many at a time: one by one each
/// costs as much as the rest of a small request. For one thread.
public final class SecureNumbers implements RandomGenerator {
  private static final int BYTES = 1_024;

  private final SecureRandom source = new SecureRandom();
  private final ByteBuffer drawn = ByteBuffer.allocate(BYTES).limit(0);

  @Override
  public long nextLong() {
    if (!drawn.hasRemaining()) {
      source.nextBytes(drawn.array());
      drawn.clear();
    }
    return drawn.getLong();
  }
}
