// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The real servers in processes of their own, for a moment each.
class LwM2mBenchTest {
  private static final BenchOptions SHORT =
      BenchOptions.DEFAULT
          .withTimes(2, 200, 100)
          .withDevices(200)
          .withWindow(20)
          .withSettleSeconds(0)
          .withIdleSeconds(0);

  @BeforeEach
  void needs_linux() {
    assumeThat(NativeSocket.isPossible()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void both_servers_do_and_count_what_is_asked_and_their_processor_time_is_told(LwM2mCase kind)
      throws Exception {
    var measurements = new LwM2mBench(kind, SHORT).run();
    assertThat(measurements)
        .extracting(Measurement::subject)
        .containsExactly(LwM2mSubject.LESHAN, LwM2mSubject.TERN);
    assertThat(measurements)
        .allSatisfy(
            it -> {
              assertThat(it.wrong()).isZero();
              assertThat(it.answered()).isPositive();
              assertThat(it.cpuMicros()).hasSize(2);
            });
    assertThat(Report.json(kind.title(), measurements))
        .startsWith("{\"case\":\"" + kind.title() + "\",\"peer\":\"leshan\",")
        .hasLineCount(1);
  }

  @Test
  void devices_update_at_an_even_pace_before_anything_is_measured() throws Exception {
    long start = System.nanoTime();
    var measurements = new LwM2mBench(LwM2mCase.UPDATE, SHORT.withSettleSeconds(1)).run();
    assertThat(System.nanoTime() - start).isGreaterThan(1_000_000_000L);
    assertThat(measurements).allSatisfy(it -> assertThat(it.fault()).isEmpty());
  }

  @Test
  void a_fleet_is_held_in_less_heap_than_leshan_needs_and_its_updates_are_timed() throws Exception {
    var bench = new FleetBench(FleetCase.HEAP, 5_000, SHORT);
    var held = bench.run();
    assertThat(held)
        .extracting(FleetRun.Held::subject)
        .containsExactly(LwM2mSubject.LESHAN, LwM2mSubject.TERN);
    FleetRun.Held leshan = held.getFirst();
    FleetRun.Held tern = held.getLast();
    assertThat(tern.freshBytes()).isBetween(100.0, leshan.freshBytes() / 2);
    assertThat(tern.latencies().micros(500)).isBetween(1L, tern.latencies().micros(1_000));
    assertThat(bench.table(held)).hasLineCount(3);
    assertThat(bench.json(held)).contains("\"peer\":\"leshan\"").hasLineCount(2);
  }
}
