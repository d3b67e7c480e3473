// SPDX-License-Identifier: Apache-2.0

package io.tern.app.model;

/// What reading definition files led to.
public sealed interface Read<T> {
  /// They are good.
  record Ok<T>(T value) implements Read<T> {}

  /// One is not.
  ///
  /// @param sentence names the file and, where it can, the line
  record Bad<T>(String sentence) implements Read<T> {}
}
