// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Reply;
import io.tern.spec.Spec;
import org.junit.jupiter.api.Test;

/// The wait before a retransmission follows the round trips of the peer (RFC 7252 §4.7, decision 8).
@Spec("RFC7252-4.7")
class RetransmissionTimeoutTest {
  private final Played played = new Played();

  /// One request, of which every copy is answered `seconds` after it was sent; how many copies more
  /// than one there were.
  private int exchange(double seconds) {
    int before = played.events.retransmitted;
    played.request(get("a"));
    Message request = played.sends();
    played.pass(seconds);
    played.sent.clear();
    played.receive(ack(request, Code.VALID));
    int copies = played.events.retransmitted - before;
    for (int i = 0; i < copies; i++) {
      played.receive(ack(request, Code.VALID));
    }
    return copies;
  }

  @Test
  void a_peer_that_takes_longer_is_soon_not_asked_twice_any_more() {
    assertThat(exchange(6)).as("nothing is known yet").isPositive();
    for (int i = 0; i < 8; i++) {
      exchange(6);
    }
    for (int i = 0; i < 20; i++) {
      assertThat(exchange(6)).as("exchange %d", i).isZero();
    }
  }

  @Test
  void a_peer_whose_first_copies_are_lost_is_not_taken_for_a_slow_one() {
    for (int i = 0; i < 20; i++) {
      played.request(get("a"));
      Message request = played.sends();
      assertThat(played.passUntilSent()).as("request %d", i).isBetween(2.0, 3.01);
      played.sent.clear();
      played.receive(ack(request, Code.VALID));
    }
  }

  @Test
  void a_quick_peer_is_waited_for_no_less_than_the_timeout_of_the_rfc() {
    for (int i = 0; i < 20; i++) {
      exchange(0.05);
    }
    played.request(get("a"));
    played.sends();
    assertThat(played.passUntilSent()).isBetween(2.0, 3.01);
  }

  @Test
  void slow_or_not_a_message_is_given_up_within_the_time_of_the_rfc() {
    for (int i = 0; i < 40; i++) {
      exchange(20);
    }
    played.replies.clear();
    played.events.retransmitted = 0;
    played.request(get("a"));
    assertThat(played.passUntilSentAgain()).as("first retransmission").isBetween(10.0, 15.01);
    played.pass(93 - 15);
    assertThat(played.events.retransmitted).as("as often as ever").isEqualTo(4);
    played.pass(16);
    assertThat(played.reply()).isInstanceOf(Reply.TimedOut.class);
  }

  @Test
  void what_was_measured_long_ago_counts_less_and_less() {
    for (int i = 0; i < 20; i++) {
      exchange(6);
    }
    for (int i = 0; i < 20; i++) {
      played.pass(120);
      exchange(0.6);
    }
    played.request(get("a"));
    played.sends();
    assertThat(played.passUntilSent()).as("of 6 to 9 s before").isLessThan(5.0);
  }
}
