// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.util.List;
import java.util.Locale;

/// Many registered devices, and what they cost while they do next to nothing.
enum FleetCase {
  /// As many as Leshan can hold, too.
  HEAP(100_000, true),
  /// More than that, in one process.
  MILLION(1_000_000, false);

  private final int devices;
  private final boolean leshanToo;

  FleetCase(int devices, boolean leshanToo) {
    this.devices = devices;
    this.leshanToo = leshanToo;
  }

  /// Its name on the command line and in reports.
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  int devices() {
    return devices;
  }

  /// Who is measured.
  List<LwM2mSubject> subjects() {
    return leshanToo ? List.of(LwM2mSubject.values()) : List.of(LwM2mSubject.TERN);
  }
}
