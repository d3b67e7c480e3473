// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.lwm2m.Path;
import java.util.List;
import java.util.Set;

/// What decoding the body of Read-Composite or Observe-Composite led to.
public sealed interface DecodedPaths {
  /// The paths asked for, at least one, each once, in the order given; of any depth, the root included.
  ///
  /// @param tolerances the deviations that were needed to understand it
  record Paths(List<Path> paths, Set<Tolerance> tolerances) implements DecodedPaths {
    public Paths {
      paths = List.copyOf(paths);
      tolerances = Set.copyOf(tolerances);
    }
  }

  /// The payload breaks its format (4.00).
  record Broken(Malformed reason) implements DecodedPaths {}

  /// The format cannot name paths (4.15).
  record Unsupported(ContentFormat format) implements DecodedPaths {}
}
