// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.observe;

import io.tern.coap.Cancellable;
import io.tern.coap.EndpointEvents.Rejection;
import io.tern.coap.Message;
import io.tern.coap.ObservationListener;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.ReplyListener;
import io.tern.coap.Request;
import io.tern.coap.Requester;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.block.BlockwiseClient;
import io.tern.coap.exchange.CriticalOptions;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// One resource of a peer that we observe (RFC 7641 §3).
///
/// It is asked for, established by the first response with Observe, and over with the first that is an
/// error or has none, as soon as the listener has kept that. A notification in blocks is told when it
/// is whole; a newer one that begins meanwhile takes its place.
final class ClientObservation implements Requester.Observation {
  private static final int REGISTER = 0;
  private static final int DEREGISTER = 1;

  /// RFC 7252 §5.10.5.
  private static final long MAX_AGE_SECONDS = 60;

  private final Observations observations;
  private final Request request;
  private final Token token;
  private final ObservationListener listener;
  private final Sequence sequence = new Sequence();
  private Peer peer;
  private State state = State.ASKED;

  /// Whether the listener has had its reply.
  private boolean replied;

  /// Whether nobody listens any more, except for the reply that is due.
  private boolean forgotten;

  /// What is under way: the request, or the rest of a body.
  private @Nullable Cancellable underWay;

  /// The request that asks whether the peer still tells; null where none is under way.
  private @Nullable Cancellable refreshing;

  /// The last notification since that went out.
  private Optional<Reply.Answered> heard = Optional.empty();

  private long freshUntilNanos;

  /// Counts bodies, so that what became of an overtaken one is not taken for the newest's.
  private int generation;

  private enum State {
    ASKED,
    ESTABLISHED,
    /// The peer has ended it, which the listener has not kept yet.
    ENDING,
    CANCELLING,
    OVER
  }

  ClientObservation(
      Observations observations,
      Peer peer,
      Request request,
      Token token,
      ObservationListener listener) {
    this.observations = observations;
    this.peer = peer;
    this.request = request;
    this.token = token;
    this.listener = listener;
  }

  @Override
  public Token token() {
    return token;
  }

  Peer peer() {
    return peer;
  }

  boolean isEstablished() {
    return state != State.ASKED && state != State.OVER;
  }

  void register(long nowNanos) {
    underWay =
        observations
            .client()
            .upload(peer, with(REGISTER), Optional.of(token), this::onRegistered, nowNanos);
  }

  /// Is established already.
  void resume(OptionalInt observe, long nowNanos) {
    state = State.ESTABLISHED;
    replied = true;
    observe.ifPresent(number -> sequence.resume(number, nowNanos));
  }

  void onRefused(long nowNanos) {
    state = State.OVER;
    reply(new Reply.Refused("observations"), nowNanos);
  }

  private Request with(int observe) {
    Options options = request.options().toBuilder().observe(observe).build();
    return new Request(request.method(), options, request.payload(), request.confirmable());
  }

  private void onRegistered(Reply reply, long nowNanos) {
    if (state != State.ASKED) {
      reply(new Reply.Cancelled(), nowNanos);
      if (reply instanceof Reply.Answered(Peer from, Response late)
          && from.transport().isStream()
          && late.options().observe().isPresent()) {
        deregister((told, now) -> {}, nowNanos);
      }
      return;
    }
    if (!(reply instanceof Reply.Answered(Peer from, Response response))) {
      end();
      reply(reply, nowNanos);
      return;
    }
    OptionalInt number = response.options().observe();
    if (response.code().isSuccess() && number.isPresent()) {
      state = State.ESTABLISHED;
      sequence.advance(number.getAsInt(), nowNanos);
      freshUntilNanos = freshUntil(response, nowNanos);
    } else {
      end();
    }
    collect(from, response, nowNanos);
  }

