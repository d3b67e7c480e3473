// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

/// Exit codes.
final class Exit {
  /// All went well.
  static final int OK = 0;

  /// The command could not do what it was asked.
  static final int FAILED = 1;

  /// The command line or the configuration cannot be understood.
  static final int USAGE = 2;

  /// There is no memory left; the same code as that of `-XX:+ExitOnOutOfMemoryError`.
  static final int OUT_OF_MEMORY = 3;

  private Exit() {}
}
