// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.StreamPlayed.PEER;
import static io.tern.coap.engine.StreamPlayed.answer;
import static io.tern.coap.engine.StreamPlayed.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.ObservationListener;
import io.tern.coap.Options;
import io.tern.coap.Reply;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What exchanges, blocks and observing do over connections.
class StreamExchangeTest {
  private static final Options NONE = Options.NONE;

  @Spec({"CTCP-08", "TCP-05"})
  @Test
  void a_peer_may_send_several_blocks_in_one_message() {
    StreamPlayed played = StreamPlayed.connected();
    List<Bytes> bodies = new ArrayList<>();
    played.handler =
        (peer, request, responder, at) -> {
          bodies.add(request.payload().compact());
          responder.respond(Response.of(Code.CHANGED), at);
        };
    String body = "0123456789abcdef".repeat(700); // 11,200 bytes
    played.receive(message(Code.PUT, bert1(0, true), body.substring(0, 8192)));
    Message more = played.sends();
    assertThat(more.code()).isEqualTo(Code.CONTINUE);
    assertThat(more.options().block1()).hasValue(new Block(0, true, 7));
    played.receive(message(Code.PUT, bert1(8, false), body.substring(8192)));
    Message done = played.sends();
    assertThat(done.code()).isEqualTo(Code.CHANGED);
    assertThat(done.options().block1()).hasValue(new Block(8, false, 7));
    assertThat(bodies).containsExactly(Bytes.ofUtf8(body));
  }

  private static Options bert1(int number, boolean more) {
    return Options.builder().uriPath("f").block1(new Block(number, more, 7)).build();
  }

  @Spec("CTCP-08")
  @Test
  void several_blocks_in_one_message_are_whole_blocks() {
    StreamPlayed played = StreamPlayed.connected();
    played.receive(message(Code.PUT, bert1(0, true), "x".repeat(1500)));
    assertThat(played.sends().code()).isEqualTo(Code.BAD_REQUEST);
  }

  @Spec("CTCP-08")
  @Test
  void a_response_of_several_blocks_a_message_is_put_together() {
    StreamPlayed played = StreamPlayed.connected();
    String body = "0123456789abcdef".repeat(300); // 4,800 bytes
    played.request(Played.get("f"));
    Options first = Options.builder().block2(new Block(0, true, 7)).build();
    played.receive(answer(played.sends(), Code.CONTENT, first, body.substring(0, 4096)));
    Message next = played.sends();
    assertThat(next.options().block2().orElseThrow().offset()).isEqualTo(4096);
    Options last = Options.builder().block2(new Block(4, false, 7)).build();
    played.receive(answer(next, Code.CONTENT, last, body.substring(4096)));
    assertThat(played.replies)
        .singleElement()
        .isInstanceOfSatisfying(
            Reply.Answered.class, it -> assertThat(it.response().payload().utf8()).isEqualTo(body));
  }

  @Spec({"CTCP-05", "CTCP-06", "COBS-01"})
  @Test
  void notifications_are_told_whatever_their_number_until_the_connection_ends() {
    StreamPlayed played = StreamPlayed.connected();
    List<String> heard = new ArrayList<>();
    played.endpoint.observe(
        PEER,
        Played.get("o"),
        new ObservationListener() {
          @Override
          public void onReply(Reply reply, long nowNanos) {
            heard.add("replied");
          }

          @Override
          public void onNotification(io.tern.coap.Peer from, Response response, long nowNanos) {
            heard.add(response.payload().utf8());
          }

          @Override
          public void onEnded(Response last, long nowNanos) {
            heard.add("ended");
          }

          @Override
          public void onDisconnected(String why, long nowNanos) {
            heard.add(why);
          }
        },
        played.now);
    Message request = played.sends();
    Options empty = Options.builder().add(6, Bytes.EMPTY).build();
    for (String value : List.of("0", "1", "2")) {
      played.receive(answer(request, Code.CONTENT, empty, value));
    }
    played.endpoint.streams().onClosed(PEER, "reset", played.now);
    assertThat(heard).containsExactly("replied", "1", "2", "reset");
    assertThat(played.endpoint.gauges().observations()).isZero();
  }

