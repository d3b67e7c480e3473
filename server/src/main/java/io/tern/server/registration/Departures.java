// SPDX-License-Identifier: Apache-2.0

package io.tern.server.registration;

import io.tern.server.Registration;

/// Told when registrations end or lose objects, so that what hangs on them can be dropped. Runs on the
/// loop.
public interface Departures {
  /// The registration is over.
  void onGone(Registration gone, long nowNanos);

  /// The registration has another object list than before.
  void onChanged(Registration registration, long nowNanos);
}
