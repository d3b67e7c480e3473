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
import io.tern.coap.Options;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.Transfer;
import io.tern.coap.codec.TcpCodec;
import io.tern.spec.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sends several blocks in one message where the peer takes them (RFC 8323 §6).
@Spec({"CTCP-08", "TCP-05"})
class BertTest {
  private static final int MANY = 7;

  private static Bytes body(int bytes) {
    return Streams.piece(3, 0, bytes);
  }

  private static Request put(Bytes body) {
    return Request.of(Code.PUT, Options.builder().uriPath("f").build(), body);
  }

  private static Response content(Bytes body) {
    return new Response(Code.CONTENT, Options.NONE, body);
  }

  /// Connected to a peer that says these settings: the options of its CSM.
  private static StreamPlayed connected(String csmOptions) {
    StreamPlayed played = new StreamPlayed();
    played.endpoint.streams().onOpened(PEER, played.now);
    played.sends();
    played.receiveHex(Integer.toHexString(csmOptions.length() / 2) + "0e1" + csmOptions);
    return played;
  }

  private static Message continued(Message request) {
    Options options = Options.builder().block1(request.options().block1().orElseThrow()).build();
    return answer(request, Code.CONTINUE, options, "");
  }

  @Test
  void a_body_goes_in_as_few_messages_as_the_peer_takes() {
    StreamPlayed played = StreamPlayed.connected(); // 8192 bytes a message
    Bytes body = body(20_000);
    played.request(put(body));
    Bytes came = Bytes.EMPTY;
    int messages = 0;
    while (came.size() < body.size()) {
      Message request = played.sends();
      Block block = request.options().block1().orElseThrow();
      assertThat(block.sizeExponent()).isEqualTo(MANY);
      assertThat(block.offset()).isEqualTo(came.size());
      assertThat(TcpCodec.size(request)).isLessThanOrEqualTo(8192);
      came = came.concat(request.payload());
      assertThat(block.more()).isEqualTo(came.size() < body.size());
      assertThat(block.more() && request.payload().size() % 1024 > 0).isFalse();
      messages++;
      played.receive(
          block.more() ? continued(request) : answer(request, Code.CHANGED, Options.NONE, ""));
    }
    assertThat(came).isEqualTo(body);
    assertThat(messages).isEqualTo(3);
    assertThat(played.replies).singleElement().isInstanceOf(Reply.Answered.class);
  }

  @ParameterizedTest
  @CsvSource({
    // no settings; blocks but small messages; large messages but no blocks; both
    "'', 6, 1024",
    "22048020, 6, 1024",
    "222000, 6, 1024",
    "22200020, 7, 7168"
  })
  void several_blocks_go_only_to_who_has_said_to_take_them(
      String csmOptions, int exponent, int bytes) {
    StreamPlayed played = connected(csmOptions);
    played.request(put(body(20_000)));
    Message request = played.sends();
    assertThat(request.options().block1()).hasValue(new Block(0, true, exponent));
    assertThat(request.payload().size()).isEqualTo(bytes);
  }

  @Test
  void a_body_that_fits_the_messages_of_the_peer_goes_without_blocks() {
    StreamPlayed played = connected("222000"); // 8192 bytes, no blocks
    played.request(put(body(8000)));
    Message request = played.sends();
    assertThat(request.options().has(27)).isFalse();
    assertThat(request.payload().size()).isEqualTo(8000);
    played.handler = (peer, asked, responder, at) -> responder.respond(content(body(8000)), at);
    played.receive(message(Code.GET, Options.NONE, ""));
    assertThat(played.sends().payload()).isEqualTo(body(8000));
  }

  @Test
  void long_options_leave_less_room_for_the_block() {
    StreamPlayed played = connected("");
    Options options = Options.builder().uriQuery("x".repeat(200)).build();
    played.request(Request.of(Code.PUT, options, body(3000)));
    Message request = played.sends();
    assertThat(request.payload().size()).isEqualTo(512);
    assertThat(TcpCodec.size(request)).isLessThanOrEqualTo(1152);
    assertThat(request.options().block1()).hasValue(new Block(0, true, 5));
  }

  @Test
  void a_transfer_that_began_before_the_settings_came_goes_on_with_several_blocks() {
    StreamPlayed played = new StreamPlayed();
    played.mayConnect = true;
    played.request(put(body(5000)));
    played.endpoint.streams().onOpened(PEER, played.now);
    played.sent.removeFirst(); // the settings
    Message first = played.sends();
    assertThat(first.options().block1()).hasValue(new Block(0, true, 6));
    played.receiveHex("40E122200020");
    played.receive(continued(first));
    Message second = played.sends();
    assertThat(second.options().block1()).hasValue(new Block(1, false, MANY));
    assertThat(second.payload()).isEqualTo(body(5000).slice(1024, 5000));
  }

  @Test
  void a_peer_that_confirms_single_blocks_gets_single_blocks() {
    StreamPlayed played = StreamPlayed.connected();
    played.request(put(body(20_000)));
    Message first = played.sends();
    Options single = Options.builder().block1(new Block(0, true, 6)).build();
    played.receive(answer(first, Code.CONTINUE, single, ""));
    Message second = played.sends();
    assertThat(second.options().block1()).hasValue(new Block(7, true, 6));
    assertThat(second.payload().size()).isEqualTo(1024);
  }