  /// Takes a response with our token after the first; false where it is to be rejected.
  boolean onNotification(Peer from, Message message, long nowNanos) {
    if (state == State.CANCELLING) {
      return true;
    }
    if (state == State.ENDING) {
      // It is to come again, when it is known whether this is over.
      observations.messages().refuse(from, message, nowNanos);
      return true;
    }
    if (forgotten) {
      deregister((reply, now) -> {}, nowNanos);
      return true;
    }
    Response response = new Response(message.code(), message.options(), message.payload());
    OptionalInt number = response.options().observe();
    boolean known = CriticalOptions.firstUnacceptable(message.options()) == CriticalOptions.NONE;
    if (!known) {
      observations.events().onRejected(from, message, Rejection.UNKNOWN_CRITICAL_OPTION, nowNanos);
    }
    if (!known || !response.code().isSuccess() || number.isEmpty()) {
      last(from, response, known ? Optional.of(message) : Optional.empty(), nowNanos);
      return known;
    }
    if (!from.transport().isStream() && !sequence.advance(number.getAsInt(), nowNanos)) {
      observations.events().onRejected(from, message, Rejection.STALE_NOTIFICATION, nowNanos);
      return true;
    }
    if (sequence.missed() > 0) {
      observations.events().onMissed(from, sequence.missed(), nowNanos);
    }
    peer = from;
    heard = refreshing == null ? heard : Optional.of(new Reply.Answered(from, response));
    freshUntilNanos = freshUntil(response, nowNanos);
    abort(nowNanos);
    if (replied && !BlockwiseClient.isPart(response)) {
      tell(from, message, response, nowNanos);
    } else {
      collect(from, response, nowNanos);
    }
    return true;
  }

  private static long freshUntil(Response response, long nowNanos) {
    long seconds = response.options().uint(OptionNumber.MAX_AGE).orElse(MAX_AGE_SECONDS);
    return nowNanos + seconds * 1_000_000_000L;
  }

  @Override
  public long freshUntilNanos() {
    return freshUntilNanos;
  }

  @Override
  public void refresh(ReplyListener told, long nowNanos) {
    if (state != State.ESTABLISHED || refreshing != null) {
      observations.tellLater(peer, told, new Reply.Cancelled(), nowNanos);
      return;
    }
    heard = Optional.empty();
    refreshing =
        observations
            .client()
            .upload(
                peer,
                with(REGISTER),
                Optional.of(token),
                (reply, now) -> onRefreshed(told, reply, now),
                nowNanos);
  }

  private void onRefreshed(ReplyListener told, Reply reply, long nowNanos) {
    refreshing = null;
    Reply outcome = reply;
    if (state != State.ESTABLISHED) {
      outcome = new Reply.Cancelled();
    } else if (reply instanceof Reply.Answered(Peer from, Response response)) {
      onRefreshed(from, response, nowNanos);
    } else if (heard.isPresent()) {
      // The answer came as a notification, which says as much.
      outcome = heard.get();
    }
    told.onReply(outcome, nowNanos);
  }

  private void onRefreshed(Peer from, Response response, long nowNanos) {
    OptionalInt number = response.options().observe();
    if (!response.code().isSuccess() || number.isEmpty()) {
      last(from, response, Optional.empty(), nowNanos);
      return;
    }
    boolean newer = sequence.advance(number.getAsInt(), nowNanos);
    if (!newer && heard.isPresent()) {
      return;
    }
    // Nothing else has come since the question: a lower number means that the peer counts anew.
    sequence.resume(number.getAsInt(), nowNanos);
    freshUntilNanos = freshUntil(response, nowNanos);
    abort(nowNanos);
    collect(from, response, nowNanos);
  }

  /// Tells a notification in one message, which is acknowledged when the listener says so.
  private void tell(Peer from, Message message, Response response, long nowNanos) {
    int number = response.options().observe().orElse(0);
    Held held = new Held(from, Optional.of(message), () -> {}, () -> sequence.retract(number));
    observations.messages().withhold(message);
    Response whole = BlockwiseClient.whole(response);
    boolean taken =
        observations.guard(
            from, () -> listener.onNotification(from, whole, held, nowNanos), nowNanos);
    if (!taken) {
      held.accept(nowNanos);
    }
  }

  /// What the listener has not kept yet, and its message, if that is to be acknowledged.
  private final class Held implements ObservationListener.Receipt {
    private final Peer from;
    private final Optional<Message> message;
    private final Runnable kept;
    private final Runnable lost;
    private boolean told;

    Held(Peer from, Optional<Message> message, Runnable kept, Runnable lost) {
      this.from = from;
      this.message = message;
      this.kept = kept;
      this.lost = lost;
    }

    @Override
    public void accept(long nowNanos) {
      if (!told) {
        told = true;
        kept.run();
        message.ifPresent(held -> observations.messages().accept(from, held, nowNanos));
      }
    }

    @Override
    public void refuse(long nowNanos) {
      if (!told) {
        told = true;
        lost.run();
        message.ifPresent(held -> observations.messages().refuse(from, held, nowNanos));
      }
    }
  }

