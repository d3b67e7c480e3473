// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// CoAP: messages, codecs, reliability, blockwise, observe, OSCORE.
@NullMarked
@SuppressWarnings("module") // io.tern.lwm2m is built after this module
module io.tern.coap {
  requires static org.jspecify;

  exports io.tern.coap;
  exports io.tern.coap.cbor to
      io.tern.lwm2m;
  exports io.tern.coap.codec;
  exports io.tern.coap.engine;
  exports io.tern.coap.link;
  exports io.tern.coap.timer;
}
