// SPDX-License-Identifier: Apache-2.0

package io.tern.spec;

import java.lang.management.ManagementFactory;

/// What it costs to handle one input of a peer: memory and processor time, for the fuzz tests.
///
/// @param bytes allocated on the heap
/// @param nanos of processor time of this thread
public record InputCost(long bytes, long nanos) {
  /// What any one message may cost, however hostile (C12).
  public static final InputCost OF_A_MESSAGE = new InputCost(64 << 10, 5_000_000);

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  /// Class loading, compilation and instrumentation happen to some run, so the best of these counts.
  private static final int RUNS_MAX = 8;

  /// This for an input of `inputBytes` bytes of which each may allocate `bytesEach` more.
  public InputCost plusEach(int inputBytes, int bytesEach) {
    return new InputCost(bytes + (long) inputBytes * bytesEach, nanos);
  }

  /// Runs `handling`, which must do the same each time, once; and again where it took too much, to see
  /// whether it always does.
  ///
  /// @throws AssertionError where every run costs more than this
  public void holds(Runnable handling) {
    long leastBytes = Long.MAX_VALUE;
    long leastNanos = Long.MAX_VALUE;
    for (int i = 0; i < RUNS_MAX; i++) {
      long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
      long nanosBefore = THREADS.getCurrentThreadCpuTime();
      handling.run();
      leastNanos = Math.min(leastNanos, THREADS.getCurrentThreadCpuTime() - nanosBefore);
      leastBytes = Math.min(leastBytes, THREADS.getCurrentThreadAllocatedBytes() - bytesBefore);
      if (leastBytes <= bytes && leastNanos <= nanos) {
        return;
      }
    }
    throw new AssertionError(
        "%d bytes and %d µs where %d bytes and %d µs are allowed"
            .formatted(leastBytes, leastNanos / 1000, bytes, nanos / 1000));
  }
}
