// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.BodyHead;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Handler;
import io.tern.coap.Peer;
import io.tern.coap.Reception;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Transfer;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A firmware image of 50 MB passes through two endpoints, neither of which holds it.
class TransferHeapTest {
  private static final int IMAGE_BYTES = 50_000_000;

  /// What both endpoints together, their timers and what they remember of messages may take.
  private static final long HEAP_BYTES_MAX = 3_000_000;

  private static final int MEASURE_EVERY_BYTES = 10_000_000;

  private final Pair pair =
      new Pair(1, Pair.Weather.CALM, EndpointConfig.DEFAULT, EndpointConfig.DEFAULT);
  private final List<Reply> replies = new ArrayList<>();
  private final Streams.Source source = new Streams.Source(1, IMAGE_BYTES);
  private final Measuring sink = new Measuring();
  private int handedOver;

  /// Measures now and then what lives.
  private final class Measuring extends Streams.Sink {
    final List<Long> live = new ArrayList<>();
    final List<Long> bodyBytes = new ArrayList<>();

    Measuring() {
      super(1);
    }

    @Override
    public void onBlock(long offset, Bytes bytes, Flow flow, long nowNanos) {
      if (offset / MEASURE_EVERY_BYTES != (offset + bytes.size()) / MEASURE_EVERY_BYTES) {
        live.add(liveBytes());
        bodyBytes.add(pair.left.gauges().bodyBytes() + pair.right.gauges().bodyBytes());
      }
      super.onBlock(offset, bytes, flow, nowNanos);
    }
  }

  private static long liveBytes() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private void holdsLittle(Transfer transfer) {
    long before = liveBytes();
    pair.left.transfer(Pair.RIGHT, transfer, (reply, now) -> replies.add(reply), pair.now);
    pair.pass(600);
    assertThat(replies).singleElement().isInstanceOf(Reply.Answered.class);
    assertThat(sink.position).isEqualTo(IMAGE_BYTES);
    assertThat(source.releases).isEqualTo(handedOver);
    assertThat(sink.live).hasSize(5);
    assertThat(sink.live)
        .allSatisfy(bytes -> assertThat(bytes - before).isLessThan(HEAP_BYTES_MAX));
    assertThat(sink.bodyBytes).allSatisfy(bytes -> assertThat(bytes).isLessThan(2000));
    pair.endsEmpty("50 MB");
  }

  @Test
  @Spec({"CBLK-09", "CBLK-11"})
  void fifty_megabytes_are_served_and_downloaded_without_being_held() {
    pair.onRight =
        (peer, request, responder, now) -> {
          handedOver++;
          responder.respond(Response.of(Code.CONTENT), source, now);
        };
    holdsLittle(Transfer.download(Request.of(Code.GET, Played.path("fw")), sink));
  }

  @Test
  @Spec({"CBLK-09", "CBLK-11"})
  void fifty_megabytes_are_sent_and_received_without_being_held() {
    pair.onRight =
        new Handler() {
          @Override
          public void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {
            throw new IllegalStateException("not in one piece");
          }

          @Override
          public Reception onBody(Peer peer, Request request, BodyHead head, long nowNanos) {
            return new Reception.Pieces(
                sink,
                (from, whole, responder, now) -> responder.respond(Response.of(Code.CHANGED), now));
          }
        };
    handedOver = 1;
    holdsLittle(Transfer.upload(Request.of(Code.PUT, Played.path("5", "0", "0")), source));
  }
}
