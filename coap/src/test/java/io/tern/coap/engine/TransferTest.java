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
import io.tern.coap.Options;
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
import java.util.Optional;
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

  @Test
  @Spec({"CBLK-02", "CBLK-04"})
  void small_and_empty_bodies_go_through_sources_and_sinks_as_well() {
    for (int size : new int[] {0, 1, 1024, 1025}) {
      replies.clear();
      Streams.Source small = new Streams.Source(1, size);
      Streams.Sink taken = new Streams.Sink(1);
      serve(small);
      transfer(Transfer.download(GET, taken));
      pair.pass(1);
      assertThat(answered().payload()).isEqualTo(Bytes.EMPTY);
      assertThat(taken.position).isEqualTo(size);
      assertThat(small.releases).isEqualTo(1);
    }
    for (int size : new int[] {0, 1, 1024}) {
      replies.clear();
      List<Bytes> bodies = new ArrayList<>();
      pair.onRight =
          (peer, request, responder, now) -> {
            bodies.add(request.payload());
            responder.respond(Response.of(Code.CHANGED), now);
          };
      Streams.Source small = new Streams.Source(1, size);
      transfer(Transfer.upload(PUT, small));
      pair.pass(1);
      assertThat(bodies).containsExactly(Streams.piece(1, 0, size));
      assertThat(small.releases).isEqualTo(1);
    }
    pair.endsEmpty("small bodies");
  }

  @Test
  @Spec({"CBLK-06", "CMISC-06"})
  void one_transfer_streams_both_ways() {
    Streams.Sink up = new Streams.Sink(2);
    Streams.Source down = new Streams.Source(1, SIZE);
    pair.onRight =
        new Handler() {
          @Override
          public void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {
            throw new IllegalStateException("the rest is fetched from what is kept");
          }

          @Override
          public Reception onBody(Peer peer, Request request, BodyHead head, long nowNanos) {
            return new Reception.Pieces(
                up,
                (from, whole, responder, now) ->
                    responder.respond(Response.of(Code.CONTENT), down, now));
          }
        };
    transfer(
        Transfer.upload(Request.of(Code.POST, Options.NONE), new Streams.Source(2, 5000))
            .into(sink));
    pair.pass(1);
    assertThat(answered().code()).isEqualTo(Code.CONTENT);
    assertThat(up.position).isEqualTo(5000);
    assertThat(sink.position).isEqualTo(SIZE);
    pair.endsEmpty("both ways");
  }

  @Test
  @Spec("CBLK-02")
  void a_sink_that_needs_time_holds_the_peer_back() {
    Receiver receiver = new Receiver(sink);
    pair.onRight = receiver;
    sink.holds = true;
    transfer(Transfer.upload(PUT, source));
    pair.pass(30);
    assertThat(sink.blocks).isEqualTo(1);
    assertThat(source.reads).isEqualTo(1);
    sink.held.removeFirst().proceed(pair.now);
    pair.pass(30);
    assertThat(sink.blocks).isEqualTo(2);
    sink.holds = false;
    sink.held.removeFirst().proceed(pair.now);
    pair.pass(10);
    assertThat(answered().code()).isEqualTo(Code.CHANGED);
    assertThat(sink.position).isEqualTo(SIZE);
    pair.endsEmpty("a slow sink");
  }

  @Test
  @Spec("CBLK-04")
  void a_sink_of_a_download_that_needs_time_is_waited_for() {
    serve(source);
    sink.holds = true;
    transfer(Transfer.download(GET, sink));
    pair.pass(30);
    assertThat(sink.blocks).isEqualTo(1);
    assertThat(source.reads).isEqualTo(1);
    sink.holds = false;
    sink.held.removeFirst().proceed(pair.now);
    pair.pass(1);
    assertThat(sink.position).isEqualTo(SIZE);
    assertThat(answered().code()).isEqualTo(Code.CONTENT);
  }

  @Test
  @Spec("CBLK-04")
  void a_download_goes_on_at_its_offset_where_the_etag_is_still_the_same() {
    for (long offset : new long[] {1, 1023, 1024, 50_000, SIZE - 1}) {
      replies.clear();
      Streams.Sink rest = new Streams.Sink(1);
      Streams.Source served = new Streams.Source(1, SIZE);
      serve(served);
      transfer(Transfer.download(GET, rest).from(offset, served.tag));
      pair.pass(1);
      assertThat(answered().code()).isEqualTo(Code.CONTENT);
      assertThat(rest.heads).singleElement().extracting(BodyHead::offset).isEqualTo(offset);
      assertThat(rest.position).isEqualTo(SIZE);
      assertThat(served.reads).isEqualTo((SIZE + 1023) / 1024 - offset / 1024);
      assertThat(served.releases).isEqualTo(1);
    }
    pair.endsEmpty("continued");
  }

  @Test
  @Spec({"CBLK-04", "C17"})
  void a_download_begins_anew_where_the_body_is_another_or_shorter_by_now() {
    for (int size : new int[] {SIZE, 50_001, 500, 0}) {
      replies.clear();
      Streams.Sink all = new Streams.Sink(1);
      serve(new Streams.Source(1, size));
      transfer(Transfer.download(GET, all).from(50_000, Bytes.of(9, 9)));
      pair.pass(1);
      assertThat(answered().code()).as("%d bytes", size).isEqualTo(Code.CONTENT);
      assertThat(all.heads).last().extracting(BodyHead::offset).isEqualTo(0L);
      assertThat(all.position).isEqualTo(size);
      assertThat(all.broken).isZero();
    }
    pair.endsEmpty("begun anew");
  }

  @Test
  @Spec("CBLK-04")
  void a_body_that_changes_under_way_begins_again_at_the_sink() {
    Streams.Source old = new Streams.Source(1, SIZE);
    serve(old);
    sink.holds = true;
    transfer(Transfer.download(GET, sink));
    for (int i = 0; i < 3; i++) {
      pair.pass(1);
      sink.held.removeFirst().proceed(pair.now);
    }
    serve(new Streams.Source(1, 3000, Bytes.of(2)));
    pair.pass(300);
    assertThat(old.releases).isEqualTo(1);
    sink.holds = false;
    sink.held.removeFirst().proceed(pair.now);
    pair.pass(10);
    assertThat(sink.heads).hasSize(2);
    assertThat(sink.position).isEqualTo(3000);
    assertThat(answered().code()).isEqualTo(Code.CONTENT);
  }

  @Test
  @Spec({"CBLK-03", "CBLK-09"})
  void an_upload_goes_on_at_its_offset_where_the_peer_has_kept_the_rest() {
    Receiver receiver = new Receiver(sink);
    receiver.resumes = true;
    pair.onRight = receiver;
    transfer(Transfer.upload(PUT, source).from(50_000));
    pair.pass(1);
    assertThat(answered().code()).isEqualTo(Code.CHANGED);
    assertThat(sink.heads).singleElement().extracting(BodyHead::offset).isEqualTo(48L * 1024);
    assertThat(sink.heads.getFirst().tag()).contains(source.tag);
    assertThat(sink.heads.getFirst().sizeBytes()).hasValue(SIZE);
    assertThat(sink.position).isEqualTo(SIZE);
    pair.endsEmpty("continued");
  }

  @Test
  @Spec({"CBLK-03", "C17"})
  void an_upload_begins_anew_where_the_peer_does_not_know_of_the_rest() {
    Receiver receiver = new Receiver(sink);
    pair.onRight = receiver;
    transfer(Transfer.upload(PUT, source).from(50_000));
    pair.pass(1);
    assertThat(answered().code()).isEqualTo(Code.CHANGED);
    assertThat(sink.heads).singleElement().extracting(BodyHead::offset).isEqualTo(0L);
    assertThat(sink.position).isEqualTo(SIZE);
    pair.endsEmpty("begun anew");
  }

  @Test
  @Spec({"CBLK-03", "C18"})
  void a_body_may_be_refused_before_or_in_the_middle_of_it() {
    pair.onRight =
        new Handler() {
          @Override
          public void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {}

          @Override
          public Reception onBody(Peer peer, Request request, BodyHead head, long nowNanos) {
            Options size = Options.builder().addUint(OptionNumber.SIZE1, 99_999).build();
            return head.sizeBytes().orElse(0) > 99_999
                ? new Reception.Refused(
                    new Response(Code.REQUEST_ENTITY_TOO_LARGE, size, Bytes.EMPTY))
                : Reception.WHOLE;
          }
        };
    transfer(Transfer.upload(PUT, source));
    pair.pass(1);
    assertThat(answered().code()).isEqualTo(Code.REQUEST_ENTITY_TOO_LARGE);
    assertThat(answered().options().uint(OptionNumber.SIZE1)).hasValue(99_999);
    assertThat(source.reads).isEqualTo(1);
    replies.clear();
    pair.onRight = new Receiver(sink);
    sink.refusal = Optional.of(Response.error(Code.FORBIDDEN, "no signature"));
    transfer(Transfer.upload(PUT, new Streams.Source(1, SIZE)));
    pair.pass(1);
    assertThat(answered().code()).isEqualTo(Code.FORBIDDEN);
    assertThat(sink.broken).isZero();
    replies.clear();
    serve(source);
    transfer(Transfer.download(GET, sink));
    pair.pass(1);
    assertThat(replies).singleElement().isInstanceOf(Reply.Unusable.class);
    assertThat(replies.getFirst().toString()).contains("no signature");
    assertThat(sink.broken).isZero();
    pair.endsEmpty("refused");
  }

  @Test
  void a_source_that_can_no_longer_be_read_ends_its_transfer() {
    source.goneFrom = 3000;
    serve(source);
    transfer(Transfer.download(GET, sink));
    pair.pass(1);
    assertThat(answered().code()).isEqualTo(Code.INTERNAL_SERVER_ERROR);
    assertThat(sink.broken).isEqualTo(1);
    replies.clear();
    pair.onRight = new Receiver(new Streams.Sink(1));
    Streams.Source gone = new Streams.Source(1, SIZE);
    gone.goneFrom = 0;
    transfer(Transfer.upload(PUT, gone));
    assertThat(replies).as("within the call").isEmpty();
    pair.pass(1);
    assertThat(replies).singleElement().isInstanceOf(Reply.Unusable.class);
    assertThat(gone.releases).isEqualTo(1);
    pair.endsEmpty("gone");
    assertThat(source.releases).isEqualTo(1);
  }

  @Test
  void cancelling_tells_sink_source_and_listener_once() {
    serve(source);
    sink.holds = true;
    Cancellable download = transfer(Transfer.download(GET, sink));
    pair.pass(1);
    download.cancel(pair.now);
    download.cancel(pair.now);
    assertThat(replies).singleElement().isInstanceOf(Reply.Cancelled.class);
    assertThat(sink.broken).isEqualTo(1);
    sink.held.removeFirst().proceed(pair.now);
    pair.pass(1);
    assertThat(sink.blocks).isEqualTo(1);
    replies.clear();
    Streams.Sink far = new Streams.Sink(1);
    far.holds = true;
    pair.onRight = new Receiver(far);
    Streams.Source sent = new Streams.Source(1, SIZE);
    Cancellable upload = transfer(Transfer.upload(PUT, sent));
    pair.pass(1);
    upload.cancel(pair.now);
    assertThat(replies).singleElement().isInstanceOf(Reply.Cancelled.class);
    assertThat(sent.releases).isEqualTo(1);
    pair.pass(300);
    assertThat(far.broken).as("the peer notices after the lifetime").isEqualTo(1);
    far.held.removeFirst().proceed(pair.now);
    pair.endsEmpty("cancelled");
  }

  @Test
  void what_a_sink_or_source_or_handler_throws_ends_its_own_transfer_alone() {
    Streams.Sink throwing =
        new Streams.Sink(1) {
          @Override
          public void onBlock(long offset, Bytes bytes, Flow flow, long nowNanos) {
            throw new IllegalStateException("ours");
          }
        };
    serve(source);
    transfer(Transfer.download(GET, throwing));
    pair.pass(1);
    assertThat(replies).singleElement().isInstanceOf(Reply.Unusable.class);
    replies.clear();
    pair.onRight = new Receiver(throwing);
    transfer(Transfer.upload(PUT, new Streams.Source(1, SIZE)));
    pair.pass(1);
    assertThat(answered().code()).isEqualTo(Code.INTERNAL_SERVER_ERROR);
    assertThat(pair.events.failures).hasSize(2);
    pair.events.failures.clear();
    pair.endsEmpty("thrown");
  }
}
