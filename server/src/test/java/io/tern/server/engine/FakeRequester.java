// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import io.tern.coap.Bytes;
import io.tern.coap.Cancellable;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.ObservationListener;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.ReplyListener;
import io.tern.coap.Request;
import io.tern.coap.Requester;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Transfer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Takes requests and lets the test answer them.
final class FakeRequester implements Requester {
  final List<Sent> sent = new ArrayList<>();
  final List<Observed> observed = new ArrayList<>();

  @Override
  public Cancellable request(Peer peer, Request request, ReplyListener listener, long nowNanos) {
    Sent one = new Sent(peer, request, listener);
    sent.add(one);
    return one;
  }

  @Override
  public Cancellable transfer(Peer peer, Transfer transfer, ReplyListener listener, long nowNanos) {
    throw new AssertionError("the server makes no transfers");
  }

  @Override
  public Observation observe(
      Peer peer, Request request, ObservationListener listener, long nowNanos) {
    Observed one = new Observed(peer, request, listener, Token.of(observed.size() + 1, 8));
    observed.add(one);
    return one;
  }

  @Override
  public Optional<Observation> resume(
      Peer peer,
      Request request,
      Token token,
      OptionalInt observe,
      ObservationListener listener,
      long nowNanos) {
    Observed one = new Observed(peer, request, listener, token);
    observed.add(one);
    return Optional.of(one);
  }

  Sent last() {
    return sent.getLast();
  }

  /// The last segment of the path of each request, in order.
  List<String> paths() {
    return sent.stream().map(one -> one.request.options().uriPath().getLast()).toList();
  }

  static Response text(String value) {
    return Response.content(Code.CONTENT, ContentFormat.TEXT, Bytes.ofUtf8(value));
  }

  static Response observing(String value, int sequence) {
    Options options = Options.builder().contentFormat(ContentFormat.TEXT).observe(sequence).build();
    return new Response(Code.CONTENT, options, Bytes.ofUtf8(value));
  }

  /// A request without answer yet.
  static final class Sent implements Cancellable {
    final Peer peer;
    final Request request;
    final ReplyListener listener;
    boolean acknowledged;
    boolean cancelled;
    private boolean ended;

    Sent(Peer peer, Request request, ReplyListener listener) {
      this.peer = peer;
      this.request = request;
      this.listener = listener;
    }

    void answer(Response response, long nowNanos) {
      end(new Reply.Answered(peer, response), nowNanos);
    }

    void end(Reply reply, long nowNanos) {
      if (ended) {
        throw new AssertionError("a request ends once");
      }
      ended = true;
      listener.onReply(reply, nowNanos);
    }

    /// As the endpoint does: the listener is told.
    @Override
    public void cancel(long nowNanos) {
      if (!ended) {
        cancelled = true;
        end(new Reply.Cancelled(), nowNanos);
      }
    }

    @Override
    public void cancelUnacknowledged(long nowNanos) {
      if (!acknowledged) {
        cancel(nowNanos);
      }
    }
  }

  /// An observation of the test's client.
  static final class Observed implements Requester.Observation {
    final Peer peer;
    final Request request;
    final ObservationListener listener;
    private final Token token;
    boolean forgotten;
    ReplyListener cancelListener;
    Peer movedTo;

    Observed(Peer peer, Request request, ObservationListener listener, Token token) {
      this.peer = peer;
      this.request = request;
      this.listener = listener;
      this.token = token;
    }

    void answer(Response response, long nowNanos) {
      listener.onReply(new Reply.Answered(peer, response), nowNanos);
    }

    @Override
    public long freshUntilNanos() {
      return 0;
    }

    @Override
    public void refresh(ReplyListener told, long nowNanos) {
      throw new UnsupportedOperationException("nobody refreshes here");
    }

    @Override
    public Token token() {
      return token;
    }

    @Override
    public void moveTo(Peer next) {
      movedTo = next;
    }

    @Override
    public void cancel(ReplyListener cancelled, long nowNanos) {
      cancelListener = cancelled;
    }

    @Override
    public void forget() {
      forgotten = true;
    }
  }
}
