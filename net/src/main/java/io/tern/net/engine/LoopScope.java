// SPDX-License-Identifier: Apache-2.0

package io.tern.net.engine;

import io.tern.coap.Requester;
import io.tern.coap.Timers;
import io.tern.coap.engine.EndpointGauges;
import java.util.random.RandomGenerator;

/// What a loop offers to whoever lives on it. Everything but [#index], [#count], [#post] and [#isCurrentThread]
/// is for the loop's own thread alone, which assertions check.
public interface LoopScope {
  /// Which of the loops this is, from 0.
  int index();

  /// How many loops there are.
  int count();

  /// The timers of this loop.
  Timers timers();

  /// Sends requests from this loop.
  Requester requester();

  /// Random numbers of cryptographic quality.
  RandomGenerator random();

  /// What the endpoint of this loop holds.
  EndpointGauges gauges();

  /// How long, at `nowNanos`, this loop has had more to do than one turn takes; 0 where it keeps up.
  long behindNanos(long nowNanos);

  /// Runs `task` on this loop, after what was posted before it. Any thread.
  ///
  /// @return false where the mailbox is full or the loop is closed: the task will not run
  boolean post(Timers.Task task);

  /// Whether the caller runs on this loop: `assert scope.isCurrentThread()`. Any thread.
  boolean isCurrentThread();
}
