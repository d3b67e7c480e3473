// SPDX-License-Identifier: Apache-2.0

package io.tern.server.registration;

import io.tern.server.Registration;

/// Told when registrations end, lose objects or move, so that what hangs on them can be dropped or follow.
/// Runs on the loop.
public interface Departures {
  /// The registration is over.
  void onGone(Registration gone, long nowNanos);

  /// The registration has another object list than before, or another address.
  void onChanged(Registration registration, long nowNanos);
}
