// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// CoAP: messages, codecs, reliability, blockwise, observe, OSCORE.
@NullMarked
module io.tern.coap {
  requires static org.jspecify;

  exports io.tern.coap;
  exports io.tern.coap.link;
}
