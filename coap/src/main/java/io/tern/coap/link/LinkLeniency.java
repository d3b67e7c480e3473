// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.link;

/// What the grammar of RFC 6690 §2 does not have and [LinkFormat#parse] forgives.
public enum LinkLeniency {
  /// Blanks or line ends around a link, an attribute or a value.
  BLANKS,
  /// A link, an attribute or a value of which only the separator is there: `</1>,`, `</1>;;rt=x`, `ct=`.
  EMPTY,
  /// An attribute of a link twice; the first one counts.
  REPEATED
}
