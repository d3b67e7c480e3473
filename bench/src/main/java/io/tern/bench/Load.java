// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

/// What a stretch of load came to.
///
/// @param answered requests with the right answer
/// @param wrong datagrams that came back and were not the right answer
/// @param lost requests without any answer within a second
/// @param nanos how long it took
record Load(long answered, long wrong, long lost, long nanos) {}
