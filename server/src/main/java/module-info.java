// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// LwM2M Server and Bootstrap-Server engines.
@NullMarked
module io.tern.server {
  requires static org.jspecify;
  requires transitive io.tern.lwm2m;
  requires transitive io.tern.coap;
  requires transitive io.tern.net;

  exports io.tern.server;
  exports io.tern.server.access;
  exports io.tern.server.engine;
  exports io.tern.server.memory;
}
