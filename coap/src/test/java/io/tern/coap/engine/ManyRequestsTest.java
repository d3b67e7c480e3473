// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.OTHER;
import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.emptyAck;
import static io.tern.coap.engine.Played.get;
import static io.tern.coap.engine.Played.path;
import static io.tern.coap.engine.Played.psk;
import static io.tern.coap.engine.Played.rst;
import static io.tern.coap.engine.Played.separate;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Cancellable;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.ObservationListener;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Several requests at once: whose turn it is, and how they are told apart.
class ManyRequestsTest {
  private final Played played = new Played();

  @Test
  @Spec({"COAP-16", "RFC7252-4.7"})
  void one_confirmable_message_is_under_way_to_a_peer_the_others_wait_in_order() {
    played.request(get("1"));
    played.request(get("2"));
    Cancellable third = played.request(get("3"));
    played.request(get("4"));
    Message first = played.sends();
    third.cancel(played.now);
    played.receive(ack(first, Code.CONTENT));
    Message second = played.sends();
    assertThat(second.options()).isEqualTo(path("2"));
    played.receive(emptyAck(second));
    Message fourth = played.sends();
    assertThat(fourth.options()).isEqualTo(path("4"));
    played.receive(rst(fourth));
    played.receive(separate(Type.NON, second, 1, Options.NONE, ""));
    assertThat(played.replies)
        .extracting(Object::getClass)
        .containsExactly(
            Reply.Cancelled.class, Reply.Answered.class, Reply.Reset.class, Reply.Answered.class);
    played.endsEmpty();
  }

  @Test
  @Spec("COAP-16")
  void another_peer_does_not_wait() {
    played.request(get("1"));
    played.sends();
    played.endpoint.request(OTHER, get("2"), (reply, at) -> {}, played.now);
    assertThat(played.sends().options()).isEqualTo(path("2"));
  }

  @Test
  @Spec("COAP-16")
  void the_next_request_goes_out_when_the_one_before_times_out() {
    played.request(get("1"));
    played.request(get("2"));
    for (int i = 0; i < 5; i++) {
      assertThat(played.sends().options()).isEqualTo(path("1"));
      played.passUntilSent();
    }
    assertThat(played.sends().options()).isEqualTo(path("2"));
    assertThat(played.reply()).isEqualTo(new Reply.TimedOut());
  }

  @Test
  void a_full_line_refuses_but_not_within_the_call() {
    for (int i = 0; i < 65; i++) {
      played.request(get("a"));
    }
    assertThat(played.replies).isEmpty();
    played.request(get("b"));
    assertThat(played.replies).isEmpty();
    played.pass(0);
    assertThat(played.reply()).isInstanceOf(Reply.Refused.class);
    played.sends();
    assertThat(played.gauges().clientExchanges()).isEqualTo(65);
  }

  @Test
  void more_open_exchanges_than_allowed_are_refused() {
    EndpointLimits d = EndpointLimits.DEFAULT;
    Played few =
        new Played(
            EndpointConfig.DEFAULT.withLimits(
                new EndpointLimits(
                    10, 16, 2048, 1 << 20, 64, 2, 32, 10, 10, 10, d.resetsPerSecondMax())));
    few.request(get("1"));
    few.request(get("2"));
    few.request(get("3"));
    few.pass(0);
    assertThat(few.reply()).isEqualTo(new Reply.Refused("exchanges"));
  }

  @Test
  @Spec({"COAP-10", "RFC7252-5.3.1"})
  void tokens_have_eight_bytes_begin_with_the_prefix_and_do_not_come_back() {
    Played prefixed = new Played(EndpointConfig.DEFAULT.withTokenPrefix(0xC5));
    Set<Token> seen = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      prefixed.request(get("a"));
      Message request = prefixed.sends();
      assertThat(request.token().size()).isEqualTo(8);
      assertThat(request.token().get(0)).isEqualTo(0xC5);
      assertThat(seen.add(request.token())).isTrue();
      prefixed.receive(ack(request, Code.CONTENT));
    }
  }

  @Test
  @Spec({"COAP-10", "CMISC-07", "C17"})
  void a_token_in_use_is_not_given_again_whatever_the_dice_say() {
    long[] thrown = {0};
    Played unlucky = new Played(EndpointConfig.DEFAULT, () -> thrown[0]++ / 40 << 20);
    Set<Token> seen = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      Peer peer = psk(i, "p");
      if (i % 2 == 0) {
        unlucky.endpoint.request(peer, get("a"), (reply, at) -> {}, unlucky.now);
      } else {
        unlucky.endpoint.observe(peer, get("a"), new Indifferent(), unlucky.now);
      }
      Message request = unlucky.sends();
      assertThat(seen.add(request.token())).isTrue();
      if (i % 2 == 1) {
        Options observed = Options.builder().observe(1).build();
        unlucky.receive(peer, ack(request, Code.CONTENT, observed, ""));
      }
    }
    assertThat(unlucky.gauges().clientExchanges()).isEqualTo(10);
    assertThat(unlucky.gauges().observations()).isEqualTo(10);
  }

  @Test
  @Spec({"COAP-08", "RFC7252-4.4"})
  void message_ids_start_anywhere_and_count_up() {
    played.request(get("a"));
    Message first = played.sends();
    played.receive(ack(first, Code.CONTENT));
    played.request(get("a"));
    Message second = played.sends();
    assertThat(second.messageId()).isEqualTo(first.messageId() + 1 & 0xFFFF);
    played.endpoint.request(OTHER, get("a"), (reply, at) -> {}, played.now);
    assertThat(played.sends().messageId()).isNotEqualTo(second.messageId() + 1 & 0xFFFF);
  }

  private static final class Indifferent implements ObservationListener {
    @Override
    public void onReply(Reply reply, long nowNanos) {}

    @Override
    public void onNotification(Peer from, Response response, long nowNanos) {}

    @Override
    public void onEnded(Response last, long nowNanos) {}
  }
}
