// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Reply;
import io.tern.coap.timer.TimerWheel;
import io.tern.spec.Spec;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Reply SILENCE = new Reply.TimedOut();
  private static final Reply REFUSAL = new Reply.Refused("message ids");
  private static final long SECOND = 1_000_000_000L;

  private final TimerWheel timers = new TimerWheel(0);
  private final Patience patience = new Patience(true, timers);
  private int again;

  private boolean bears(Patience with, Reply reply, boolean repeatable) {
    return with.bears(reply, repeatable, now -> again++, 0);
  }

  @Test
  @Spec("CBLK-10")
  void a_block_without_answer_is_sent_three_times_in_all() {
    assertThat(bears(patience, SILENCE, true)).isTrue();
    assertThat(bears(patience, SILENCE, true)).isTrue();
    assertThat(again).isEqualTo(2);
    assertThat(bears(patience, SILENCE, true)).isFalse();
    patience.renew();
    assertThat(bears(patience, SILENCE, true)).isTrue();
    assertThat(again).isEqualTo(3);
  }

  @Test
  @Spec("COAP-08")
  void a_block_that_is_refused_here_is_tried_every_ten_seconds_for_five_minutes() {
    long now = 0;
    for (int i = 0; i < 30; i++) {
      assertThat(patience.bears(REFUSAL, false, at -> again++, now)).isTrue();
      timers.advance(now + 9 * SECOND);
      assertThat(again).isEqualTo(i);
      now += 11 * SECOND;
      timers.advance(now);
      assertThat(again).isEqualTo(i + 1);
    }
    assertThat(bears(patience, REFUSAL, true)).isFalse();
    patience.renew();
    assertThat(bears(patience, REFUSAL, true)).isTrue();
    patience.end();
    assertThat(timers.pending()).isZero();
  }

  @Test
  void what_must_not_come_twice_other_replies_and_ordinary_requests_are_not_borne() {
    assertThat(bears(patience, SILENCE, false)).isFalse();
    assertThat(bears(patience, new Reply.Reset(), true)).isFalse();
    assertThat(bears(patience, new Reply.Cancelled(), true)).isFalse();
    Patience none = new Patience(false, timers);
    assertThat(bears(none, SILENCE, true)).isFalse();
    assertThat(bears(none, REFUSAL, true)).isFalse();
    assertThat(again).isZero();
    none.end();
  }
}
