// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

/// What a stretch of load came to.
///
/// @param answered what counts: requests with the right answer, notifications, requests answered
/// @param wrong datagrams that were not what they should have been
/// @param lost units that came to no end in time
/// @param nanos how long it took
record Load(long answered, long wrong, long lost, long nanos) {
  static final Load NONE = new Load(0, 0, 0, 0);

  /// Both, one after the other.
  Load plus(Load next) {
    return new Load(
        answered + next.answered, wrong + next.wrong, lost + next.lost, nanos + next.nanos);
  }
}
