// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Message;
import io.tern.coap.ObservationListener;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Requester.Observation;
import io.tern.coap.Response;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@Spec({"RFC7641-3.3.1", "COBS-02"})
class FreshnessTest {
  private final Played played = new Played();
  private final List<String> seen = new ArrayList<>();
  private final Observation observation;

  FreshnessTest() {
    observation = played.endpoint.observe(PEER, get("v"), new Listening(), played.now);
    played.receive(ack(played.sends(), Code.CONTENT, numbered(100), "first"));
  }

  private final class Listening implements ObservationListener {
    @Override
    public void onReply(Reply reply, long nowNanos) {
      seen.add("reply");
    }

    @Override
    public void onNotification(Peer from, Response response, long nowNanos) {
      seen.add(response.payload().utf8());
    }

    @Override
    public void onEnded(Response last, long nowNanos) {
      seen.add("ended");
    }
  }

  private static Options numbered(int number) {
    return Options.builder().observe(number).build();
  }

  private Message notification(int number, String text) {
    return new Message(
        Type.NON, Code.CONTENT, number, observation.token(), numbered(number), Bytes.ofUtf8(text));
  }

  private void refresh() {
    observation.refresh((reply, at) -> played.replies.add(reply), played.now);
  }

  @Test
  @Spec("COAP-19")
  void a_value_is_fresh_for_its_max_age_and_a_minute_without() {
    assertThat(observation.freshUntilNanos()).isEqualTo(played.now + 60 * Played.SECOND);
    Options options = Options.builder().observe(101).addUint(OptionNumber.MAX_AGE, 7).build();
    played.receive(
        new Message(Type.NON, Code.CONTENT, 5, observation.token(), options, Bytes.EMPTY));
    assertThat(observation.freshUntilNanos()).isEqualTo(played.now + 7 * Played.SECOND);
  }

  @Test
  @Spec("COBS-03")
  void a_refresh_asks_with_the_same_token_and_its_answer_is_a_notification() {
    refresh();
    Message again = played.sends();
    assertThat(again.token()).isEqualTo(observation.token());
    assertThat(again.options().observe()).hasValue(0);
    played.receive(ack(again, Code.CONTENT, numbered(101), "second"));
    assertThat(seen).containsExactly("reply", "second");
    assertThat(played.answered().payload().utf8()).isEqualTo("second");
    assertThat(played.gauges().observations()).isEqualTo(1);
  }

  @Test
  void a_peer_that_counts_anew_is_believed_when_it_was_asked() {
    refresh();
    played.receive(ack(played.sends(), Code.CONTENT, numbered(3), "after restart"));
    played.receive(notification(4, "next"));
    assertThat(seen).containsExactly("reply", "after restart", "next");
  }

  @Test
  void an_answer_that_a_newer_notification_has_overtaken_is_not_told() {
    refresh();
    Message again = played.sends();
    played.receive(notification(102, "newer"));
    played.receive(ack(again, Code.CONTENT, numbered(101), "older"));
    assertThat(seen).containsExactly("reply", "newer");
    assertThat(played.replies).hasSize(1);
  }

  @Test
  void a_notification_in_place_of_the_answer_will_do() {
    refresh();
    played.receive(Played.emptyAck(played.sends()));
    played.receive(notification(101, "told"));
    played.pass(100);
    assertThat(seen).containsExactly("reply", "told");
    assertThat(played.answered().payload().utf8()).isEqualTo("told");
  }

  @Test
  @Spec("COBS-04")
  void an_answer_without_observe_ends_the_observation_and_silence_does_not() {
    refresh();
    played.pass(100);
    assertThat(played.reply()).isInstanceOf(Reply.TimedOut.class);
    assertThat(played.gauges().observations()).isEqualTo(1);
    played.replies.clear();
    played.sent.clear();
    refresh();
    played.receive(ack(played.sends(), Code.CONTENT, Options.NONE, "last"));
    assertThat(seen).containsExactly("reply", "ended");
    assertThat(played.gauges().observations()).isZero();
    played.endsEmpty();
  }

  @Test
  void a_refresh_is_told_once_when_the_observation_is_cancelled_meanwhile() {
    refresh();
    played.sent.clear();
    observation.cancel((reply, at) -> seen.add("cancelled"), played.now);
    played.pass(1);
    assertThat(played.reply()).isInstanceOf(Reply.Cancelled.class);
    played.replies.clear();
    refresh();
    played.pass(1);
    assertThat(played.reply()).isInstanceOf(Reply.Cancelled.class);
    played.pass(200);
    played.endsEmpty();
  }

  @Test
  @Spec("N9")
  void gaps_in_the_numbers_are_counted() {
    played.receive(notification(101, "a"));
    assertThat(played.events.missed).isZero();
    played.receive(notification(105, "b"));
    assertThat(played.events.missed).isEqualTo(3);
    played.receive(notification(103, "late"));
    assertThat(played.events.missed).isEqualTo(3);
    assertThat(played.events.rejected).containsExactly(EndpointEvents.Rejection.STALE_NOTIFICATION);
  }
}
