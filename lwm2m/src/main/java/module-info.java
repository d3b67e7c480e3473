// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// LwM2M: paths, values, object models, content formats, operations.
@NullMarked
module io.tern.lwm2m {
  requires static org.jspecify;
  requires transitive io.tern.coap;
  // Object definitions are XML; the JDK's pull parser reads them, hardened in DdfReader.
  requires java.xml;

  exports io.tern.lwm2m;
  exports io.tern.lwm2m.attr;
  exports io.tern.lwm2m.coap;
  exports io.tern.lwm2m.codec;
  exports io.tern.lwm2m.model;
  exports io.tern.lwm2m.node;
  exports io.tern.lwm2m.object;
  exports io.tern.lwm2m.op;
}
