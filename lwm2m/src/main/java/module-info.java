// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// LwM2M: paths, values, object models, content formats, operations.
@NullMarked
module io.tern.lwm2m {
  requires static org.jspecify;
  requires transitive io.tern.coap;
}
