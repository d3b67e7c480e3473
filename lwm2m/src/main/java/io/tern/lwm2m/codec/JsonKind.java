// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

/// What the next item of a [JsonReader] is.
enum JsonKind {
  OBJECT,
  ARRAY,
  TEXT,
  NUMBER,
  BOOLEAN,
  NULL,
  /// No item: the end of the input or of the open array or object.
  END,
  /// The input is malformed.
  BROKEN
}
