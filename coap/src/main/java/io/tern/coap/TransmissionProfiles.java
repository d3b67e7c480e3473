// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// Which transmission parameters hold for which peer (RFC 7252 §4.8.1): a sleepy modem behind a
/// satellite wants other patience than a meter on the same wire.
///
/// Asked anew for every message, so another answer takes effect with the next one. Every loop asks the
/// same object: it must be quick and safe from any thread. [TransmissionParameters] are themselves
/// profiles that hold for all.
public interface TransmissionProfiles {
  /// What holds for peers of which nothing special is known.
  TransmissionParameters usual();

  /// What holds for `peer` now.
  TransmissionParameters of(Peer peer);
}
