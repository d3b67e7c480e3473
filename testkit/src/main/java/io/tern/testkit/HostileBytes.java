// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import io.tern.coap.Bytes;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Datagrams of an attacker or a broken device, without end: random ones, random ones that begin like
/// CoAP, and valid ones that were damaged. One seed is one sequence.
public final class HostileBytes {
  private static final int RANDOM_BYTES_MAX = 1500;
  private static final int MUTATIONS_MAX = 8;

  /// Octets at which parsers change their mind: nibble and length limits, the payload marker.
  private static final int[] EDGES = {
    0x00, 0x01, 0x0C, 0x0D, 0x0E, 0x0F, 0x40, 0x44, 0x48, 0x49, 0x4F, 0x50, 0x60, 0x70, 0x7F, 0x80,
    0xB1, 0xBD, 0xBE, 0xC0, 0xD0, 0xD1, 0xDD, 0xDE, 0xE0, 0xEE, 0xF0, 0xFE, 0xFF
  };

  private final RandomGenerator random;
  private final List<Bytes> corpus;

  /// @param corpus valid messages to damage, at least one; [HostileCorpus#coap] has some
  public HostileBytes(long seed, List<Bytes> corpus) {
    if (corpus.isEmpty()) {
      throw new IllegalArgumentException("nothing to damage");
    }
    this.random = new SplittableRandom(seed);
    this.corpus = List.copyOf(corpus);
  }

  /// The next datagram, 0 to 65,507 bytes long and mostly short.
  public Bytes next() {
    return switch (random.nextInt(10)) {
      case 0 -> randomBytes();
      case 1, 2 -> likeCoap();
      default -> damaged();
    };
  }

  private Bytes randomBytes() {
    byte[] array = new byte[random.nextInt(random.nextInt(1, RANDOM_BYTES_MAX) + 1)];
    random.nextBytes(array);
    return Bytes.wrap(array);
  }

  /// Version 1, a token length, and then options out of a hat.
  private Bytes likeCoap() {
    byte[] array = randomBytes().concat(Bytes.of(0, 0, 0, 0)).toArray();
    int tokenSize = random.nextInt(16) == 0 ? random.nextInt(16) : random.nextInt(9);
    array[0] = (byte) (0x40 | random.nextInt(4) << 4 | tokenSize);
    if (random.nextBoolean()) {
      array[1] = (byte) random.nextInt(8);
    }
    for (int i = 4 + tokenSize; i < array.length; i += 1 + random.nextInt(6)) {
      array[i] = (byte) edge();
    }
    return Bytes.wrap(array);
  }

  private Bytes damaged() {
    Bytes datagram = pick();
    int mutations = 1 + random.nextInt(MUTATIONS_MAX);
    for (int i = 0; i < mutations; i++) {
      datagram = mutate(datagram);
    }
    return datagram.size() <= 65_507 ? datagram : datagram.slice(0, 65_507);
  }

  private Bytes pick() {
    return corpus.get(random.nextInt(corpus.size()));
  }

  private Bytes mutate(Bytes datagram) {
    int size = datagram.size();
    int at = random.nextInt(size + 1);
    int to = at + random.nextInt(Math.min(size - at, 64) + 1);
    Bytes head = datagram.slice(0, at);
    Bytes tail = datagram.slice(to, size);
    return switch (random.nextInt(8)) {
      case 0 -> head;
      case 1 -> head.concat(tail);
      case 2 -> head.concat(datagram.slice(at, to)).concat(datagram.slice(at, size));
      case 3 -> head.concat(randomBytes()).concat(tail);
      case 4 -> head.concat(Bytes.of(edge())).concat(tail);
      case 5 -> head.concat(spliceOf(pick()));
      default -> overwritten(datagram, random.nextBoolean() ? edge() : random.nextInt(256));
    };
  }

  private Bytes spliceOf(Bytes other) {
    return other.slice(random.nextInt(other.size() + 1), other.size());
  }

  private Bytes overwritten(Bytes datagram, int octet) {
    if (datagram.isEmpty()) {
      return Bytes.of(octet);
    }
    byte[] array = datagram.toArray();
    int at = random.nextInt(array.length);
    array[at] = (byte) (random.nextInt(3) == 0 ? array[at] ^ 1 << random.nextInt(8) : octet);
    return Bytes.wrap(array);
  }

  private int edge() {
    return EDGES[random.nextInt(EDGES.length)];
  }
}
