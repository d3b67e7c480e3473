// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.PEER;
import static io.tern.coap.engine.Played.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Someone on the way withholds, delays and exchanges blocks of two operations (row C17 of the hostile
/// cases, RFC 9175 §3).
class FragmentRearrangementTest {
  private static final Options PIN = path("5", "0", "1");
  private static final Bytes OPEN = Bytes.wrap(new byte[128]);
  private static final Bytes SHUT = Streams.piece(7, 0, 128);

  private final List<Bytes> handled = new ArrayList<>();
  private final Played server = new Played();
  private final Played client = new Played(EndpointConfig.DEFAULT.withBlockSizeBytes(64));
  private int nextId = 1;

  {
    server.handler =
        (peer, request, responder, now) -> {
          handled.add(request.payload());
          responder.respond(Response.of(Code.CHANGED), now);
        };
  }

  private Code send(Message message) {
    server.receive(
        PEER,
        new Message(
            Type.CON,
            message.code(),
            nextId++,
            message.token(),
            message.options(),
            message.payload()));
    return server.sends().code();
  }

  /// The two blocks of a body as our client cuts it.
  private List<Message> blocksOf(Bytes body) {
    client.endpoint.request(PEER, Request.of(Code.PUT, PIN, body), (reply, at) -> {}, client.now);
    Message first = client.sends();
    client.receive(
        Played.ack(
            first,
            Code.CONTINUE,
            Options.builder().block1(first.options().block1().orElseThrow()).build(),
            ""));
    Message second = client.sends();
    client.receive(Played.ack(second, Code.CHANGED));
    return List.of(first, second);
  }

  @Test
  @Spec({"C17", "CMISC-06", "CBLK-08"})
  void c17_blocks_of_two_operations_are_never_joined_whatever_their_order() {
    List<Message> open = blocksOf(OPEN);
    List<Message> shut = blocksOf(SHUT);
    List<Message> all = List.of(open.get(0), open.get(1), shut.get(0), shut.get(1));
    for (int order = 0; order < 256; order++) {
      for (int i = 0; i < 8; i += 2) {
        Code code = send(all.get(order >> i & 3));
        assertThat(code).isIn(Code.CONTINUE, Code.CHANGED, Code.REQUEST_ENTITY_INCOMPLETE);
      }
    }
    assertThat(handled)
        .contains(OPEN, SHUT)
        .allMatch(body -> body.equals(OPEN) || body.equals(SHUT));
    server.endsEmpty();
  }

  @Test
  @Spec({"C17", "CBLK-03"})
  void c17_a_mixed_body_without_request_tags_is_incomplete() {
    Options first = PIN.toBuilder().block1(new Block(0, true, 2)).build();
    Options second = PIN.toBuilder().block1(new Block(1, false, 2)).build();
    Options other = second.toBuilder().contentFormat(io.tern.coap.ContentFormat.OPAQUE).build();
    Bytes half = OPEN.slice(0, 64);
    Token token = Token.of(5, 4);
    assertThat(send(new Message(Type.CON, Code.PUT, 0, token, first, half)))
        .isEqualTo(Code.CONTINUE);
    assertThat(send(new Message(Type.CON, Code.PUT, 0, token, other, half)))
        .isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    assertThat(send(new Message(Type.CON, Code.PUT, 0, token, second, half)))
        .isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    Options tagged = first.toBuilder().add(OptionNumber.REQUEST_TAG, Bytes.of(1)).build();
    assertThat(send(new Message(Type.CON, Code.PUT, 0, token, tagged, half)))
        .isEqualTo(Code.CONTINUE);
    assertThat(send(new Message(Type.CON, Code.PUT, 0, token, second, half)))
        .isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    Options twice = second.toBuilder().add(OptionNumber.REQUEST_TAG, Bytes.of(1)).build();
    assertThat(
            send(
                new Message(
                    Type.CON,
                    Code.PUT,
                    0,
                    token,
                    twice.toBuilder().add(OptionNumber.REQUEST_TAG, Bytes.of(2)).build(),
                    half)))
        .isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    assertThat(handled).isEmpty();
    assertThat(send(new Message(Type.CON, Code.PUT, 0, token, twice, half)))
        .isEqualTo(Code.CHANGED);
  }

  @Test
  @Spec({"C17", "CBLK-04"})
  void c17_blocks_of_two_responses_are_never_joined() {
    Bytes old = SHUT;
    Bytes young = OPEN;
    client.request(Request.of(Code.GET, PIN));
    answer(client.sends(), old, 1);
    Message second = client.sends();
    answer(second, young, 2);
    assertThat(client.replies).isEmpty();
    Message again = client.sends();
    assertThat(again.options().block2()).contains(new Block(0, false, 2));
    answer(again, young, 2);
    answer(client.sends(), young, 2);
    assertThat(client.answered().payload()).isEqualTo(young);
  }

  @Test
  @Spec({"C17", "COAP-10"})
  void c17_a_block_that_is_played_again_answers_no_later_request() {
    client.request(Request.of(Code.GET, PIN));
    Message first = client.sends();
    answer(first, SHUT, 1);
    Message second = client.sends();
    answer(second, SHUT, 1);
    assertThat(client.answered().payload()).isEqualTo(SHUT);
    client.replies.clear();
    client.request(Request.of(Code.GET, PIN));
    answer(first, SHUT, 1);
    answer(second, SHUT, 1);
    client.sent.removeFirst();
    assertThat(client.replies).isEmpty();
  }

  @Test
  @Spec({"C17", "CMISC-07"})
  void c17_no_token_comes_back_in_a_long_transfer() {
    Set<Token> tokens = new HashSet<>();
    Bytes large = Streams.piece(1, 0, 200_000);
    client.request(Request.of(Code.GET, PIN));
    for (int i = 0; i * 64 < large.size(); i++) {
      Message ask = client.sends();
      assertThat(tokens.add(ask.token())).as("token of block %d is new", i).isTrue();
      answer(ask, large, 1);
    }
    assertThat(client.reply()).isInstanceOf(Reply.Answered.class);
    assertThat(tokens).hasSize(3125);
  }

  private void answer(Message ask, Bytes body, int etag) {
    Block wish = ask.options().block2().orElse(new Block(0, false, 2));
    int from = (int) wish.offset();
    int to = Math.min(body.size(), from + 64);
    Options options =
        Options.builder()
            .add(OptionNumber.ETAG, Bytes.of(etag))
            .block2(new Block(wish.number(), to < body.size(), 2))
            .build();
    client.receive(Played.ack(ask, Code.CONTENT, options, body.slice(from, to)));
  }
}
