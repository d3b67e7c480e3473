// SPDX-License-Identifier: Apache-2.0

package io.tern.net.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LinkTest {
  @Test
  void a_perfect_link_delivers_everything_once_and_at_once() {
    var link = new Link(LinkProfile.PERFECT, 1);
    for (int i = 0; i < 1000; i++) {
      assertThat(link.next(65_527)).isEqualTo(new Fate.Once(0));
    }
  }

  @Test
  void loses_doubles_and_holds_back_the_shares_it_was_told() {
    var profile =
        LinkProfile.PERFECT
            .withLoss(0.2)
            .withDuplication(0.1)
            .withReordering(0.3, Delay.fixed(Duration.ofSeconds(5)))
            .withDelay(Delay.fixed(Duration.ofSeconds(1)));
    List<Fate> fates = fates(new Link(profile, 7), 50_000);
    double lost = fates.stream().filter(Fate.LOST::equals).count() / 50_000.0;
    double twice = fates.stream().filter(Fate.Twice.class::isInstance).count() / 50_000.0;
    double held = fates.stream().filter(new Fate.Once(6_000_000_000L)::equals).count() / 50_000.0;
    assertThat(lost).isCloseTo(0.2, within(0.01));
    assertThat(twice).isCloseTo(0.8 * 0.1, within(0.01));
    assertThat(held).isCloseTo(0.8 * 0.9 * 0.3, within(0.01));
  }

  @Test
  void one_seed_is_one_fate_for_each_datagram_whatever_came_before() {
    List<Fate> expected = fates(new Link(LinkProfile.ROUGH, 42), 1000);
    assertThat(fates(new Link(LinkProfile.ROUGH, 42), 1000)).isEqualTo(expected);
    assertThat(fates(new Link(LinkProfile.ROUGH, 43), 1000)).isNotEqualTo(expected);

    var changing = new Link(LinkProfile.PERFECT, 42);
    changing.next(1);
    changing.become(LinkProfile.NB_IOT);
    changing.next(1);
    changing.become(LinkProfile.ROUGH);
    assertThat(fates(changing, 998)).isEqualTo(expected.subList(2, 1000));
  }

  @Test
  void what_is_too_large_vanishes() {
    var link = new Link(LinkProfile.PERFECT.withDatagramBytesMax(512), 1);
    assertThat(link.next(513)).isEqualTo(Fate.TOO_LARGE);
    assertThat(link.next(512)).isEqualTo(new Fate.Once(0));
  }

  @Test
  void delays_stay_within_their_range() {
    var uniform = Delay.uniform(Duration.ofNanos(10), Duration.ofNanos(20));
    var logNormal = Delay.logNormal(Duration.ofSeconds(2), 0.5, Duration.ofSeconds(9));
    var random = new SplittableRandom(3);
    int belowMedian = 0;
    for (int i = 0; i < 10_000; i++) {
      assertThat(uniform.nanos(random)).isBetween(10L, 20L);
      long nanos = logNormal.nanos(random);
      assertThat(nanos).isBetween(0L, 9_000_000_000L);
      belowMedian += nanos < 2_000_000_000L ? 1 : 0;
    }
    assertThat(belowMedian).isCloseTo(5000, within(200));
  }

  @Test
  void nonsense_is_a_bug_of_the_caller() {
    assertThatThrownBy(() -> LinkProfile.PERFECT.withLoss(1.1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LinkProfile.PERFECT.withDuplication(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Delay.uniform(Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Fate> fates(Link link, int count) {
    List<Fate> fates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      fates.add(link.next(100));
    }
    return fates;
  }
}
