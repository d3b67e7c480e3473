// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import static io.tern.app.store.Samples.NOW;
import static io.tern.app.store.Samples.notified;
import static io.tern.app.store.Samples.observation;
import static io.tern.app.store.Samples.registration;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tern.app.store.EventLog;
import io.tern.app.store.Samples;
import io.tern.app.store.StoreSettings;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Value;
import io.tern.server.Journal;
import io.tern.server.Journal.Change;
import io.tern.server.Origin;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.spec.Spec;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged files, a full disk, a slow disk.
class SqliteFaultsTest {
  private static final int DEVICES = 60;
  private static final int FLIPS = 60;

  private final long seed = Long.getLong("tern.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final BlockingQueue<Boolean> told = new LinkedBlockingQueue<>();

  @TempDir Path temporary;

  private static SqliteStore open(Path folder) {
    return open(folder, StoreSettings.DEFAULT);
  }

  private static SqliteStore open(Path folder, StoreSettings settings) {
    return switch (SqliteStore.open(folder, settings, () -> NOW)) {
      case SqliteStore.Opened.Ok(SqliteStore store) -> store;
      case SqliteStore.Opened.Refused(String sentence) -> throw new AssertionError(sentence);
    };
  }

  private static Journal journal(SqliteStore store) {
    return store.journal(
        0,
        task -> {
          task.run(NOW);
          return true;
        });
  }

  private boolean append(SqliteStore store, Change change, Optional<ServerEvent> event)
      throws InterruptedException {
    journal(store).append(change, event, (durable, now) -> told.add(durable), NOW);
    Boolean durable = told.poll(30, TimeUnit.SECONDS);
    assertThat(durable).as("told").isNotNull();
    return durable;
  }

  private static Registration device(int i) {
    return registration("device-" + i, i + 1L, NOW);
  }

  /// Devices with an observation and a value each, and their events.
  private void fill(SqliteStore store) throws InterruptedException {
    for (int i = 0; i < DEVICES; i++) {
      Registration device = device(i);
      ServerEvent.Registered event = new ServerEvent.Registered(device, Optional.empty(), NOW);
      assertThat(append(store, new Change.Registered(device), Optional.of(event))).isTrue();
      assertThat(append(store, new Change.Observed(observation(device, i + 1L)), Optional.empty()))
          .isTrue();
      ServerEvent.Notified notified = notified(device, i, NOW);
      assertThat(
              append(
                  store,
                  Change.Received.of(device, Origin.NOTIFIED, notified.values()),
                  Optional.of(notified)))
          .isTrue();
    }
  }

  /// What a killed process leaves.
  private Path crashImage(Path folder, String name) throws IOException {
    Path image = Files.createDirectories(temporary.resolve(name));
    for (String file : List.of("tern.db", "tern.db-wal", "tern.commits")) {
      if (Files.exists(folder.resolve(file))) {
        Files.copy(folder.resolve(file), image.resolve(file));
      }
    }
    return image;
  }

  /// Everything that is served is what was stored; what is missing is known to be.
  private void judge(Path folder, String what) throws Exception {
    switch (SqliteStore.open(folder, StoreSettings.DEFAULT, () -> NOW)) {
      case SqliteStore.Opened.Refused(String sentence) -> assertThat(sentence).isNotBlank();
      case SqliteStore.Opened.Ok(SqliteStore store) -> {
        try (store) {
          judge(store, what);
        }
      }
    }
  }

  private void judge(SqliteStore store, String what) throws Exception {
    try {
      judgeWhatIsRead(store, what);
    } catch (IllegalStateException e) {
      // Damage that the check at the start does not see, and that SQLite sees when it comes to it.
      assertThat(e).as(what).hasMessageContaining("SQLITE_CORRUPT");
    }
  }

  private void judgeWhatIsRead(SqliteStore store, String what) throws Exception {
    int missing = 0;
    for (int i = 0; i < DEVICES; i++) {
      Registration expected = device(i);
      Optional<Registration> found = store.registrations().byEndpoint(expected.endpoint());
      missing += found.isPresent() ? 0 : 1;
      found.ifPresent(registration -> assertThat(registration).as(what).isEqualTo(expected));
      for (var observed : store.observations().of(expected.id())) {
        assertThat(observed).as(what).isEqualTo(observation(expected, i + 1L));
      }
      Value value = new Value.Real(i);
      store
          .values()
          .last(new EndpointName("device-" + i), io.tern.lwm2m.Path.ROOT)
          .forEach(known -> assertThat(known.value()).as(what).isEqualTo(value));
    }
    if (store.events().next(0, 1_000, 0) instanceof EventLog.Batch.Events(var events)) {
      for (EventLog.Logged logged : events) {
        int device = Integer.parseInt(logged.event().endpoint().value().substring(7));
        if (logged.event() instanceof ServerEvent.Notified notified) {
          assertThat(notified).as(what).isEqualTo(Samples.notified(device(device), device, NOW));
        } else {
          assertThat(logged.event())
              .as(what)
              .isEqualTo(new ServerEvent.Registered(device(device), Optional.empty(), NOW));
        }
      }
    }
    if (missing > 0) {
      assertThat(store.health().quarantined()).as(what).isPositive();
    }
  }

  @Test
  @Spec("4.11")
  void a_flipped_bit_in_any_file_is_refused_or_set_aside_and_never_served() throws Exception {
    Path folder = temporary.resolve("whole");
    Path running;
    try (SqliteStore store = open(folder)) {
      fill(store);
      running = crashImage(folder, "running");
    }
    Path closed = crashImage(folder, "closed");
    for (int i = 0; i < FLIPS; i++) {
      Path from = i % 3 == 0 ? closed : running;
      String file = List.of("tern.db", "tern.db-wal", "tern.commits").get(i % 3);
      String what = "flip " + i + " in " + file + ", seed " + seed;
      Path image = crashImage(from, "flip-" + i);
      byte[] bytes = Files.readAllBytes(image.resolve(file));
      if (bytes.length > 0) {
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(image.resolve(file), bytes);
        judge(image, what);
      }
    }
  }

  @Test
  @Spec("4.11")
  void what_was_acknowledged_and_is_cut_off_is_noticed() throws Exception {
    Path folder = temporary.resolve("whole");
    Path running;
    try (SqliteStore store = open(folder)) {
      fill(store);
      running = crashImage(folder, "running");
    }
    judge(crashImage(running, "untouched"), "untouched");
    byte[] wal = Files.readAllBytes(running.resolve("tern.db-wal"));
    assertThat(wal.length).isGreaterThan(10_000);
    Files.write(running.resolve("tern.db-wal"), java.util.Arrays.copyOf(wal, wal.length / 2));
    assertThat(SqliteStore.open(running, StoreSettings.DEFAULT, () -> NOW))
        .isInstanceOfSatisfying(
            SqliteStore.Opened.Refused.class,
            refused -> assertThat(refused.sentence()).contains("lost changes"));
  }

  @Test
  @Spec("4.11")
  void a_torn_write_that_nobody_was_told_of_is_dropped() throws Exception {
    Path folder = temporary.resolve("whole");
    Path running;
    try (SqliteStore store = open(folder)) {
      fill(store);
      running = crashImage(folder, "running");
    }
    byte[] wal = Files.readAllBytes(running.resolve("tern.db-wal"));
    byte[] torn = java.util.Arrays.copyOf(wal, wal.length + 3_000);
    Files.write(running.resolve("tern.db-wal"), torn);
    try (SqliteStore store = open(running)) {
      assertThat(store.registrations().count()).isEqualTo(DEVICES);
      assertThat(store.health().quarantined()).isZero();
    }
  }

  @Test
  @Spec("4.10")
  void while_the_disk_is_full_changes_are_refused_and_then_taken_again() throws Exception {
    Path mount = Files.createDirectories(temporary.resolve("mount"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", mount.toString()),
        "a small disk can be made only by root");
    try {
      fillTheDisk(mount);
    } finally {
      run("umount", mount.toString());
    }
  }

  private void fillTheDisk(Path mount) throws Exception {
    try (SqliteStore store = open(mount.resolve("data"))) {
      fill(store);
      Path ballast = mount.resolve("ballast");
      FileStore disk = Files.getFileStore(mount);
      Files.write(ballast, new byte[(int) disk.getUsableSpace()]);
      int refused = 0;
      for (int i = DEVICES; i < 4_000 && refused == 0; i++) {
        refused += append(store, new Change.Registered(device(i)), Optional.empty()) ? 0 : 1;
      }
      assertThat(refused).as("a full disk is noticed").isPositive();
      assertThat(store.health().trouble()).isPresent();
      assertThat(journal(store).isAccepting()).isFalse();

      List<Boolean> refreshed = new ArrayList<>();
      journal(store)
          .append(
              new Change.Refreshed(device(1)),
              Optional.empty(),
              (durable, now) -> refreshed.add(durable),
              NOW);
      assertThat(refreshed).as("a refresh is answered all the same").containsExactly(true);

      Files.delete(ballast);
      long untilNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (!journal(store).isAccepting() && System.nanoTime() < untilNanos) {
        Thread.onSpinWait();
      }
      assertThat(journal(store).isAccepting()).as("within 10 s").isTrue();
      assertThat(append(store, new Change.Registered(device(9_999)), Optional.empty())).isTrue();
    }
    try (SqliteStore store = open(mount.resolve("data"))) {
      assertThat(store.registrations().byEndpoint(new EndpointName("device-9999"))).isPresent();
      assertThat(store.registrations().byEndpoint(new EndpointName("device-0"))).isPresent();
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  @Spec("4.9")
  void while_the_disk_stalls_only_so_much_waits_and_answers_come_when_it_goes_on()
      throws Exception {
    Path folder = temporary.resolve("slow");
    int waitingMax = 100;
    AtomicInteger durable = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    try (SqliteStore store = open(folder, StoreSettings.DEFAULT.withWaitingMax(waitingMax));
        Connection stall = DriverManager.getConnection("jdbc:sqlite:" + folder + "/tern.db");
        Statement statement = stall.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      for (int i = 0; i < 10_000; i++) {
        journal(store)
            .append(
                new Change.Registered(device(i)),
                Optional.empty(),
                (ok, now) -> (ok ? durable : refused).incrementAndGet(),
                NOW);
      }
      assertThat(store.health().waiting()).isLessThanOrEqualTo(waitingMax);
      assertThat(durable.get()).isZero();
      int refusedAtOnce = refused.get();
      // One group is with the disk, the rest of what was not refused waits.
      assertThat(refusedAtOnce).isGreaterThan(10_000 - 2 * waitingMax - 4_096);
      assertThat(journal(store).isAccepting()).isFalse();
      statement.execute("COMMIT");
      long untilNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (durable.get() + refused.get() < 10_000 && System.nanoTime() < untilNanos) {
        Thread.onSpinWait();
      }
      assertThat(durable.get()).isEqualTo(10_000 - refusedAtOnce);
    }
    try (SqliteStore store = open(folder)) {
      assertThat(store.registrations().count()).isEqualTo(durable.get());
    }
  }
}
