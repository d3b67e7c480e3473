// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// Event loops and transports.
@NullMarked
module io.tern.net {
  requires static org.jspecify;
  requires transitive io.tern.coap;

  exports io.tern.net;
  exports io.tern.net.engine;
  exports io.tern.net.loop;
  exports io.tern.net.relay;
  exports io.tern.net.udp;
}
