// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.memory;

import io.tern.app.store.Samples;
import io.tern.app.store.Store;
import io.tern.app.store.StoreConformance;
import io.tern.app.store.StoreSettings;

class MemoryStoreTest extends StoreConformance {
  @Override
  protected Store open(StoreSettings settings) {
    return new MemoryStore(settings, Samples.NOW);
  }
}
