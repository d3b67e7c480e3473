// SPDX-License-Identifier: Apache-2.0

package io.tern.app.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.spec.Spec;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The short form of `tern crash`.
class CrashRunTest {
  private static final int ROUNDS = 20;

  @TempDir Path data;

  @Test
  @Spec({"4.1", "4.2", "4.3", "4.6", "4.8", "C31"})
  void nothing_that_was_acknowledged_is_lost_when_the_server_is_killed() throws Exception {
    long seed = Long.getLong("tern.crash.seed", System.nanoTime());
    System.out.println("tern.crash.seed=" + seed);
    CrashRun.Plan plan = new CrashRun.Plan(ROUNDS, 2_000, 300, 500, 3_000, seed);
    Findings findings = new CrashRun(plan, data, System.out::println).run();
    assertThat(findings.violations()).as("seed %d, %s", seed, findings).isEmpty();
    assertThat(findings.acknowledgedCount()).isGreaterThan(ROUNDS * 50L);
  }
}
