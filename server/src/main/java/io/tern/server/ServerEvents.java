// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.coap.Code;
import io.tern.coap.Malformed;
import io.tern.coap.Peer;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.codec.Tolerance;
import java.util.Set;

/// What the server engine reports. Runs on a loop, must not block. Every method does nothing unless
/// overridden.
public interface ServerEvents {
  /// Reports nothing.
  ServerEvents NONE = new ServerEvents() {};

  /// Something happened to a registered client. For one registration, in the order of happening.
  default void onEvent(ServerEvent event) {}

  /// A registered client said something that is no event: it is awake all the same.
  default void onHeard(Registration registration, long nowNanos) {}

  /// A request of a client was refused. Nothing has changed.
  default void onRefused(Peer peer, Refusal reason, Code code, String why, long nowNanos) {}

  /// A notification or an answer could not be decoded.
  default void onUndecodable(
      Registration registration, Path path, Malformed reason, long nowNanos) {}

  /// A notification or an answer deviates from its format, and was understood all the same.
  default void onTolerated(
      Registration registration, Path path, Set<Tolerance> tolerances, long nowNanos) {}

  /// A message came from another identity than the one that registered, and was ignored.
  default void onForeign(Registration registration, Peer from, long nowNanos) {}

  /// A change could not be made durable; the client got 5.03.
  default void onJournalFailure(Registration registration, long nowNanos) {}

  /// The pressure on the loop that reports it is another than before.
  default void onPressure(Pressure pressure, long nowNanos) {}

  /// An operation or command of a caller was refused because of the pressure.
  default void onShed(long nowNanos) {}

  /// A command of a caller was refused because as many as may wait have no outcome.
  default void onCommandRefused(CommandBound bound, long nowNanos) {}

  /// What bounds the commands without outcome, see [CommandLimits].
  enum CommandBound {
    /// Those of one client.
    PER_CLIENT,
    /// Those of all clients.
    TOTAL
  }

  /// Why a request was refused.
  enum Refusal {
    /// It breaks a rule of the protocol or a limit.
    MALFORMED,
    /// It aims at nothing that is here.
    NOT_FOUND,
    /// The peer may not do it.
    FORBIDDEN,
    /// There is no room for it now.
    OVERLOADED
  }
}