  @Test
  void a_peer_that_finds_a_message_too_large_gets_a_smaller_one_and_not_the_same_again() {
    StreamPlayed played = StreamPlayed.connected();
    played.request(put(body(20_000)));
    Options single = Options.builder().block1(new Block(0, true, 6)).build();
    played.receive(answer(played.sends(), Code.REQUEST_ENTITY_TOO_LARGE, single, ""));
    Message smaller = played.sends();
    assertThat(smaller.payload().size()).isEqualTo(1024);
    Options many = Options.builder().block1(new Block(0, true, MANY)).build();
    played.receive(answer(smaller, Code.REQUEST_ENTITY_TOO_LARGE, many, ""));
    played.isSilent();
    assertThat(played.replies).singleElement().isInstanceOf(Reply.Answered.class);
  }

  @Test
  void a_response_goes_in_as_few_messages_as_the_peer_takes() {
    StreamPlayed played = StreamPlayed.connected();
    Bytes body = body(20_000);
    played.handler = (peer, request, responder, at) -> responder.respond(content(body), at);
    Bytes came = Bytes.EMPTY;
    Options next = Options.builder().uriPath("f").build();
    for (int i = 0; i < 3; i++) {
      played.receive(message(Code.GET, next, ""));
      Message response = played.sends();
      Block block = response.options().block2().orElseThrow();
      assertThat(block.sizeExponent()).isEqualTo(MANY);
      assertThat(block.offset()).isEqualTo(came.size());
      assertThat(TcpCodec.size(response)).isLessThanOrEqualTo(8192);
      came = came.concat(response.payload());
      next =
          Options.builder().uriPath("f").block2(new Block(came.size() / 1024, false, MANY)).build();
      assertThat(block.more()).isEqualTo(i < 2);
    }
    assertThat(came).isEqualTo(body);
    assertThat(played.endpoint.gauges().keptBodies()).isZero();
  }

  @Test
  void who_wishes_single_blocks_gets_single_blocks() {
    StreamPlayed played = StreamPlayed.connected();
    played.handler = (peer, request, responder, at) -> responder.respond(content(body(20_000)), at);
    for (int exponent : new int[] {6, 2}) {
      Options wish = Options.builder().uriPath("f").block2(new Block(1, false, exponent)).build();
      played.receive(message(Code.GET, wish, ""));
      Message response = played.sends();
      assertThat(response.options().block2()).hasValue(new Block(1, true, exponent));
      assertThat(response.payload()).isEqualTo(body(20_000).slice(16 << exponent, 32 << exponent));
    }
  }

  @Test
  void a_body_from_a_source_goes_in_several_blocks_a_message() {
    StreamPlayed played = StreamPlayed.connected();
    Streams.Source source = new Streams.Source(1, 30_000);
    played.handler =
        (peer, request, responder, at) -> responder.respond(Response.of(Code.CONTENT), source, at);
    played.receive(message(Code.GET, Options.builder().uriPath("f").build(), ""));
    Message first = played.sends();
    assertThat(first.payload()).isEqualTo(Streams.piece(1, 0, 7168));
    assertThat(first.options().block2()).hasValue(new Block(0, true, MANY));
    assertThat(source.reads).isEqualTo(1);
  }

  @Test
  void a_download_asks_on_for_several_blocks_a_message() {
    StreamPlayed played = StreamPlayed.connected();
    Streams.Sink sink = new Streams.Sink(1);
    Transfer download = Transfer.download(Played.get("f"), sink).from(2000, Bytes.of(1, 2));
    played.endpoint.transfer(PEER, download, (reply, at) -> played.replies.add(reply), played.now);
    Message first = played.sends();
    assertThat(first.options().block2()).hasValue(new Block(1, false, MANY));
    Options options =
        Options.builder().add(4, Bytes.of(1, 2)).block2(new Block(1, true, MANY)).build();
    played.receive(content(first, options, Streams.piece(1, 1024, 4096)));
    Message second = played.sends();
    assertThat(second.options().block2()).hasValue(new Block(5, false, MANY));
    Options last =
        Options.builder().add(4, Bytes.of(1, 2)).block2(new Block(5, false, MANY)).build();
    played.receive(content(second, last, Streams.piece(1, 5120, 300)));
    assertThat(sink.position).isEqualTo(5420);
    assertThat(played.replies).singleElement().isInstanceOf(Reply.Answered.class);
  }

  private static Message content(Message request, Options options, Bytes payload) {
    return new Message(request.type(), Code.CONTENT, 0, request.token(), options, payload);
  }

  @Test
  void who_prefers_small_blocks_sends_small_blocks() {
    StreamPlayed played = new StreamPlayed(EndpointConfig.DEFAULT.withBlockSizeBytes(64)).open();
    played.request(put(body(300)));
    assertThat(played.sends().options().block1()).hasValue(new Block(0, true, 2));
    played.handler = (peer, request, responder, at) -> responder.respond(content(body(300)), at);
    played.receive(message(Code.GET, Options.NONE, ""));
    assertThat(played.sends().options().block2()).hasValue(new Block(0, true, 2));
  }
}
