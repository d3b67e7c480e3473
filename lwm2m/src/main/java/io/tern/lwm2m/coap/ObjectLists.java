// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Bytes;
import io.tern.coap.link.LinkLimits;
import io.tern.lwm2m.Recent;
import java.util.Map;

/// Reads the object lists of Registers and Updates. The devices of one maker announce the same, so the
/// lists that were asked for last are kept and not read again.
///
/// One belongs to one loop.
public final class ObjectLists {
  private static final int KEPT_MAX = 256;

  /// A longer payload is read every time, so that what is kept stays below 512 KB.
  private static final int KEPT_BYTES_MAX = 2_048;

  private final LinkLimits limits;
  private final Map<Bytes, UplinkObjects> kept = new Recent<>(KEPT_MAX);

  /// @param limits how long an object list may be
  public ObjectLists(LinkLimits limits) {
    this.limits = limits;
  }

  UplinkObjects parse(Bytes payload) {
    if (payload.size() > KEPT_BYTES_MAX) {
      return UplinkObjects.parse(payload, limits);
    }
    UplinkObjects known = kept.get(payload);
    if (known == null) {
      known = UplinkObjects.parse(payload, limits);
      if (known instanceof UplinkObjects.Parsed) {
        kept.put(payload.compact(), known);
      }
    }
    return known;
  }
}
