// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a payload turned out to be.
public sealed interface Decoded {
  /// The content.
  sealed interface Content extends Decoded {
    /// For each path and time one node; older times first, no time last.
    List<TimedNode> nodes();

    /// The deviations that were needed to understand it; most often none.
    Set<Tolerance> tolerances();
  }

  /// The content of a payload as it should be: one node without time.
  record OneNode(Path path, Node node) implements Content {
    @Override
    public List<TimedNode> nodes() {
      return List.of(new TimedNode(Optional.empty(), path, node));
    }

    @Override
    public Set<Tolerance> tolerances() {
      return Set.of();
    }
  }

  /// The content of any other payload.
  record Nodes(List<TimedNode> nodes, Set<Tolerance> tolerances) implements Content {
    public Nodes {
      nodes = List.copyOf(nodes);
      tolerances = Set.copyOf(tolerances);
    }
  }

  /// The payload breaks its format or does not fit the path or the model (4.00).
  record Broken(Malformed reason) implements Decoded {}

  /// The format is not one we decode for such a path (4.15).
  record Unsupported(ContentFormat format) implements Decoded {}

  /// One node at its path.
  static Content of(Path path, Node node, Set<Tolerance> tolerances) {
    return tolerances.isEmpty()
        ? new OneNode(path, node)
        : new Nodes(List.of(new TimedNode(Optional.empty(), path, node)), tolerances);
  }

  /// `content` and what else was needed to understand it.
  static Content with(Content content, Set<Tolerance> more) {
    if (more.isEmpty()) {
      return content;
    }
    java.util.EnumSet<Tolerance> both = java.util.EnumSet.copyOf(more);
    both.addAll(content.tolerances());
    return new Nodes(content.nodes(), both);
  }
}
