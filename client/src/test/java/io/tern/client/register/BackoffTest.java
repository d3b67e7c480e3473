// SPDX-License-Identifier: Apache-2.0

package io.tern.client.register;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.client.RetryRules;
import io.tern.spec.Spec;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  @Spec({"REG-111", "REG-112", "REG-71"})
  void pauses_follow_the_rules_and_exceed_them_by_an_eighth_at_most() {
    for (long seed = 0; seed < 2000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      RetryRules rules =
          new RetryRules(
              1 + random.nextInt(20), random.nextLong(0xFFFF_FFFFL), random.nextInt(1_000_000));
      Backoff backoff = new Backoff(random);
      for (int sequence = 0; sequence < 2; sequence++) {
        for (int n = 1; n <= rules.retryCount(); n++) {
          long least =
              n == rules.retryCount()
                  ? rules.sequenceDelaySeconds() * SECOND
                  : Math.min(rules.retryTimerSeconds() << Math.min(n - 1, 16), RetryRules.NEVER)
                      * SECOND;
          assertThat(backoff.afterFailure(rules).orElseThrow())
              .as("seed %d, attempt %d of %s", seed, n, rules)
              .isBetween(least, least + least / 8);
        }
      }
    }
  }

  @Test
  @Spec("REG-112")
  void after_the_last_attempt_of_the_last_sequence_there_is_none() {
    RetryRules rules = new RetryRules(2, 1, RetryRules.NEVER);
    Backoff backoff = new Backoff(new SplittableRandom(1));
    assertThat(backoff.afterFailure(rules)).isPresent();
    assertThat(backoff.afterFailure(rules)).isEqualTo(OptionalLong.empty());
    assertThat(backoff.afterRejection(rules)).isEmpty();
  }

  @Test
  @Spec({"REG-09", "COAP-19"})
  void a_busy_server_is_believed_and_less_and_less_where_it_says_so_again() {
    RetryRules rules = new RetryRules(2, 60, RetryRules.NEVER);
    for (long maxAge : new long[] {0, 3, 45, 1_000, 0xFFFF_FFFFL}) {
      Backoff backoff = new Backoff(new SplittableRandom(maxAge));
      for (int answer = 0; answer < 100; answer++) {
        long least = Math.max(maxAge, Math.min(60, 1L << Math.min(answer, 10))) * SECOND;
        assertThat(backoff.afterBusy(maxAge, rules).orElseThrow())
            .as("answer %d with Max-Age %d", answer, maxAge)
            .isBetween(least, least + least / 8);
      }
      backoff.reset();
      assertThat(backoff.afterBusy(0, rules).orElseThrow()).isLessThan(2 * SECOND);
      assertThat(backoff.afterFailure(rules)).as("the first failed attempt").isPresent();
    }
  }

  @Test
  @Spec("REG-71")
  void two_clients_do_not_come_back_in_step() {
    Set<Long> pauses = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      pauses.add(
          new Backoff(new SplittableRandom(seed)).afterFailure(RetryRules.DEFAULT).orElseThrow());
    }
    assertThat(pauses).hasSizeGreaterThan(95);
  }
}
