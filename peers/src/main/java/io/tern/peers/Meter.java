// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/// Measures what an operation of a peer costs the thread that runs it: processor time and allocation.
public final class Meter {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int BATCH = 64;

  /// How long operations run at least, in processor time, before the clock is asked again: a question costs as much as
  /// many short operations.
  private static final long UNASKED_NANOS = 500_000;

  /// What the operations made last, kept so that the compiler cannot leave it out.
  static final Object[] MADE = new Object[BATCH];

  private Meter() {}

  /// What is measured; its result is used.
  @FunctionalInterface
  public interface Operation {
    /// Runs once.
    Object run() throws Exception;
  }

  /// Runs `operation` on this thread again and again for `millis` of its processor time. The words of the
  /// answer: `ok operations=N cpuNanos=N bytes=N`.
  public static List<String> measure(Operation operation, int millis) throws Exception {
    long operations = 0;
    int batches = 1;
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long start = THREADS.getCurrentThreadCpuTime();
    long end = start;
    while (end - start < millis * 1_000_000L) {
      long last = end;
      for (int batch = 0; batch < batches; batch++) {
        runBatch(operation);
      }
      operations += (long) BATCH * batches;
      end = THREADS.getCurrentThreadCpuTime();
      if (end - last < UNASKED_NANOS) {
        batches *= 2;
      }
    }
    bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
    return List.of("ok", "operations=" + operations, "cpuNanos=" + (end - start), "bytes=" + bytes);
  }

  private static void runBatch(Operation operation) throws Exception {
    for (int i = 0; i < BATCH; i++) {
      MADE[i] = operation.run();
    }
  }
}
