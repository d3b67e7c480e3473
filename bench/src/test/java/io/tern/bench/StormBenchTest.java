// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StormBenchTest {
  private static final int DEVICES = 2_000;

  @Test
  void a_fleet_that_comes_all_at_once_is_registered_on_the_disk_and_nobody_gives_up(
      @TempDir Path data) throws Exception {
    assumeTrue(NativeSocket.isPossible(), "needs Linux");
    try {
      Class.forName(ProductServer.MAIN);
    } catch (ClassNotFoundException e) {
      assumeTrue(false, "the product is not on the class path");
    }
    StormBench.Storm storm = new StormBench(DEVICES, 400).measure(data.resolve("data"));
    assertThat(storm.allSeconds()).isPositive();
    assertThat(storm.mostSeconds()).isBetween(0.0, storm.allSeconds());
    assertThat(storm.counts().wrong).isZero();
    assertThat(storm.counts().givenUp).isZero();
    assertThat(storm.counts().refusals).as("all of them may wait").isZero();
    assertThat(storm.counts().updates).as("answered meanwhile").isPositive();
  }
}
