// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.util.Locale;

/// What a store on the disk costs.
enum DurableCase {
  /// Devices that were never there register, in memory and with a store that is forced to the disk.
  DURABLE(20_000),
  /// A server that was killed starts again and finds its devices.
  RESTORE(1_000_000);

  private final int devices;

  DurableCase(int devices) {
    this.devices = devices;
  }

  /// Its name on the command line and in reports.
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// How many register, in each round.
  int devices() {
    return devices;
  }
}
