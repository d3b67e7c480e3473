// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

/// A hash of endpoint names that depends on two secrets, so that nobody can choose names which meet.
final class EndpointHash implements ToLongFunction<byte[]> {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long first;
  private final long second;

  EndpointHash(RandomGenerator random) {
    first = random.nextLong();
    second = random.nextLong() | 1;
  }

  @Override
  public long applyAsLong(byte[] endpoint) {
    long hash = first;
    int i = 0;
    for (; i <= endpoint.length - Long.BYTES; i += Long.BYTES) {
      hash = mix(hash ^ (long) LONGS.get(endpoint, i));
    }
    long rest = 0;
    for (; i < endpoint.length; i++) {
      rest = rest << Byte.SIZE | endpoint[i] & 0xFF;
    }
    return mix(mix(hash ^ rest) ^ endpoint.length);
  }

  /// Both halves of the product.
  private long mix(long value) {
    return value * second ^ Math.unsignedMultiplyHigh(value, second);
  }
}
