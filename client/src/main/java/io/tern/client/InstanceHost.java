// SPDX-License-Identifier: Apache-2.0

package io.tern.client;

import io.tern.coap.Timers;
import io.tern.lwm2m.Path;
import java.util.function.Supplier;

/// What a client offers to the instances it serves.
public interface InstanceHost extends DeviceCode {
  /// Nobody serves the instance: code runs at once, changes concern nobody.
  InstanceHost NONE =
      new InstanceHost() {
        @Override
        public <T> void call(Supplier<Answer<T>> code, AnswerListener<T> listener, long nowNanos) {
          listener.onAnswer(code.get(), nowNanos);
        }

        @Override
        public boolean post(Timers.Task task) {
          task.run(0);
          return true;
        }

        @Override
        public void onChanged(Path path, long nowNanos) {}

        @Override
        public void later(Timers.Task task, long nowNanos) {
          task.run(nowNanos);
        }
      };

  /// The value at `path` may be another than before: notification attributes decide what follows. On
  /// the loop.
  void onChanged(Path path, long nowNanos);

  /// Runs `task` when what is going on now, the answer to the server included, is over. On the loop.
  void later(Timers.Task task, long nowNanos);
}
