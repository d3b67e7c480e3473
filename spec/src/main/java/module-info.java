// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// Names the requirements a test proves.
@NullMarked
module io.tern.spec {
  requires jdk.management;

  requires static org.jspecify;

  exports io.tern.spec;
}
