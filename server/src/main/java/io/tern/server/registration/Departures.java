// SPDX-License-Identifier: Apache-2.0

package io.tern.server.registration;

import io.tern.server.Registration;

/// Told when registrations begin, end, lose objects or move, so that what hangs on them can go ahead, be dropped
/// or follow.
/// Runs on the loop.
public interface Departures {
  /// The registration is over.
  void onGone(Registration gone, long nowNanos);

  /// The client has the answer to its Register: what waits for it may go.
  void onAnswered(Registration registration, long nowNanos);

  /// The registration has another object list than `before`, or another address.
  void onChanged(Registration before, Registration registration, long nowNanos);
}
