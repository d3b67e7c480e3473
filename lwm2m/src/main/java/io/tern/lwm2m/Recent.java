// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

import java.util.LinkedHashMap;
import java.util.Map;

/// A map that forgets what was least recently asked for or put. Asking changes it, so it belongs to one
/// thread at a time.
@SuppressWarnings("serial")
public final class Recent<K, V> extends LinkedHashMap<K, V> {
  private final int sizeMax;

  /// @param sizeMax how many entries it keeps, 1 or more
  public Recent(int sizeMax) {
    super(16, 0.75f, true);
    this.sizeMax = sizeMax;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > sizeMax;
  }
}
