// SPDX-License-Identifier: Apache-2.0

package io.tern.app.config;

/// What reading a configuration, or a part of it, led to.
public sealed interface Loaded<T> {
  /// It is good.
  record Ok<T>(T value) implements Loaded<T> {}

  /// It is not.
  ///
  /// @param sentence for the person who wrote it; names the key, the variable or the option
  record Bad<T>(String sentence) implements Loaded<T> {}
}
