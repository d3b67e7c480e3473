// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// LwM2M Client engine.
@NullMarked
module io.tern.client {
  requires static org.jspecify;
  requires transitive io.tern.lwm2m;
  requires transitive io.tern.coap;
  requires io.tern.net;

  exports io.tern.client;
  exports io.tern.client.engine;
  exports io.tern.client.object;
  exports io.tern.client.register;
}
