// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import io.tern.app.store.Store;
import io.tern.app.store.StoreHealth;
import io.tern.app.store.StoreSettings;
import io.tern.coap.Timers;
import io.tern.server.Journal;
import io.tern.server.Restored;
import io.tern.server.ServerEvent;
import io.tern.server.memory.MemoryObservationStore;
import io.tern.server.memory.MemoryRegistrationStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/// A store in a folder: what it says is durable is on the disk.
public final class SqliteStore implements Store {
  private static final int SQLITE_CHECK_PAGES_MAX = 262_144;

  private final DataFolder folder;
  private final TermsTable terms = new TermsTable();
  private final LongAdder quarantined = new LongAdder();
  private final Readers readers;
  private final Contents contents;
  private final GroupWriter writer;
  private final boolean idsJumped;
  private final Thread thread;

  /// What became of opening a store.
  public sealed interface Opened {
    /// It is open, and this process's own.
    record Ok(SqliteStore store) implements Opened {}

    /// It is not; the sentence is for the operator.
    record Refused(String sentence) implements Opened {}
  }

  /// Opens the store in a folder, which is made if need be.
  ///
  /// @param clock monotonic nanoseconds aligned with the Unix epoch at the start of the process
  public static Opened open(Path path, StoreSettings settings, LongSupplier clock) {
    DataFolder folder;
    try {
      folder = DataFolder.open(path);
    } catch (DataFolder.InUse e) {
      return new Opened.Refused(path + " is in use by another server" + e.getMessage());
    } catch (IOException e) {
      return new Opened.Refused(path + " cannot be used: " + e);
    }
    try {
      return new Opened.Ok(new SqliteStore(folder, settings, clock));
    } catch (Loader.Unusable e) {
      return refuse(folder, "the store in " + path + " cannot be used: " + e.getMessage());
    } catch (SQLException | IOException e) {
      return refuse(
          folder, "the store in " + path + " is damaged or cannot be read: " + e.getMessage());
    }
  }

  private static Opened refuse(DataFolder folder, String sentence) {
    try {
      folder.close();
    } catch (IOException e) {
      // It was not of use anyway.
    }
    return new Opened.Refused(sentence);
  }

  private SqliteStore(DataFolder folder, StoreSettings settings, LongSupplier clock)
      throws SQLException, IOException, Loader.Unusable {
    this.folder = folder;
    Connection connection = folder.writer();
    Readers opened = null;
    try {
      check(connection);
      Schema.migrate(connection);
      Loader loader = new Loader(connection, terms, clock.getAsLong());
      loader.begin(folder.attested());
      idsJumped = loader.idsJumped();
      loader.terms();
      var registrations = new MemoryRegistrationStore(loader.expected());
      var observations = new MemoryObservationStore();
      var index = new RowIndex(new EndpointHash(new SecureRandom()), loader.expected());
      loader.registrations(registrations, index);
      Restored restored = loader.rest(registrations, observations);
      loader.quarantine();
      quarantined.add(loader.quarantined());
      Ledger ledger = new Ledger(connection, terms, index, loader.begun(), settings);
      ledger.commit(clock.getAsLong());
      folder.attest(ledger.committed().commits());
      opened = new Readers(folder);
      readers = opened;
      var events = new SqliteEvents(readers, terms, ledger.committed().lastEvent(), quarantined);
      TermsCollector collector = new TermsCollector(terms, registrations, loader.inUse());
      Retention retention = new Retention(settings, clock, collector);
      writer = new GroupWriter(settings, clock, new Kept(ledger, retention), events::onCommitted);
      contents =
          new Contents(
              registrations,
              observations,
              restored,
              events,
              new SqliteValues(readers, writer, quarantined),
              new SqliteCommands(readers, quarantined));
    } catch (SQLException | IOException | Loader.Unusable | RuntimeException e) {
      connection.close();
      if (opened != null) {
        opened.close();
      }
      throw e;
    }
    thread = Thread.ofPlatform().name("tern-store").start(writer);
  }

  /// The structure of a database that is not too large to look at.
  private static void check(Connection connection) throws SQLException, Loader.Unusable {
    if (Schema.version(connection) > Schema.VERSION) {
      throw new Loader.Unusable("a newer version of this program wrote it");
    }
    try (Statement statement = connection.createStatement()) {
      try (ResultSet row = statement.executeQuery("PRAGMA page_count")) {
        if (row.next() && row.getLong(1) > SQLITE_CHECK_PAGES_MAX) {
          return;
        }
      }
      try (ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
        if (!row.next() || !"ok".equals(row.getString(1))) {
          throw new Loader.Unusable("it is damaged (" + row.getString(1) + "); restore a backup");
        }
      }
    }
  }

  /// The ledger of the writer, and another one when it failed.
  private final class Kept implements GroupWriter.Keeper {
    private final Retention retention;
    private Ledger ledger;
    private boolean hasFailed;

    Kept(Ledger ledger, Retention retention) {
      this.ledger = ledger;
      this.retention = retention;
    }

    @Override
    public Ledger ledger() throws SQLException {
      if (hasFailed) {
        ledger = reopen();
        hasFailed = false;
      }
      return ledger;
    }

    private Ledger reopen() throws SQLException {
      Connection connection = folder.writer();
      try {
        return ledger.next(connection);
      } catch (Loader.Unusable | SQLException e) {
        connection.close();
        throw new SQLException(e.getMessage(), e);
      }
    }

    @Override
    public void onFailed() {
      hasFailed = true;
      closeQuietly(ledger);
    }

    @Override
    public void attest(long commits) throws IOException {
      folder.attest(commits);
    }

    @Override
    public void tidy(Ledger open) throws SQLException {
      retention.tidy(open);
    }

    @Override
    public void close() {
      onFailed();
    }
  }

  private static void closeQuietly(Ledger ledger) {
    try {
      ledger.close();
    } catch (SQLException e) {
      // What was committed is durable, the rest is taken back.
    }
  }

  /// Whether ids of events and commands go on far ahead since it was opened, as there was no count of its
  /// commits: a backup that was restored has none.
  public boolean idsJumped() {
    return idsJumped;
  }

  @Override
  public Contents contents() {
    return contents;
  }

  @Override
  public Journal journal(int loop, Predicate<Timers.Task> post) {
    return new LoopJournal(post);
  }

  /// One loop's way to the writer.
  private final class LoopJournal implements Journal {
    private final Predicate<Timers.Task> post;

    LoopJournal(Predicate<Timers.Task> post) {
      this.post = post;
    }

    @Override
    public void append(
        Change change, Optional<ServerEvent> event, Listener listener, long nowNanos) {
      if (change instanceof Change.Refreshed) {
        writer.offer(new GroupWriter.Entry.Appended(change, event, Listener.NONE, post, nowNanos));
        listener.onAppended(true, nowNanos);
      } else if (!writer.offer(
          new GroupWriter.Entry.Appended(change, event, listener, post, nowNanos))) {
        listener.onAppended(false, nowNanos);
      }
    }

    @Override
    public boolean isAccepting() {
      return writer.isAccepting();
    }
  }

  @Override
  public StoreHealth health() {
    GroupWriter.Counts counts = writer.counts();
    return new StoreHealth(
        writer.trouble(),
        writer.waiting(),
        counts.commits.sum(),
        counts.changes.sum(),
        counts.failures.sum(),
        quarantined.sum(),
        counts.eventsLost.sum());
  }

  @Override
  public void close() {
    events().endReaders();
    writer.close();
    try {
      thread.join();
      readers.close();
      folder.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The lock ends with the process.
    }
  }
}
