// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.app.store.Samples;
import io.tern.app.store.Store;
import io.tern.app.store.StoreSettings;
import io.tern.app.store.memory.MemoryStore;
import io.tern.app.store.sqlite.SqliteStore;
import io.tern.server.Journal.Change;
import io.tern.server.Journal.Listener;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.spec.Spec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A reader of events that stands still while much happens: nothing is held for it but its place.
class SlowReaderTest {
  private static final int KEPT_MAX = 1_000;
  private static final int HAPPENING = 20_000;
  private static final StoreSettings SETTINGS =
      StoreSettings.DEFAULT.withEvents(KEPT_MAX, 1 << 30, Duration.ofDays(1));

  @TempDir Path folder;

  /// Takes the first event, then nothing until it is let go.
  private static final class Stuck extends OutputStream {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final CountDownLatch standing = new CountDownLatch(1);
    private final CountDownLatch goesOn = new CountDownLatch(1);

    @Override
    public void write(int octet) {
      throw new UnsupportedOperationException("whole events alone");
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      taken.write(bytes, from, count);
      if (new String(bytes, from, count, UTF_8).startsWith("id: ")) {
        standing.countDown();
        try {
          goesOn.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
    }

    String text() {
      return taken.toString(UTF_8);
    }
  }

  private static void happen(Store store, int events) {
    Registration device = Samples.registration("d", 1, Samples.NOW);
    var journal = store.journal(0, task -> true);
    for (int i = 0; i < events; i++) {
      ServerEvent event = Samples.notified(device, i, Samples.NOW);
      while (!journal.isAccepting()) {
        Thread.onSpinWait();
      }
      journal.append(new Change.Updated(device), Optional.of(event), Listener.NONE, Samples.NOW);
    }
  }

  private static void judge(Store store) throws Exception {
    EventStream stream =
        new EventStream(
            store.events(),
            new EventStream.Filter(Optional.empty(), Set.of()),
            event -> new EventStream.Text("notified", "{}"));
    Stuck slow = new Stuck();
    long begin = store.events().lastId();
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    stream.writeTo(slow, Optional.of(begin));
                  } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    happen(store, 1);
    assertThat(slow.standing.await(20, TimeUnit.SECONDS)).isTrue();
    happen(store, HAPPENING);
    // Others are not held up: the newest is there for them.
    long untilNanos = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (store.events().lastId() <= begin + HAPPENING && System.nanoTime() < untilNanos) {
      Thread.onSpinWait();
    }
    assertThat(store.events().lastId()).isEqualTo(begin + HAPPENING + 1);
    slow.goesOn.countDown();
    assertThat(reader.join(Duration.ofSeconds(20))).as("its stream ends").isTrue();
    assertThat(slow.text())
        .contains("id: " + (begin + 1) + "\n")
        .endsWith("event: dropped\ndata: {\"reason\":\"the reader is too slow\"}\n\n");
    assertThat(slow.text().split("\nevent: notified", -1).length)
        .as("what was under way to it, and no more")
        .isLessThan(200);
  }

  @Test
  @Spec("4.9")
  void a_reader_that_stands_still_is_dropped_and_holds_nothing_in_memory() throws Exception {
    try (Store store = new MemoryStore(SETTINGS, Samples.NOW)) {
      judge(store);
    }
  }

  @Test
  @Spec("4.9")
  void a_reader_of_a_store_on_the_disk_goes_on_where_it_stood_while_that_is_kept()
      throws Exception {
    SqliteStore.Opened opened =
        SqliteStore.open(
            folder,
            StoreSettings.DEFAULT.withEvents(10 * HAPPENING, 1 << 30, Duration.ofDays(1)),
            () -> Samples.NOW);
    try (Store store = ((SqliteStore.Opened.Ok) opened).store()) {
      happen(store, HAPPENING);
      long untilNanos = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (store.events().lastId() < HAPPENING && System.nanoTime() < untilNanos) {
        Thread.onSpinWait();
      }
      long place = 0;
      while (place < HAPPENING
          && store.events().next(place, 128, 0)
              instanceof io.tern.app.store.EventLog.Batch.Events(var events)) {
        assertThat(events.size()).isLessThanOrEqualTo(128);
        assertThat(events.getFirst().id()).isEqualTo(place + 1);
        place = events.getLast().id();
      }
      assertThat(place).isEqualTo(HAPPENING);
    }
  }
}
