// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Address;
import io.tern.coap.Block;
import io.tern.coap.BodyHead;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reception;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Peers that begin transfers and never end them (row C18 of the hostile cases).
class BlockExhaustionTest {
  private static final int PEERS = 100_000;
  private static final Bytes KILOBYTE = Bytes.wrap(new byte[1024]);
  private static final Peer GOOD = Played.PEER;

  private final List<Request> handled = new ArrayList<>();
  private final Played played = new Played();
  private int nextId = 1;

  {
    played.handler =
        (peer, request, responder, now) -> {
          handled.add(request);
          responder.respond(Response.of(Code.CHANGED), now);
        };
  }

  private Message block(Peer peer, Options options, int number, boolean more, int bytes) {
    Message message =
        new Message(
            Type.CON,
            Code.POST,
            nextId++ & 0xFFFF,
            Token.of(nextId, 4),
            options.toBuilder().block1(new Block(number, more, 6)).build(),
            KILOBYTE.slice(0, bytes));
    played.receive(peer, message);
    return played.sends();
  }

  private static Options announced(String path, long size) {
    return Played.path(path).toBuilder().addUint(OptionNumber.SIZE1, size).build();
  }

  private static Peer stranger(int number) {
    return Peer.udp(Address.Ip.v4(0x0C000000 + number, 5683));
  }

  @Test
  @Spec({"C18", "CBLK-09"})
  void c18_a_hundred_thousand_first_blocks_of_a_megabyte_leave_a_good_transfer_alone() {
    Options good = Played.path("rd");
    int next = 0;
    for (int i = 0; i < PEERS; i++) {
      if (i % 1000 == 0) {
        assertThat(block(GOOD, good, next++, true, 1024).code()).isEqualTo(Code.CONTINUE);
      }
      Message answer = block(stranger(i), announced("rd", 1 << 20), 0, true, 1024);
      assertThat(answer.code()).isEqualTo(Code.CONTINUE);
      played.now += 1_000_000;
    }
    assertThat(played.gauges().bodyBytes())
        .isLessThanOrEqualTo(EndpointConfig.DEFAULT.bodies().allBytesMax());
    assertThat(played.gauges().partialBodies()).isBetween(40_000, 45_000);
    assertThat(block(GOOD, good, next, false, 10).code()).isEqualTo(Code.CHANGED);
    assertThat(handled).singleElement().extracting(r -> r.payload().size()).isEqualTo(102_410);
    assertThat(block(stranger(0), good, 1, true, 1024).code())
        .isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    played.pass(248);
    assertThat(played.gauges().partialBodies()).isZero();
    assertThat(played.gauges().bodyBytes()).isZero();
    played.endsEmpty();
  }

  @Test
  @Spec({"C18", "CBLK-08", "CBLK-09"})
  void c18_ten_thousand_transfers_of_one_peer_take_the_room_of_two() {
    for (int i = 0; i < 10_000; i++) {
      block(stranger(1), announced("r" + i, 1 << 20), 0, true, 1024);
      assertThat(played.gauges().partialBodies()).isLessThanOrEqualTo(2);
    }
    assertThat(played.gauges().bodyBytes()).isLessThan(4096);
    played.endsEmpty();
  }

  @Test
  @Spec({"C18", "CBLK-09"})
  void c18_transfers_into_sinks_are_bounded_like_others_and_the_sinks_are_told() {
    List<Streams.Sink> sinks = new ArrayList<>();
    played.reception =
        (Peer peer, Request request, BodyHead head, long now) -> {
          Streams.Sink sink =
              new Streams.Sink(0) {
                @Override
                public void onBlock(long offset, Bytes bytes, Flow flow, long nowNanos) {
                  blocks++;
                  flow.proceed(nowNanos);
                }
              };
          sinks.add(sink);
          return new Reception.Pieces(
              sink,
              (from, whole, responder, at) -> responder.respond(Response.of(Code.CHANGED), at));
        };
    for (int i = 0; i < 1000; i++) {
      block(stranger(1), announced("r" + i, 1 << 20), 0, true, 1024);
    }
    assertThat(played.gauges().partialBodies()).isEqualTo(2);
    assertThat(sinks).filteredOn(sink -> sink.broken == 1).hasSize(998);
    played.endsEmpty();
    assertThat(sinks).allMatch(sink -> sink.broken == 1 && sink.blocks == 1);
  }

  @Test
  @Spec({"C18", "CBLK-03"})
  void c18_out_of_order_restart_and_a_lie_about_the_size() {
    Options rd = announced("rd", 3000);
    block(GOOD, rd, 0, true, 1024);
    assertThat(block(GOOD, rd, 2, true, 1024).code()).isEqualTo(Code.REQUEST_ENTITY_INCOMPLETE);
    assertThat(played.gauges().partialBodies()).isZero();
    for (int i = 0; i < 100; i++) {
      assertThat(block(GOOD, rd, 0, true, 1024).code()).isEqualTo(Code.CONTINUE);
      assertThat(block(GOOD, rd, 1, true, 1024).code()).isEqualTo(Code.CONTINUE);
    }
    assertThat(played.gauges().partialBodies()).isEqualTo(1);
    assertThat(played.gauges().bodyBytes()).isLessThan(4096);
    Options liar = announced("rd", 10);
    int number = 0;
    Message answer;
    do {
      answer = block(GOOD, liar, number++, true, 1024);
    } while (answer.code().equals(Code.CONTINUE));
    assertThat(answer.code()).isEqualTo(Code.REQUEST_ENTITY_TOO_LARGE);
    assertThat(number).isEqualTo(1025);
    assertThat(played.gauges().bodyBytes()).isZero();
    assertThat(block(GOOD, announced("rd", (1L << 32) - 1), 0, true, 1024).code())
        .isEqualTo(Code.REQUEST_ENTITY_TOO_LARGE);
    assertThat(handled).isEmpty();
    played.endsEmpty();
  }
}
