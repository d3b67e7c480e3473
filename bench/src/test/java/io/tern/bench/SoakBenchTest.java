// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoakBenchTest {
  @Test
  void a_short_soak_keeps_its_pace_and_answers_all() throws Exception {
    assumeTrue(NativeSocket.isPossible());
    var bench = new SoakBench(200, 300, Duration.ofMillis(500), Duration.ofSeconds(1), 2);
    List<SoakBench.Piece> pieces = bench.measure(List.of());
    assertThat(pieces).hasSize(2);
    for (SoakBench.Piece piece : pieces) {
      assertThat(piece.load().wrong()).isZero();
      assertThat(piece.load().lost()).isZero();
      assertThat(piece.load().answered()).isBetween(100L, 310L);
      assertThat(piece.waits().micros(500)).isPositive();
    }
    assertThat(SoakBench.table(pieces).lines()).hasSize(3);
  }

  @Test
  void a_command_line_that_makes_no_sense_is_refused() throws Exception {
    assertThat(SoakBench.run(List.of("--minutes", "0"))).isEqualTo(2);
    assertThat(SoakBench.run(List.of("--minutes"))).isEqualTo(2);
    assertThat(SoakBench.run(List.of("--hours", "1"))).isEqualTo(2);
  }

  @Test
  void a_log_of_the_collector_tells_pauses_and_what_was_left() {
    CollectorLog log =
        CollectorLog.of(
            List.of(
                "[0.010s][info][gc] Using G1",
                "[1.234s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 24M->4M(512M)"
                    + " 3.123ms",
                "[2.500s][info][gc] GC(1) Pause Young (Concurrent Start) 300M->9M(512M) 12.500ms",
                "[2.600s][info][gc] GC(2) Concurrent Mark Cycle 33.111ms"));
    assertThat(log.pauses()).hasSize(2);
    assertThat(log.longestMillis(0)).isEqualTo(12.5);
    assertThat(log.longestMillis(3)).isZero();
    assertThat(log.leftMegabytes(0, 3)).isEqualTo(4);
    assertThat(log.leftMegabytes(2, 3)).isEqualTo(9);
    assertThat(log.leftMegabytes(3, 9)).isEqualTo(-1);
  }
}
