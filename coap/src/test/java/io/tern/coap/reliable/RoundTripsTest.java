// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.TransmissionParameters;
import io.tern.spec.Spec;
import org.junit.jupiter.api.Test;

@Spec("RFC7252-4.7")
class RoundTripsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final TransmissionParameters D = TransmissionParameters.DEFAULT;

  private final RoundTrips trips = new RoundTrips();

  private long timeout(long nowNanos) {
    return trips.timeoutNanos(D, nowNanos);
  }

  @Test
  void only_round_trips_that_come_near_the_timeout_matter() {
    assertThat(RoundTrips.matters(D.ackTimeoutNanos() / 4, D)).isFalse();
    assertThat(RoundTrips.matters(D.ackTimeoutNanos() / 4 + 1, D)).isTrue();
  }

  @Test
  void a_slow_peer_is_waited_for_longer_and_one_measurement_moves_the_wait_half_way() {
    trips.measured(4 * SECOND, D, 0);
    // Mean 4 s, spread 2 s: 12 s is the estimate, halved with the 2 s of before.
    assertThat(timeout(0)).isEqualTo(7 * SECOND);
    trips.measured(4 * SECOND, D, 0);
    // The spread shrinks by a quarter to 1.5 s: 10 s, halved with 7 s.
    assertThat(timeout(0)).isEqualTo(8_500_000_000L);
  }

  @Test
  void a_steady_peer_is_waited_for_little_longer_than_it_takes() {
    for (int i = 0; i < 200; i++) {
      trips.measured(6 * SECOND, D, i);
    }
    assertThat(timeout(200)).isBetween(6 * SECOND, 6_500_000_000L);
  }

  @Test
  void a_peer_that_varies_is_waited_for_longer_than_a_steady_one() {
    RoundTrips steady = new RoundTrips();
    for (int i = 0; i < 100; i++) {
      steady.measured(4 * SECOND, D, 0);
      trips.measured((i % 2 == 0 ? 3 : 5) * SECOND, D, 0);
    }
    assertThat(timeout(0)).isGreaterThan(steady.timeoutNanos(D, 0) + 2 * SECOND);
  }

  @Test
  void a_peer_that_becomes_quicker_is_not_waited_for_longer() {
    for (int i = 0; i < 100; i++) {
      trips.measured(6 * SECOND, D, 0);
    }
    long before = timeout(0);
    trips.measured(SECOND, D, 0);
    assertThat(timeout(0)).isLessThanOrEqualTo(before + SECOND / 4);
    for (int i = 0; i < 200; i++) {
      trips.measured(SECOND, D, 0);
    }
    assertThat(timeout(0)).isEqualTo(D.ackTimeoutNanos());
  }

  @Test
  void the_wait_is_never_shorter_than_the_timeout_of_the_link() {
    for (int i = 0; i < 50; i++) {
      trips.measured(1, D, 0);
    }
    assertThat(timeout(0)).isEqualTo(D.ackTimeoutNanos());
  }

  @Test
  void the_wait_leaves_room_for_all_retransmissions() {
    for (int i = 0; i < 50; i++) {
      trips.measured(1000 * SECOND, D, 0);
    }
    assertThat(timeout(0)).isEqualTo((long) (D.maxTransmitSpanNanos() / (3 * D.ackRandomFactor())));
  }

  @Test
  void what_was_measured_long_ago_counts_half_each_time() {
    trips.measured(4 * SECOND, D, 0);
    assertThat(timeout(28 * SECOND)).as("four waits of 7 s").isEqualTo(7 * SECOND);
    assertThat(timeout(28 * SECOND + 1)).as("halved with 2 s").isEqualTo(4_500_000_000L);
    assertThat(timeout(28 * SECOND + 2)).as("not at once again").isEqualTo(4_500_000_000L);
    assertThat(timeout(47 * SECOND)).as("after four waits more").isEqualTo(3_250_000_000L);
  }
}
