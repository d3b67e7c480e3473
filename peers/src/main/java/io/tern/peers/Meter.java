// SPDX-License-Identifier: Apache-2.0

package io.tern.peers;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/// Measures what an operation of a peer costs the thread that runs it: processor time and allocation.
public final class Meter {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int BATCH = 64;

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
    long bytes = THREADS.getCurrentThreadAllocatedBytes();
    long start = THREADS.getCurrentThreadCpuTime();
    long end = start;
    while (end - start < millis * 1_000_000L) {
      for (int i = 0; i < BATCH; i++) {
        MADE[i] = operation.run();
      }
      operations += BATCH;
      end = THREADS.getCurrentThreadCpuTime();
    }
    bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
    return List.of("ok", "operations=" + operations, "cpuNanos=" + (end - start), "bytes=" + bytes);
  }
}
