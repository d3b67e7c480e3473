// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// The real servers in processes of their own, for a moment each.
class CoapBenchTest {
  @Test
  void all_servers_answer_and_their_processor_time_is_told() throws Exception {
    BenchOptions options = BenchOptions.DEFAULT.withTimes(2, 500, 300);
    List<Measurement> measurements = new CoapBench(options).run();
    assertThat(measurements)
        .extracting(Measurement::subject)
        .containsExactly(Subject.ECHO, Subject.CALIFORNIUM, Subject.TERN);
    assertThat(measurements)
        .allSatisfy(
            it -> {
              assertThat(it.wrong()).isZero();
              assertThat(it.answered()).isPositive();
              assertThat(it.cpuMicros()).hasSize(2);
              // Linux counts processor time in steps of 10 ms: one round may show none.
              assertThat(it.cpuMicros().stream().mapToDouble(Double::doubleValue).sum())
                  .isPositive();
            });
    assertThat(Report.json("coap", measurements).lines()).hasSize(2);
  }
}
