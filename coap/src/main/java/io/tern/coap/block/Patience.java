// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Timers;
import org.jspecify.annotations.Nullable;

/// How a transfer bears that a block is not answered, or not sent for want of room or message ids: a
/// fast transfer uses those up, and gets new ones within EXCHANGE_LIFETIME (RFC 7252 §4.4).
final class Patience {
  /// How often a block of one size is sent that is not answered.
  static final int ATTEMPTS_MAX = 3;

  /// How often a block is offered that this endpoint refuses to send: for five minutes.
  static final int REFUSALS_MAX = 30;

  /// Blocks of 256 bytes pass wherever IP does.
  private static final int EXPONENT_MIN = 4;

  private static final long PAUSE_NANOS = 10_000_000_000L;

  private final boolean patient;
  private final Timers timers;
  private int silences;
  private int refusals;
  private Timers.@Nullable Timer pause;

  Patience(boolean patient, Timers timers) {
    this.patient = patient;
    this.timers = timers;
  }

  /// Does `again`, now or after a while, where `reply` is to be borne; false where the transfer ends.
  ///
  /// @param repeatable whether it does no harm if the peer has received the block already
  boolean bears(Reply reply, boolean repeatable, Timers.Task again, long nowNanos) {
    if (!patient) {
      return false;
    }
    if (reply instanceof Reply.TimedOut && repeatable && silences < ATTEMPTS_MAX - 1) {
      silences++;
      again.run(nowNanos);
      return true;
    }
    if (reply instanceof Reply.Refused && refusals < REFUSALS_MAX) {
      refusals++;
      pause = timers.at(nowNanos + PAUSE_NANOS, again);
      return true;
    }
    return false;
  }

  /// Whether a block of that exponent, offered again and still not answered, may be too large for the
  /// way to `peer`: where datagrams are dropped for their size, nobody says so.
  boolean wantsSmaller(Reply reply, Peer peer, int exponent) {
    return patient
        && reply instanceof Reply.TimedOut
        && silences > 0
        && exponent > EXPONENT_MIN
        && !peer.transport().isStream();
  }

  /// A block was answered, or becomes smaller.
  void renew() {
    silences = 0;
    refusals = 0;
  }

  /// The transfer is over.
  void end() {
    Timers.Timer set = pause;
    if (set != null) {
      set.cancel();
    }
  }
}
