// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Block;
import io.tern.coap.Bytes;
import io.tern.coap.Cancellable;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// We send large bodies in blocks; the test plays the peer.
class UploadTest {
  private static final Options TARGET =
      path("5", "0", "0").toBuilder().contentFormat(ContentFormat.OPAQUE).build();

  private Played played = new Played();

  private static Bytes body(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 >> 3);
    }
    return Bytes.wrap(bytes);
  }

  private static Block block(int number, boolean more, int size) {
    return new Block(number, more, Block.exponentOf(size));
  }

  private static Options block1(Block block) {
    return Options.builder().block1(block).build();
  }

  private Cancellable put(Bytes body) {
    return played.request(Request.of(Code.PUT, TARGET, body));
  }

  private Message sendsBlock(Block expected) {
    Message message = played.sends();
    assertThat(message.options().block1()).contains(expected);
    return message;
  }

  @Test
  @Spec({"CBLK-02", "CBLK-10", "CMISC-06", "TRN-07", "TRN-21"})
  void a_large_body_goes_out_block_by_block_with_one_request_tag() {
    Bytes body = body(2500);
    put(body);
    Bytes seen = Bytes.EMPTY;
    Set<Object> tokens = new HashSet<>();
    Set<Object> tags = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      Message message = sendsBlock(block(i, i < 2, 1024));
      assertThat(message.type()).isEqualTo(Type.CON);
      tokens.add(message.token());
      tags.add(message.options().first(OptionNumber.REQUEST_TAG).orElseThrow());
      assertThat(message.options().uint(OptionNumber.SIZE1).isPresent()).isEqualTo(i == 0);
      assertThat(
              message.options().toBuilder()
                  .remove(OptionNumber.BLOCK1)
                  .remove(OptionNumber.SIZE1)
                  .remove(OptionNumber.REQUEST_TAG)
                  .build())
          .isEqualTo(TARGET);
      seen = seen.concat(message.payload());
      Code code = i < 2 ? Code.CONTINUE : Code.CHANGED;
      played.receive(ack(message, code, block1(block(i, i < 2, 1024)), ""));
    }
    assertThat(seen).isEqualTo(body);
    assertThat(tokens).hasSize(3);
    assertThat(tags).hasSize(1);
    assertThat(played.answered().code()).isEqualTo(Code.CHANGED);
    assertThat(played.answered().options()).isEqualTo(Options.NONE);
    played.endsEmpty();
  }

  @Test
  void a_body_that_fits_travels_without_block_option() {
    put(body(1024));
    Message message = played.sends();
    assertThat(message.options()).isEqualTo(TARGET);
    assertThat(message.payload().size()).isEqualTo(1024);
  }

  @Test
  @Spec("CBLK-02")
  void a_smaller_size_that_the_peer_names_is_followed() {
    Bytes body = body(1300);
    put(body);
    played.receive(
        ack(sendsBlock(block(0, true, 1024)), Code.CONTINUE, block1(block(0, true, 64)), ""));
    for (int number = 16; number < 20; number++) {
      Message message = sendsBlock(block(number, true, 64));
      assertThat(message.payload()).isEqualTo(body.slice(64 * number, 64 * number + 64));
      played.receive(ack(message, Code.CONTINUE, block1(block(number, true, 64)), ""));
    }
    Message last = sendsBlock(block(20, false, 64));
    assertThat(last.payload()).isEqualTo(body.slice(1280, 1300));
    played.receive(ack(last, Code.CHANGED, block1(block(20, false, 64)), ""));
    assertThat(played.answered().code()).isEqualTo(Code.CHANGED);
  }

  @Test
  @Spec("CBLK-02")
  void a_larger_size_that_the_peer_names_is_not_followed() {
    played = new Played(EndpointConfig.DEFAULT.withBlockSizeBytes(64));
    put(body(200));
    played.receive(
        ack(sendsBlock(block(0, true, 64)), Code.CONTINUE, block1(block(0, true, 1024)), ""));
    sendsBlock(block(1, true, 64));
  }

  @Test
  @Spec({"CBLK-03", "RFC7959-2.9.3"})
  void a_first_block_that_is_too_large_is_tried_again_in_the_size_named() {
    put(body(2000));
    played.receive(
        ack(
            sendsBlock(block(0, true, 1024)),
            Code.REQUEST_ENTITY_TOO_LARGE,
            block1(block(0, true, 256)),
            ""));
    Message again = sendsBlock(block(0, true, 256));
    assertThat(again.options().uint(OptionNumber.SIZE1)).hasValue(2000);
    played.receive(ack(again, Code.REQUEST_ENTITY_TOO_LARGE, block1(block(0, true, 256)), ""));
    assertThat(played.answered().code()).isEqualTo(Code.REQUEST_ENTITY_TOO_LARGE);
    played.isSilent();
    played.endsEmpty();
  }

  @Test
  @Spec("RFC7959-2.9.3")
  void a_body_in_one_piece_that_is_too_large_is_cut_to_the_size_named() {
    Bytes body = body(500);
    put(body);
    played.receive(
        ack(played.sends(), Code.REQUEST_ENTITY_TOO_LARGE, block1(block(0, false, 64)), ""));
    Message first = sendsBlock(block(0, true, 64));
    assertThat(first.payload()).isEqualTo(body.slice(0, 64));
  }

  @Test
  @Spec("CBLK-03")
  void a_refusal_in_the_middle_is_the_reply() {
    for (Code code : new Code[] {Code.NOT_FOUND, Code.REQUEST_ENTITY_TOO_LARGE}) {
      played.replies.clear();
      put(body(3000));
      played.receive(
          ack(sendsBlock(block(0, true, 1024)), Code.CONTINUE, block1(block(0, true, 1024)), ""));
      played.receive(ack(sendsBlock(block(1, true, 1024)), code));
      assertThat(played.answered().code()).isEqualTo(code);
      played.isSilent();
    }
    played.endsEmpty();
  }

  @Test
  @Spec({"CBLK-03", "CBLK-08"})
  void a_body_that_the_peer_has_lost_is_sent_again_twice_with_a_tag_of_its_own() {
    put(body(2000));
    Set<Object> tags = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      Message first = sendsBlock(block(0, true, 1024));
      tags.add(first.options().first(OptionNumber.REQUEST_TAG).orElseThrow());
      assertThat(first.options().uint(OptionNumber.SIZE1)).hasValue(2000);
      played.receive(ack(first, Code.CONTINUE, block1(block(0, true, 1024)), ""));
      played.receive(ack(sendsBlock(block(1, false, 1024)), Code.REQUEST_ENTITY_INCOMPLETE));
    }
    assertThat(tags).hasSize(3);
    assertThat(played.answered().code()).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    played.endsEmpty();
  }

  @Test
  @Spec("CBLK-03")
  void a_size_that_becomes_too_large_in_the_middle_goes_down_from_there() {
    put(body(3000));
    Message first = sendsBlock(block(0, true, 1024));
    played.receive(ack(first, Code.CONTINUE, block1(block(0, true, 1024)), ""));
    played.receive(
        ack(
            sendsBlock(block(1, true, 1024)),
            Code.REQUEST_ENTITY_TOO_LARGE,
            block1(block(1, true, 256)),
            ""));
    Message smaller = sendsBlock(block(4, true, 256));
    assertThat(smaller.payload()).isEqualTo(body(3000).slice(1024, 1280));
    assertThat(smaller.options().first(OptionNumber.REQUEST_TAG))
        .isEqualTo(first.options().first(OptionNumber.REQUEST_TAG));
    played.receive(ack(smaller, Code.NOT_FOUND));
    assertThat(played.answered().code()).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  @Spec("CBLK-02")
  void blocks_that_the_peer_takes_one_by_one_go_on() {
    put(body(2000));
    played.receive(
        ack(sendsBlock(block(0, true, 1024)), Code.CHANGED, block1(block(0, false, 1024)), ""));
    played.receive(
        ack(sendsBlock(block(1, false, 1024)), Code.CHANGED, block1(block(1, false, 1024)), ""));
    assertThat(played.answered().code()).isEqualTo(Code.CHANGED);
  }

  @Test
  void an_answer_about_another_block_or_none_is_unusable() {
    for (Options wrong :
        new Options[] {Options.NONE, block1(block(1, true, 1024)), block1(block(3, true, 64))}) {
      played.replies.clear();
      put(body(3000));
      played.receive(ack(sendsBlock(block(0, true, 1024)), Code.CONTINUE, wrong, ""));
      assertThat(played.reply()).isInstanceOf(Reply.Unusable.class);
      played.isSilent();
    }
    played.replies.clear();
    put(body(1025));
    played.receive(
        ack(sendsBlock(block(0, true, 1024)), Code.CONTINUE, block1(block(0, true, 1024)), ""));
    played.receive(
        ack(sendsBlock(block(1, false, 1024)), Code.CONTINUE, block1(block(1, false, 1024)), ""));
    assertThat(played.reply()).isInstanceOf(Reply.Unusable.class);
    played.endsEmpty();
  }

  @Test
  void a_body_with_too_many_blocks_of_the_size_named_is_unusable() {
    put(Bytes.wrap(new byte[(16 << 20) + 1]));
    played.receive(
        ack(sendsBlock(block(0, true, 1024)), Code.CONTINUE, block1(block(0, true, 16)), ""));
    assertThat(played.reply()).isInstanceOf(Reply.Unusable.class);
    played.replies.clear();
    put(Bytes.wrap(new byte[16 << 20]));
    played.receive(
        ack(sendsBlock(block(0, true, 1024)), Code.CONTINUE, block1(block(0, true, 16)), ""));
    sendsBlock(block(64, true, 16));
    played.isSilent();
  }

  @Test
  void silence_or_reset_in_the_middle_is_the_reply() {
    put(body(3000));
    played.receive(
        ack(sendsBlock(block(0, true, 1024)), Code.CONTINUE, block1(block(0, true, 1024)), ""));
    played.receive(Played.rst(played.sends()));
    assertThat(played.reply()).isEqualTo(new Reply.Reset());
    played.replies.clear();
    put(body(3000));
    played.receive(
        ack(sendsBlock(block(0, true, 1024)), Code.CONTINUE, block1(block(0, true, 1024)), ""));
    played.pass(94);
    assertThat(played.reply()).isEqualTo(new Reply.TimedOut());
    played.sent.clear();
    played.endsEmpty();
  }

  @Test
  void cancelling_in_the_middle_stops_it() {
    Cancellable put = put(body(3000));
    Message first = sendsBlock(block(0, true, 1024));
    played.receive(ack(first, Code.CONTINUE, block1(block(0, true, 1024)), ""));
    Message second = played.sends();
    put.cancel(played.now);
    assertThat(played.reply()).isEqualTo(new Reply.Cancelled());
    played.receive(ack(second, Code.CONTINUE, block1(block(1, true, 1024)), ""));
    played.pass(100);
    played.isSilent();
    played.endsEmpty();
  }

  @Test
  void a_transfer_that_has_begun_takes_turns_with_others_and_is_not_refused_for_a_full_line() {
    put(body(3000));
    Message first = sendsBlock(block(0, true, 1024));
    for (int i = 0; i < 64; i++) {
      played.request(Played.get("other"));
    }
    played.receive(ack(first, Code.CONTINUE, block1(block(0, true, 1024)), ""));
    for (int i = 0; i < 64; i++) {
      Message other = played.sends();
      assertThat(other.code()).isEqualTo(Code.GET);
      played.receive(ack(other, Code.CONTENT));
    }
    sendsBlock(block(1, true, 1024));
  }

  @Test
  void a_non_confirmable_request_sends_its_blocks_non_confirmable() {
    played.request(new Request(Code.POST, path("dp"), body(1500), false));
    Message first = sendsBlock(block(0, true, 1024));
    assertThat(first.type()).isEqualTo(Type.NON);
    played.receive(
        new Message(
            Type.NON, Code.CONTINUE, 1, first.token(), block1(block(0, true, 1024)), Bytes.EMPTY));
    assertThat(sendsBlock(block(1, false, 1024)).type()).isEqualTo(Type.NON);
  }

  @Test
  @Spec("CBLK-04")
  void a_request_without_body_names_our_size_only_where_configured() {
    played.request(Played.get("3"));
    assertThat(played.sends().options().block2()).isEmpty();
    played = new Played(EndpointConfig.DEFAULT.withBlocks(128, true));
    played.request(Played.get("3"));
    assertThat(played.sends().options().block2()).contains(block(0, false, 128));
    Options own = path("3").toBuilder().block2(block(0, false, 32)).build();
    played.endpoint.request(Played.OTHER, Request.of(Code.GET, own), (reply, at) -> {}, played.now);
    assertThat(played.sends().options().block2()).isEqualTo(Optional.of(block(0, false, 32)));
  }

  @Test
  @Spec("CMISC-06")
  void the_next_body_has_another_request_tag() {
    put(body(2000));
    Message first = played.sends();
    played.receive(ack(first, Code.BAD_REQUEST));
    put(body(2000));
    assertThat(played.sends().options().first(OptionNumber.REQUEST_TAG))
        .isNotEqualTo(first.options().first(OptionNumber.REQUEST_TAG));
  }
}
