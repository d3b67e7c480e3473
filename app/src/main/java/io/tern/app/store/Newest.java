// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store;

import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The id of the newest event of a log, and the readers that wait for the next. Any thread.
public final class Newest {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private long id;
  private boolean ended;

  /// @param id the next event gets the id after it
  public Newest(long id) {
    this.id = id;
  }

  /// The id of the newest event.
  public long id() {
    lock.lock();
    try {
      return id;
    } finally {
      lock.unlock();
    }
  }

  /// Where a reader stands that has read up to `afterId`: an id that was never given counts as the newest.
  public long place(long afterId) {
    return Math.min(afterId, id());
  }

  /// Events up to `newest` may be read.
  public void rise(long newest) {
    lock.lock();
    try {
      if (newest > id) {
        id = newest;
        news.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// No reader finds anything any more.
  public void end() {
    lock.lock();
    try {
      ended = true;
      news.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is an event behind `place`.
  ///
  /// @param waitNanos how long at most
  /// @return what a reader is told who finds none; empty where there is one
  public Optional<EventLog.Batch> await(long place, long waitNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = waitNanos;
      while (!ended && place == id && left > 0) {
        left = news.awaitNanos(left);
      }
      if (ended) {
        return Optional.of(new EventLog.Batch.Closed());
      }
      return place == id ? Optional.of(new EventLog.Batch.Quiet()) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }
}
