// SPDX-License-Identifier: Apache-2.0

package io.tern.net.relay;

import java.util.SplittableRandom;

/// One direction between two peers. What it does with the n-th datagram depends on its seed, on n and
/// on the profile of the moment, and on nothing that was before.
public final class Link {
  private final long seed;
  private LinkProfile profile;
  private long datagrams;

  /// A link of `profile`.
  public Link(LinkProfile profile, long seed) {
    this.profile = profile;
    this.seed = seed;
  }

  /// Decides over the next datagram, of `bytes` bytes.
  public Fate next(int bytes) {
    return profile.fate(bytes, new SplittableRandom(mix(seed, datagrams++)));
  }

  /// Treats further datagrams as `next` says.
  public void become(LinkProfile next) {
    profile = next;
  }

  /// A seed for part `number` of what has the seed `seed`.
  public static long mix(long seed, long number) {
    long z = (seed ^ 0x5851F42D4C957F2DL) + number * 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