  /// Tells `response`, once all its blocks are there.
  private void collect(Peer from, Response response, long nowNanos) {
    if (!BlockwiseClient.isPart(response)) {
      deliver(from, BlockwiseClient.whole(response), nowNanos);
      return;
    }
    int mine = ++generation;
    underWay =
        observations
            .client()
            .download(
                from, request, response, (reply, now) -> onCollected(mine, reply, now), nowNanos);
  }

  private void onCollected(int body, Reply reply, long nowNanos) {
    if (body != generation) {
      return;
    }
    if (forgotten) {
      reply(new Reply.Cancelled(), nowNanos);
    } else if (reply instanceof Reply.Answered(Peer from, Response whole)
        && whole.code().isSuccess()) {
      deliver(from, whole, nowNanos);
    } else if (!replied) {
      end();
      reply(reply, nowNanos);
    }
  }

  private void deliver(Peer from, Response whole, long nowNanos) {
    if (replied) {
      observations.guard(from, () -> listener.onNotification(from, whole, nowNanos), nowNanos);
    } else {
      reply(new Reply.Answered(from, whole), nowNanos);
    }
  }

  /// The peer is done with us, and so are we when the listener has kept that.
  ///
  /// @param message is to be acknowledged then
  private void last(Peer from, Response response, Optional<Message> message, long nowNanos) {
    abort(nowNanos);
    if (!replied) {
      end();
      reply(new Reply.Answered(from, response), nowNanos);
      return;
    }
    state = State.ENDING;
    Held held = new Held(from, message, () -> settle(State.OVER), () -> settle(State.ESTABLISHED));
    message.ifPresent(observations.messages()::withhold);
    boolean taken =
        observations.guard(from, () -> listener.onEnded(response, held, nowNanos), nowNanos);
    if (!taken) {
      held.accept(nowNanos);
    }
  }

  /// The listener has said whether it is over, unless that was decided meanwhile.
  private void settle(State next) {
    if (state == State.ENDING) {
      state = next;
      if (next == State.OVER) {
        end();
      }
    }
  }

  private void reply(Reply reply, long nowNanos) {
    if (!replied) {
      replied = true;
      observations.guard(peer, () -> listener.onReply(reply, nowNanos), nowNanos);
    }
  }

  @Override
  public void moveTo(Peer next) {
    if (!peer.transport().isStream() && next.transport() == peer.transport()) {
      peer = next;
    }
  }

  @Override
  public void cancel(ReplyListener told, long nowNanos) {
    if (state == State.OVER || state == State.CANCELLING) {
      observations.tellLater(peer, told, new Reply.Cancelled(), nowNanos);
      return;
    }
    state = State.CANCELLING;
    abort(nowNanos);
    stopRefreshing(nowNanos);
    reply(new Reply.Cancelled(), nowNanos);
    deregister(told, nowNanos);
  }

  private void deregister(ReplyListener told, long nowNanos) {
    state = State.CANCELLING;
    underWay =
        observations
            .client()
            .request(
                peer,
                with(DEREGISTER),
                Optional.of(token),
                (reply, now) -> {
                  end();
                  told.onReply(reply, now);
                },
                nowNanos);
  }

  @Override
  public void forget() {
    forgotten = true;
    boolean cannotReset = state == State.ESTABLISHED && peer.transport().isStream();
    if (!cannotReset && state != State.CANCELLING) {
      end();
    }
  }

  private void stopRefreshing(long nowNanos) {
    Cancellable running = refreshing;
    if (running != null) {
      running.cancel(nowNanos);
    }
  }

  /// The connection has ended, and with it this.
  void onDisconnected(String why, long nowNanos) {
    if (state != State.CANCELLING && state != State.OVER) {
      boolean wasEstablished = state != State.ASKED;
      end();
      abort(nowNanos);
      stopRefreshing(nowNanos);
      reply(new Reply.Disconnected(why), nowNanos);
      if (wasEstablished && !forgotten) {
        observations.guard(peer, () -> listener.onDisconnected(why, nowNanos), nowNanos);
      }
    }
  }

  /// Stops what is under way.
  private void abort(long nowNanos) {
    generation++;
    Cancellable running = underWay;
    underWay = null;
    if (running != null) {
      running.cancel(nowNanos);
    }
  }

  private void end() {
    state = State.OVER;
    observations.forget(this);
  }
}
