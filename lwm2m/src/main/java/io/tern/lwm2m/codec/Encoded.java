// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;

/// What encoding a node led to.
public sealed interface Encoded {
  /// The payload.
  record Payload(ContentFormat format, Bytes bytes) implements Encoded {}

  /// The format cannot carry this content (4.06 for an answer).
  record Unsupported(ContentFormat format, String why) implements Encoded {}
}
