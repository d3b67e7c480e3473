// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FleetTest {
  private static final int DEVICES = 200_000;

  @Test
  void every_device_has_a_name_of_its_own_and_all_are_of_one_length() {
    assertThat(IntStream.range(0, DEVICES).mapToObj(Fleet::endpoint).distinct()).hasSize(DEVICES);
    assertThat(IntStream.range(0, DEVICES)).allMatch(it -> Fleet.endpoint(it).length() == 11);
  }

  @Test
  void devices_do_not_come_in_the_order_of_their_names() {
    long rising =
        IntStream.range(1, DEVICES)
            .filter(it -> Fleet.endpoint(it).compareTo(Fleet.endpoint(it - 1)) > 0)
            .count();
    assertThat(rising).isBetween(DEVICES / 5L, DEVICES * 4L / 5);
    assertThat(IntStream.range(1, DEVICES))
        .allMatch(it -> Math.abs(Fleet.number(it) - Fleet.number(it - 1)) > 1_000_000);
  }
}
