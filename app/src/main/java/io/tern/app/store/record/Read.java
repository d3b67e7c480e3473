// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.record;

import io.tern.coap.Malformed;

/// What became of reading a record.
public sealed interface Read<T> {
  /// The value that was written.
  record Ok<T>(T value) implements Read<T> {}

  /// The record is damaged, or of a version that is not known.
  record Bad<T>(Malformed reason) implements Read<T> {}
}
