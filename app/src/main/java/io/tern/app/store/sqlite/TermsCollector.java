// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import io.tern.server.RegistrationStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Deletes terms that neither a registration nor an event names any more. Writer thread, but for the look
/// at all registrations, which has a thread of its own.
final class TermsCollector {
  private static final long PAUSE_NANOS = 600_000_000_000L;

  /// So many cost nothing.
  private static final int COUNT_MIN = 1_000;

  private final TermsTable terms;
  private final RegistrationStore registrations;
  private final AtomicReference<@Nullable BitSet> found = new AtomicReference<>();
  private long lastNanos = System.nanoTime();
  private boolean looking = true;

  /// @param inUse what the registrations that are loaded have
  TermsCollector(TermsTable terms, RegistrationStore registrations, BitSet inUse) {
    this.terms = terms;
    this.registrations = registrations;
    found.set(inUse);
  }

  /// Does a part of what is to be done.
  void tidy(Connection connection, long lastEvent) throws SQLException {
    BitSet inUse = found.get();
    if (looking && inUse != null) {
      terms.retire(connection, inUse, lastEvent);
      terms.delete(connection, oldestEvent(connection, lastEvent));
      found.set(null);
      looking = false;
    } else if (!looking
        && System.nanoTime() - lastNanos > PAUSE_NANOS
        && terms.count() > COUNT_MIN) {
      look();
    }
  }

  /// Begins to look which terms are in use.
  ///
  /// @return what looks
  Thread look() {
    looking = true;
    lastNanos = System.nanoTime();
    terms.watchUse();
    return Thread.ofVirtual().name("tern-store-terms").start(() -> found.set(inUse()));
  }

  private BitSet inUse() {
    BitSet inUse = new BitSet();
    registrations.forEach(registration -> terms.known(registration.terms()).ifPresent(inUse::set));
    return inUse;
  }

  /// The least id of an event that is kept, or of the next one.
  private static long oldestEvent(Connection connection, long lastEvent) throws SQLException {
    try (PreparedStatement select =
            connection.prepareStatement("SELECT id - count + 1 FROM event ORDER BY id LIMIT 1");
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : lastEvent + 1;
    }
  }
}
