// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.app.store.DurableStoreConformance;
import io.tern.app.store.Store;
import io.tern.app.store.StoreSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends DurableStoreConformance {
  @TempDir Path folder;

  @Override
  protected Store open(StoreSettings settings) {
    // The clock of a process is monotonic: what jumps is what the next one starts with.
    long startNanos = clockNanos;
    return switch (SqliteStore.open(folder, settings, () -> startNanos)) {
      case SqliteStore.Opened.Ok(SqliteStore opened) -> opened;
      case SqliteStore.Opened.Refused(String sentence) -> throw new AssertionError(sentence);
    };
  }

  @Test
  void a_folder_belongs_to_one_server() {
    assertThat(SqliteStore.open(folder, StoreSettings.DEFAULT, () -> clockNanos))
        .isEqualTo(new SqliteStore.Opened.Refused(folder + " is in use by another server"));
  }
}
