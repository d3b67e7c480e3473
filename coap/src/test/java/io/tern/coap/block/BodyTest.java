// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.spec.Spec;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BodyTest {
  @Test
  @Spec("CBLK-09")
  void blocks_are_joined_and_counted_until_the_body_is_taken_or_dropped() {
    for (long seed = 0; seed < 100; seed++) {
      var random = new SplittableRandom(seed);
      BodyBudget budget = new BodyBudget(100_000);
      Body body = new Body(budget, 50_000);
      Bytes expected = Bytes.EMPTY;
      while (expected.size() < 20_000) {
        byte[] block = new byte[random.nextInt(2000)];
        random.nextBytes(block);
        assertThat(body.append(Bytes.copyOf(block), this, 0)).isEqualTo(Body.Growth.DONE);
        expected = expected.concat(Bytes.wrap(block));
        assertThat(body.size()).isEqualTo(expected.size());
        assertThat(budget.used())
            .isBetween((long) expected.size(), Math.max(2000L, 2L * expected.size()));
      }
      if (random.nextBoolean()) {
        assertThat(body.take()).as("seed " + seed).isEqualTo(expected);
      } else {
        body.drop();
      }
      assertThat(budget.used()).isZero();
      assertThat(body.size()).isZero();
    }
  }

  @Test
  @Spec("C18")
  void a_block_that_is_too_much_changes_nothing() {
    BodyBudget budget = new BodyBudget(150);
    Body first = new Body(budget, 100);
    Body second = new Body(budget, 100);
    assertThat(first.append(Bytes.wrap(new byte[100]), this, 0)).isEqualTo(Body.Growth.DONE);
    assertThat(first.append(Bytes.of(1), this, 0)).isEqualTo(Body.Growth.TOO_LARGE);
    assertThat(second.append(Bytes.wrap(new byte[51]), this, 0)).isEqualTo(Body.Growth.NO_ROOM);
    assertThat(second.append(Bytes.wrap(new byte[50]), this, 0)).isEqualTo(Body.Growth.DONE);
    assertThat(budget.used()).isEqualTo(150);
    assertThat(first.take().size()).isEqualTo(100);
    assertThat(second.size()).isEqualTo(50);
  }
}
