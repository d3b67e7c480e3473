// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.lwm2m.node.TimedNode;
import java.util.List;

/// What decoding a payload led to.
public sealed interface Decoded {
  /// The content: for each path and time one node.
  ///
  /// @param warnings tolerated deviations, a short sentence part each
  record Content(List<TimedNode> nodes, List<Malformed> warnings) implements Decoded {
    public Content {
      nodes = List.copyOf(nodes);
      warnings = List.copyOf(warnings);
    }
  }

  /// The payload breaks its format or does not fit the path or the model (4.00).
  record Broken(Malformed reason) implements Decoded {}

  /// The format is not one we decode for such a path (4.15).
  record Unsupported(ContentFormat format) implements Decoded {}
}
