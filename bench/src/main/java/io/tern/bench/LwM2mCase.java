// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.util.Locale;

/// What devices and an LwM2M server do with each other.
enum LwM2mCase {
  /// Devices that were never there register.
  REGISTER(0),
  /// Registered devices prolong their registration and change nothing.
  UPDATE(1),
  /// Observed devices notify, confirmable, one value in SenML CBOR.
  NOTIFY(2),
  /// Registered devices Send one value in SenML CBOR.
  SEND(3),
  /// The server reads one value of registered devices, in SenML CBOR.
  READ(-1);

  private final int counter;

  LwM2mCase(int counter) {
    this.counter = counter;
  }

  /// Its name on the command line and in reports.
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Which of the numbers that servers answer to `counts` rises with each; negative where the answer to
  /// the command itself tells.
  int counter() {
    return counter;
  }
}
