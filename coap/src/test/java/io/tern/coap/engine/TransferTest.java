// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.BodyHead;
import io.tern.coap.Bytes;
import io.tern.coap.Cancellable;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Handler;
import io.tern.coap.OptionNumber;
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

/// Bodies that neither end holds travel between two endpoints.
class TransferTest {
  private static final int SIZE = 100_000;
  private static final Request GET = Request.of(Code.GET, Played.path("fw"));
  private static final Request PUT =
      Request.of(
          Code.PUT,
          Played.path("5", "0", "0").toBuilder().contentFormat(ContentFormat.OPAQUE).build());

  private final Pair pair =
      new Pair(1, Pair.Weather.CALM, EndpointConfig.DEFAULT, EndpointConfig.DEFAULT);
  private final List<Reply> replies = new ArrayList<>();
  private final Streams.Sink sink = new Streams.Sink(1);
  private final Streams.Source source = new Streams.Source(1, SIZE);

  private Cancellable transfer(Transfer transfer) {
    return pair.left.transfer(Pair.RIGHT, transfer, (reply, now) -> replies.add(reply), pair.now);
  }

  private Response answered() {
    assertThat(replies).singleElement().isInstanceOf(Reply.Answered.class);
    return ((Reply.Answered) replies.getFirst()).response();
  }

  /// The right end serves `body` to whoever asks.
  private void serve(Streams.Source body) {
    pair.onRight =
        (peer, request, responder, now) ->
            responder.respond(
                Response.content(Code.CONTENT, ContentFormat.OPAQUE, Bytes.EMPTY), body, now);
  }

  /// A right end that receives bodies in pieces.
  private static final class Receiver implements Handler {
    final Streams.Sink sink;
    final List<Request> asked = new ArrayList<>();
    final List<Request> done = new ArrayList<>();

    /// Whether it takes the rest of what it does not know the beginning of.
    boolean resumes;

    Receiver(Streams.Sink sink) {
      this.sink = sink;
    }

    @Override
    public void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {
      responder.respond(Response.of(Code.NOT_FOUND), nowNanos);
    }

    @Override
    public Reception onBody(Peer peer, Request request, BodyHead head, long nowNanos) {
      asked.add(request);
      if (head.offset() > 0 && !resumes) {
        return Reception.WHOLE;
      }
      return new Reception.Pieces(
          sink,
          (from, whole, responder, now) -> {
            done.add(whole);
            responder.respond(Response.of(Code.CHANGED), now);
          });
    }
  }

  @Test
  @Spec({"CBLK-04", "CBLK-05", "CBLK-10"})
  void a_download_goes_from_a_source_to_a_sink() {
    serve(source);
    transfer(Transfer.download(GET, sink));
    pair.pass(1);
    assertThat(sink.position).isEqualTo(SIZE);
    assertThat(answered().payload()).isEqualTo(Bytes.EMPTY);
    assertThat(answered().options().contentFormat()).contains(ContentFormat.OPAQUE);
    assertThat(sink.heads).hasSize(1);
    BodyHead head = sink.heads.getFirst();
    assertThat(head.sizeBytes()).hasValue(SIZE);
    assertThat(head.tag()).contains(source.tag);
    assertThat(head.options().block2()).isEmpty();
    assertThat(head.options().has(OptionNumber.SIZE2)).isFalse();
    assertThat(source.reads).isEqualTo(98);
    assertThat(source.releases).isEqualTo(1);
    assertThat(sink.broken).isZero();
    pair.endsEmpty("a download");
  }

  @Test
  @Spec({"CBLK-02", "CBLK-10", "TRN-07"})
  void an_upload_goes_from_a_source_to_a_sink() {
    Receiver receiver = new Receiver(sink);
    pair.onRight = receiver;
    transfer(Transfer.upload(PUT, source));
    pair.pass(1);
    assertThat(answered().code()).isEqualTo(Code.CHANGED);
    assertThat(sink.position).isEqualTo(SIZE);
    assertThat(sink.heads).hasSize(1);
    assertThat(sink.heads.getFirst().sizeBytes()).hasValue(SIZE);
    assertThat(sink.heads.getFirst().tag()).contains(source.tag);
    assertThat(receiver.asked).containsExactly(PUT);
    assertThat(receiver.done).containsExactly(PUT);
    assertThat(source.releases).isEqualTo(1);
    assertThat(sink.broken).isZero();
    pair.endsEmpty("an upload");
  }
}
