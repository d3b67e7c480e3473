// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.cbor;

/// What the next item of a [CborReader] is.
public enum CborKind {
  /// Major type 0: 0 to 2^64-1.
  UNSIGNED,
  /// Major type 1: -1 to -2^64.
  NEGATIVE,
  /// Major type 2.
  BYTES,
  /// Major type 3.
  TEXT,
  /// Major type 4.
  ARRAY,
  /// Major type 5.
  MAP,
  /// Major type 6: a tag, whose item follows.
  TAG,
  /// `false` or `true`.
  BOOLEAN,
  NULL,
  UNDEFINED,
  /// Half, single or double.
  FLOAT,
  /// A simple value that none of the above names.
  SIMPLE,
  /// No item: the end of the input or of the open array or map.
  END,
  /// The input is malformed.
  BROKEN
}
