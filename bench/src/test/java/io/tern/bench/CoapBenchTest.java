// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The real servers in processes of their own, for a moment each.
class CoapBenchTest {
  private static final BenchOptions SHORT =
      BenchOptions.DEFAULT.withTimes(2, 200, 100).withClients(1_000).withWindow(20);

  @BeforeEach
  void needs_linux() {
    assumeThat(NativeSocket.isPossible()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void all_servers_do_what_is_asked_and_their_processor_time_is_told(CoapCase kind)
      throws Exception {
    var measurements = new CoapBench(kind, SHORT).run();
    assertThat(measurements)
        .extracting(Measurement::subject)
        .containsExactlyElementsOf(Stream.of(Subject.values()).filter(kind::suits).toList());
    assertThat(measurements)
        .allSatisfy(
            it -> {
              assertThat(it.wrong()).isZero();
              assertThat(it.answered()).isPositive();
              assertThat(it.cpuMicros()).hasSize(2);
            });
    assertThat(Report.json(kind.title(), measurements).lines()).hasSize(measurements.size() - 1);
  }

  @Test
  void a_peer_costs_little_and_nothing_when_it_is_idle() throws Exception {
    var bench = new PeersBench(20_000);
    assertThat(bench.ofEndpoint())
        .allSatisfy(
            held ->
                assertThat(held.bytesPerPeer())
                    .as("%s", held)
                    .isLessThan(held.idle() ? 50 : 1_000));
    assertThat(bench.ofProcess(Subject.TERN, SHORT)).isBetween(50.0, 1_000.0);
  }
}