  @Spec({"TCP-04", "COBS-01"})
  @Test
  void a_forgotten_observation_is_cancelled_with_its_next_notification() {
    StreamPlayed played = StreamPlayed.connected();
    var observation =
        played.endpoint.observe(
            PEER,
            Played.get("o"),
            new ObservationListener() {
              @Override
              public void onReply(Reply reply, long nowNanos) {}

              @Override
              public void onNotification(io.tern.coap.Peer from, Response it, long nowNanos) {
                played.replies.add(new Reply.Answered(from, it));
              }

              @Override
              public void onEnded(Response last, long nowNanos) {}
            },
            played.now);
    Message request = played.sends();
    Options number = Options.builder().observe(0).build();
    played.receive(answer(request, Code.CONTENT, number, "0"));
    observation.forget();
    played.isSilent();
    played.receive(answer(request, Code.CONTENT, number, "1"));
    Message cancel = played.sends();
    assertThat(cancel.token()).isEqualTo(request.token());
    assertThat(cancel.options().observe()).hasValue(1);
    played.receive(answer(cancel, Code.CONTENT, NONE, "2"));
    assertThat(played.replies).isEmpty();
    assertThat(played.endpoint.gauges().observations()).isZero();
  }

  @Spec({"TCP-04", "COBS-01"})
  @Test
  void an_observation_that_was_forgotten_before_its_answer_is_cancelled_with_it() {
    for (boolean observes : new boolean[] {true, false}) {
      StreamPlayed played = StreamPlayed.connected();
      List<String> heard = new ArrayList<>();
      var observation =
          played.endpoint.observe(
              PEER,
              Played.get("o"),
              new ObservationListener() {
                @Override
                public void onReply(Reply reply, long nowNanos) {
                  heard.add(reply.getClass().getSimpleName());
                }

                @Override
                public void onNotification(io.tern.coap.Peer from, Response it, long nowNanos) {
                  heard.add("notified");
                }

                @Override
                public void onEnded(Response last, long nowNanos) {
                  heard.add("ended");
                }
              },
              played.now);
      Message request = played.sends();
      observation.forget();
      Options options = observes ? Options.builder().observe(0).build() : NONE;
      played.receive(answer(request, Code.CONTENT, options, "0"));
      if (observes) {
        Message cancel = played.sends();
        assertThat(cancel.token()).isEqualTo(request.token());
        assertThat(cancel.options().observe()).hasValue(1);
        played.receive(answer(cancel, Code.CONTENT, NONE, "1"));
      }
      played.isSilent();
      assertThat(heard).containsExactly("Cancelled");
      assertThat(played.endpoint.gauges().observations()).isZero();
      assertThat(played.endpoint.gauges().clientExchanges()).isZero();
    }
  }

  @Spec({"CTCP-06", "COBS-01"})
  @Test
  void a_peer_observes_until_its_connection_ends_and_hears_the_newest() {
    StreamPlayed played = StreamPlayed.connected();
    List<Responder.Relation> relations = new ArrayList<>();
    List<Responder.EndReason> ends = new ArrayList<>();
    played.handler =
        (peer, request, responder, at) ->
            relations.add(
                responder.respondObserving(
                    Response.of(Code.CONTENT), (reason, then) -> ends.add(reason), at));
    played.receive(message(Code.GET, Options.builder().observe(0).uriPath("o").build(), ""));
    assertThat(played.sends().options().observe()).isPresent();
    played.full = true;
    Responder.Relation relation = relations.getFirst();
    for (String value : List.of("a", "b", "c", "d")) {
      relation.notify(new Response(Code.CONTENT, NONE, Bytes.ofUtf8(value)), false, played.now);
      played.pass(0.01);
    }
    assertThat(played.sends().payload().utf8()).isEqualTo("a");
    played.full = false;
    played.endpoint.streams().onWritable(PEER, played.now);
    assertThat(played.sends().payload().utf8()).isEqualTo("d");
    played.endpoint.streams().onClosed(PEER, "reset", played.now);
    assertThat(ends).containsExactly(Responder.EndReason.DISCONNECTED);
    assertThat(played.endpoint.gauges().relations()).isZero();
  }
}
