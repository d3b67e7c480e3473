// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Message;
import io.tern.coap.TransmissionParameters;
import io.tern.coap.Type;
import io.tern.coap.message.Delivery;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final long SECOND = 1_000_000_000L;

  private final Lane lane = new Lane(new MessageIds(7));

  /// A delivery that nobody tells anything.
  private static Delivery delivery() {
    return new Delivery() {
      @Override
      public Message compose(int messageId, long nowNanos) {
        return Message.empty(Type.NON, messageId);
      }

      @Override
      public void onAcknowledged(long nowNanos) {}

      @Override
      public void onResponse(Message acknowledgement, long nowNanos) {}

      @Override
      public void onReset(long nowNanos) {}

      @Override
      public void onTimedOut(long nowNanos) {}

      @Override
      public void onRefused(String limit, long nowNanos) {}
    };
  }

  @Test
  @Spec("COAP-14")
  void a_reset_finds_each_of_the_last_sixteen_unconfirmed_messages_once() {
    List<Delivery> sent = new ArrayList<>();
    for (int id = 0; id < 20; id++) {
      sent.add(delivery());
      lane.remember(id, sent.get(id));
    }
    for (int id = 0; id < 20; id++) {
      if (id < 4) {
        assertThat(lane.takeUnconfirmed(id)).as("id %d", id).isNull();
      } else {
        assertThat(lane.takeUnconfirmed(id)).as("id %d", id).isSameAs(sent.get(id));
      }
      assertThat(lane.takeUnconfirmed(id)).isNull();
    }
  }

  @Test
  void a_delivery_that_is_forgotten_is_not_found() {
    Delivery kept = delivery();
    Delivery forgotten = delivery();
    lane.remember(1, kept);
    lane.remember(2, forgotten);
    lane.remember(3, forgotten);
    lane.forget(forgotten);
    assertThat(lane.takeUnconfirmed(2)).isNull();
    assertThat(lane.takeUnconfirmed(3)).isNull();
    assertThat(lane.takeUnconfirmed(1)).isSameAs(kept);
  }

  @Test
  @Spec("C19")
  void who_guesses_message_ids_is_not_believed_until_something_new_is_sent() {
    for (int i = 0; i < 8; i++) {
      lane.countStray();
      assertThat(lane.believesMessageIds()).isTrue();
    }
    lane.countStray();
    assertThat(lane.believesMessageIds()).isFalse();
    lane.started();
    assertThat(lane.believesMessageIds()).isTrue();
    for (int i = 0; i < 9; i++) {
      lane.countStray();
    }
    lane.remember(1, delivery());
    assertThat(lane.believesMessageIds()).isTrue();
  }

  @Test
  @Spec("RFC7641-4.5.1")
  void notifications_go_in_a_burst_and_then_one_in_three_seconds() {
    long now = 100 * SECOND;
    for (int i = 0; i < 16; i++) {
      assertThat(lane.pauseNanos(now)).as("number %d", i).isZero();
    }
    assertThat(lane.pauseNanos(now)).isEqualTo(3 * SECOND);
    assertThat(lane.pauseNanos(now + SECOND)).as("asking costs nothing").isEqualTo(2 * SECOND);
    assertThat(lane.pauseNanos(now + 3 * SECOND)).isZero();
    assertThat(lane.pauseNanos(now + 3 * SECOND)).isEqualTo(3 * SECOND);
    for (int i = 0; i < 16; i++) {
      assertThat(lane.pauseNanos(now + 500 * SECOND)).as("a burst again").isZero();
    }
  }

  private Transmission transmission(long startedAtNanos, int attempt) {
    Transmission made = new Transmission(null, null, delivery(), TransmissionParameters.DEFAULT);
    made.startedAtNanos = startedAtNanos;
    made.attempt = attempt;
    made.sent = new Transmission.Sent(Message.empty(Type.CON, 33), io.tern.coap.Bytes.EMPTY);
    return made;
  }

  @Test
  @Spec("RFC7641-4.5.1")
  void notifications_go_once_a_round_trip_where_one_was_measured() {
    lane.acknowledged(transmission(0, 0), SECOND);
    for (int i = 0; i < 16; i++) {
      assertThat(lane.pauseNanos(0)).isZero();
    }
    assertThat(lane.pauseNanos(0)).isEqualTo(SECOND);
    lane.acknowledged(transmission(0, 0), 9 * SECOND);
    long now = 1000 * SECOND;
    for (int i = 0; i < 16; i++) {
      assertThat(lane.pauseNanos(now)).isZero();
    }
    assertThat(lane.pauseNanos(now))
        .as("1 s, and an eighth of what 9 s is more")
        .isEqualTo(2 * SECOND);
  }

  @Test
  @Spec("RFC7252-4.7")
  void a_quick_peer_is_waited_for_as_usual_and_a_slow_one_longer() {
    TransmissionParameters usual = TransmissionParameters.DEFAULT;
    lane.acknowledged(transmission(0, 0), usual.ackTimeoutNanos() / 4);
    assertThat(lane.timeoutNanos(usual, 0)).isEqualTo(usual.ackTimeoutNanos());
    lane.acknowledged(transmission(0, 0), 4 * SECOND);
    assertThat(lane.timeoutNanos(usual, 4 * SECOND)).isGreaterThan(6 * SECOND);
  }

  @Test
  void a_message_that_was_sent_again_measures_only_when_both_copies_are_acknowledged() {
    TransmissionParameters usual = TransmissionParameters.DEFAULT;
    lane.acknowledged(transmission(0, 1), 4 * SECOND);
    assertThat(lane.timeoutNanos(usual, 4 * SECOND)).isEqualTo(usual.ackTimeoutNanos());
    assertThat(lane.isSecondAcknowledgement(34, usual, 5 * SECOND)).isFalse();
    assertThat(lane.isSecondAcknowledgement(33, usual, 5 * SECOND)).isTrue();
    assertThat(lane.timeoutNanos(usual, 5 * SECOND)).isGreaterThan(6 * SECOND);
    assertThat(lane.isSecondAcknowledgement(33, usual, 5 * SECOND)).as("a third").isFalse();
  }
}
