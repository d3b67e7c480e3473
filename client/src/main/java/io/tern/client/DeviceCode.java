// SPDX-License-Identifier: Apache-2.0

package io.tern.client;

import io.tern.coap.Timers;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Where code of the device runs: the suppliers, checks and executors of its instances.
public interface DeviceCode {
  /// Runs `code`, where it may block if the program has given it a thread for that, then `listener` on
  /// the loop. Called on the loop.
  <T> void call(Supplier<Answer<T>> code, AnswerListener<T> listener, long nowNanos);

  /// Runs `task` on the loop: at once where the caller is on it, else soon. False where the loop is
  /// overloaded and the task will not run.
  boolean post(Timers.Task task);

  /// All on the loop itself, for code that never blocks: a simulated device.
  ///
  /// @param nowNanos tells the time of the loop's turn
  static DeviceCode onLoop(LongSupplier nowNanos) {
    return new DeviceCode() {
      @Override
      public <T> void call(Supplier<Answer<T>> code, AnswerListener<T> listener, long now) {
        listener.onAnswer(code.get(), now);
      }

      @Override
      public boolean post(Timers.Task task) {
        task.run(nowNanos.getAsLong());
        return true;
      }
    };
  }
}
