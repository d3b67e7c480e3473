// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;

/// A few connections that read, lent to one thread at a time.
final class Readers implements AutoCloseable {
  private static final int COUNT = 3;

  private final ArrayBlockingQueue<Connection> idle = new ArrayBlockingQueue<>(COUNT);
  private final List<Connection> all = new ArrayList<>();
  private final ReentrantLock closing = new ReentrantLock();

  Readers(DataFolder folder) throws SQLException {
    for (int i = 0; i < COUNT; i++) {
      Connection connection = folder.reader();
      all.add(connection);
      idle.add(connection);
    }
  }

  /// Uses a connection.
  interface Use<R> {
    R with(Connection connection) throws SQLException;
  }

  /// @throws SQLException where it cannot be read, or the store is closed
  <R> R read(Use<R> use) throws SQLException {
    Connection connection;
    try {
      connection = idle.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    }
    try {
      return use.with(connection);
    } finally {
      idle.add(connection);
    }
  }

  /// What is being read fails.
  @Override
  public void close() {
    closing.lock();
    try {
      for (Connection connection : all) {
        connection.close();
      }
    } catch (SQLException e) {
      // Nothing depends on it.
    } finally {
      closing.unlock();
    }
  }
}
