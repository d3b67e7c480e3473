// SPDX-License-Identifier: Apache-2.0

package io.tern.app.crash;

import java.io.IOException;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// How long one device stays awake, as the server was told. Any thread.
final class AwakeBook {
  /// What holds where nothing was said.
  static final long SECONDS_OTHERWISE = 1;

  private static final int SECONDS_MAX = 4;

  private final String endpoint;
  private final Random random;
  private final Findings findings;
  private final ReentrantLock busy = new ReentrantLock();

  /// What may hold: what was acknowledged last, and what had no answer since then.
  private final Set<Long> possible = new HashSet<>(Set.of(SECONDS_OTHERWISE));

  /// Whether anything was said since it was checked.
  private boolean changed;

  AwakeBook(String endpoint, Random random, Findings findings) {
    this.endpoint = endpoint;
    this.random = random;
    this.findings = findings;
  }

  /// Has it stay awake for another time, or as long as others do.
  void change(Calls calls) throws InterruptedException {
    if (!busy.tryLock()) {
      return;
    }
    try {
      int seconds = random.nextInt(SECONDS_MAX + 1);
      long wanted = seconds == 0 ? SECONDS_OTHERWISE : seconds;
      changed = true;
      possible.add(wanted);
      if (seconds == 0 ? calls.unsetAwake(endpoint) : calls.setAwake(endpoint, seconds)) {
        possible.clear();
        possible.add(wanted);
        findings.acknowledged();
      }
    } finally {
      busy.unlock();
    }
  }

  /// Checks it against what the server says, where anything was said since the last time.
  void check(Calls calls) throws IOException, InterruptedException {
    busy.lock();
    try {
      if (!changed) {
        return;
      }
      long shown = calls.awakeSeconds(endpoint);
      if (!possible.contains(shown)) {
        findings.violation(endpoint + " is awake for " + shown + " s, not for " + possible);
      }
      possible.clear();
      possible.add(shown);
      changed = false;
    } finally {
      busy.unlock();
    }
  }

  /// Checks it in any case.
  void checkAtLast(Calls calls) throws IOException, InterruptedException {
    busy.lock();
    try {
      changed = true;
      check(calls);
    } finally {
      busy.unlock();
    }
  }
}
