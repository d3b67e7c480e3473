// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.op;

import io.tern.coap.Code;
import io.tern.coap.Malformed;
import java.util.function.Function;

/// How a downlink operation ended: exactly one of these, exactly once.
///
/// @param <R> what the client answers when it succeeds
public sealed interface Outcome<R> {
  /// What `next` makes of a success; any other end stays what it is.
  ///
  /// @param <S> what a success then is
  default <S> Outcome<S> then(Function<? super R, Outcome<S>> next) {
    if (this instanceof Answered<R>(R value)) {
      return next.apply(value);
    }
    // No other end holds an R.
    @SuppressWarnings("unchecked")
    Outcome<S> same = (Outcome<S>) this;
    return same;
  }

  /// The client did it.
  record Answered<R>(R value) implements Outcome<R> {}

  /// The client refused, with a code of class 4 or 5 and perhaps a diagnostic text.
  record Rejected<R>(Code code, String diagnostic) implements Outcome<R> {}

  /// The client answered with something that cannot be read.
  record Undecodable<R>(Malformed reason) implements Outcome<R> {}

  /// It cannot be sent as asked: the format cannot carry the value, the value does not fit the model.
  record Invalid<R>(String why) implements Outcome<R> {}

  /// No answer in time. Whether the client did it is not known.
  record TimedOut<R>() implements Outcome<R> {}

  /// The client is in queue mode and asleep. The operation has not been sent.
  record Asleep<R>() implements Outcome<R> {}

  /// There is no way to the client: not registered, or the transport refused.
  record Unreachable<R>(String why) implements Outcome<R> {}

  /// The client's CoAP layer rejected the message with a Reset (RFC 7252 §4.2). It has not been done.
  record Reset<R>() implements Outcome<R> {}

  /// There is no room for it now: too much waits already. The operation has not been sent.
  record Overloaded<R>(String why) implements Outcome<R> {}

  /// It waited for the client longer than it was worth. It has not been sent.
  record Expired<R>() implements Outcome<R> {}

  /// The asking side gave it up.
  record Cancelled<R>() implements Outcome<R> {}
}
