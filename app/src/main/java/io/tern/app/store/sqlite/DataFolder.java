// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/// The folder of a store: its lock, its database, and a witness of how many commits there were.
///
/// The witness is written after each commit, without forcing it to the disk: it can be behind what is
/// durable, never ahead. A database with fewer commits than it attests has lost some.
final class DataFolder implements AutoCloseable {
  static final String DATABASE = "tern.db";
  static final String WITNESS = "tern.commits";
  private static final String LOCK = "tern.lock";
  private static final int BUSY_MILLIS = 10_000;

  private final Path folder;
  private final FileChannel lockFile;
  private final FileChannel witness;

  private DataFolder(Path folder, FileChannel lockFile, FileChannel witness) {
    this.folder = folder;
    this.lockFile = lockFile;
    this.witness = witness;
  }

  /// The folder is somebody else's. Its message says whose, where that is known.
  static final class InUse extends IOException {
    private static final long serialVersionUID = 1;

    InUse(String whose) {
      super(whose);
    }
  }

  /// Makes the folder this process's own, until it is closed.
  ///
  /// @throws InUse where another process has it
  static DataFolder open(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel lockFile =
        FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (!lock(lockFile)) {
        throw new InUse(owner(folder.resolve(LOCK)));
      }
      lockFile.truncate(0);
      lockFile.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
      FileChannel witness =
          FileChannel.open(
              folder.resolve(WITNESS),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      return new DataFolder(folder, lockFile, witness);
    } catch (IOException e) {
      lockFile.close();
      throw e;
    }
  }

  private static String owner(Path lock) {
    try {
      String pid = Files.readString(lock).strip();
      return pid.matches("\\d{1,18}") ? " (process " + pid + ")" : "";
    } catch (IOException e) {
      return ""; // some systems let nobody read what is locked
    }
  }

  private static boolean lock(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /// A connection that writes. Its transactions begin by themselves.
  Connection writer() throws SQLException {
    Connection connection = connect();
    pragma(connection, "journal_mode = WAL");
    pragma(connection, "synchronous = FULL");
    pragma(connection, "wal_autocheckpoint = 4000");
    pragma(connection, "journal_size_limit = 67108864");
    pragma(connection, "cache_size = -65536");
    pragma(connection, "cell_size_check = ON");
    connection.setAutoCommit(false);
    return connection;
  }

  /// A connection that only reads.
  Connection reader() throws SQLException {
    Connection connection = connect();
    pragma(connection, "query_only = ON");
    pragma(connection, "cache_size = -4096");
    pragma(connection, "cell_size_check = ON");
    return connection;
  }

  private Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve(DATABASE));
    pragma(connection, "busy_timeout = " + BUSY_MILLIS);
    return connection;
  }

  private static void pragma(Connection connection, String text) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA " + text);
    }
  }

  /// How many commits there were at least; empty where the witness knows nothing.
  OptionalLong attested() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(2 * Long.BYTES);
    while (buffer.hasRemaining() && witness.read(buffer, buffer.position()) > 0) {
      // Until it is whole, or the file has no more.
    }
    buffer.flip();
    if (buffer.remaining() < 2 * Long.BYTES) {
      return OptionalLong.empty();
    }
    long commits = buffer.getLong();
    return buffer.getLong() == checksum(commits) ? OptionalLong.of(commits) : OptionalLong.empty();
  }

  /// There were so many commits.
  void attest(long commits) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(2 * Long.BYTES);
    buffer.putLong(commits).putLong(checksum(commits)).flip();
    while (buffer.hasRemaining()) {
      witness.write(buffer, buffer.position());
    }
  }

  private static long checksum(long commits) {
    CRC32C checksum = new CRC32C();
    checksum.update(ByteBuffer.allocate(Long.BYTES).putLong(commits).flip());
    return checksum.getValue();
  }

  Path path() {
    return folder;
  }

  /// Gives the folder free.
  @Override
  public void close() throws IOException {
    witness.close();
    lockFile.close();
  }
}
