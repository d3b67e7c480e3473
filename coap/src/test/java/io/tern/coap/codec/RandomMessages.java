// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.codec;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import java.util.random.RandomGenerator;

/// Messages of every shape that the format allows, drawn from a seeded generator.
final class RandomMessages {
  /// Sizes and deltas around the edges of the extended forms.
  private static final int[] EDGES = {0, 1, 12, 13, 14, 255, 268, 269, 270, 525, 65_535};

  private RandomMessages() {}

  static Message draw(RandomGenerator random) {
    Type type = Type.of(random.nextInt(4));
    int messageId = random.nextInt(65_536);
    if (random.nextInt(12) == 0) {
      return Message.empty(type, messageId);
    }
    return new Message(
        type,
        Code.of(1 + random.nextInt(255)),
        messageId,
        token(random),
        options(random),
        bytes(random, random.nextInt(3) == 0 ? 0 : random.nextInt(200)));
  }

  private static Token token(RandomGenerator random) {
    return random.nextInt(4) == 0
        ? Token.of(bytes(random, edge(random, 600)))
        : Token.of(random.nextLong(), random.nextInt(9));
  }

  private static Options options(RandomGenerator random) {
    int count = random.nextInt(20) == 0 ? 64 : random.nextInt(8);
    Options.Builder builder = Options.builder();
    int number = 0;
    for (int i = 0; i < count; i++) {
      int delta = edge(random, 65_535 - number);
      number += random.nextInt(3) == 0 ? 0 : random.nextBoolean() ? delta : delta % 30;
      builder.add(number, bytes(random, count > 8 ? random.nextInt(9) : edge(random, 600)));
    }
    return builder.build();
  }

  private static int edge(RandomGenerator random, int max) {
    int drawn = random.nextInt(3) == 0 ? EDGES[random.nextInt(EDGES.length)] : random.nextInt(20);
    return Math.min(drawn, max);
  }

  static Bytes bytes(RandomGenerator random, int size) {
    byte[] array = new byte[size];
    random.nextBytes(array);
    return Bytes.wrap(array);
  }
}
