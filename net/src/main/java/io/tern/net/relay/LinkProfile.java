// SPDX-License-Identifier: Apache-2.0

package io.tern.net.relay;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How a link in one direction treats datagrams.
///
/// @param loss share that is lost, 0 to 1
/// @param duplication share that arrives twice, 0 to 1; each copy has a delay of its own
/// @param reordering share that is held back, so that later ones overtake it, 0 to 1
/// @param delay how long a datagram is under way
/// @param holdBack what is added to the delay of those held back
/// @param datagramBytesMax larger ones vanish without a word, as in a network that drops fragments
public record LinkProfile(
    double loss,
    double duplication,
    double reordering,
    Delay delay,
    Delay holdBack,
    int datagramBytesMax) {
  private static final int BYTES_MAX = 65_527;

  /// Everything arrives at once and in order.
  public static final LinkProfile PERFECT =
      new LinkProfile(0, 0, 0, Delay.NONE, Delay.NONE, BYTES_MAX);

  /// A narrow-band cellular link at the edge of its cell: 5 % loss, a round trip of 1.5 to 10 s.
  public static final LinkProfile NB_IOT =
      PERFECT
          .withLoss(0.05)
          .withDuplication(0.02)
          .withReordering(0.05, Delay.uniform(Duration.ofMillis(100), Duration.ofSeconds(3)))
          .withDelay(Delay.logNormal(Duration.ofMillis(1200), 0.6, Duration.ofSeconds(5)));

  /// 20 % loss, 10 % duplicates, 10 % held back, and 1 to 10 s under way.
  public static final LinkProfile ROUGH =
      PERFECT
          .withLoss(0.2)
          .withDuplication(0.1)
          .withReordering(0.1, Delay.uniform(Duration.ofSeconds(1), Duration.ofSeconds(20)))
          .withDelay(Delay.uniform(Duration.ofSeconds(1), Duration.ofSeconds(10)));

  public LinkProfile {
    requireShare("loss", loss);
    requireShare("duplication", duplication);
    requireShare("reordering", reordering);
    if (datagramBytesMax < 0) {
      throw new IllegalArgumentException("datagramBytesMax: " + datagramBytesMax);
    }
  }

  private static void requireShare(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + " is a share from 0 to 1: " + share);
    }
  }

  /// The same with this loss.
  public LinkProfile withLoss(double share) {
    return new LinkProfile(share, duplication, reordering, delay, holdBack, datagramBytesMax);
  }

  /// The same with this duplication.
  public LinkProfile withDuplication(double share) {
    return new LinkProfile(loss, share, reordering, delay, holdBack, datagramBytesMax);
  }

  /// The same with this reordering.
  public LinkProfile withReordering(double share, Delay heldBack) {
    return new LinkProfile(loss, duplication, share, delay, heldBack, datagramBytesMax);
  }

  /// The same with this delay.
  public LinkProfile withDelay(Delay underWay) {
    return new LinkProfile(loss, duplication, reordering, underWay, holdBack, datagramBytesMax);
  }

  /// The same with this limit.
  public LinkProfile withDatagramBytesMax(int bytesMax) {
    return new LinkProfile(loss, duplication, reordering, delay, holdBack, bytesMax);
  }

  /// What becomes of one datagram of `bytes` bytes.
  public Fate fate(int bytes, RandomGenerator random) {
    if (bytes > datagramBytesMax) {
      return Fate.TOO_LARGE;
    }
    if (random.nextDouble() < loss) {
      return Fate.LOST;
    }
    boolean twice = random.nextDouble() < duplication;
    long first = delayNanos(random);
    return twice ? new Fate.Twice(first, delayNanos(random)) : new Fate.Once(first);
  }

  private long delayNanos(RandomGenerator random) {
    long nanos = delay.nanos(random);
    return random.nextDouble() < reordering ? nanos + holdBack.nanos(random) : nanos;
  }
}
