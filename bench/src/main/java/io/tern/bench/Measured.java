// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

/// A server that is measured, as reports name it.
interface Measured {
  String title();

  /// Whether it is what the others are compared with.
  boolean isTern();
}
