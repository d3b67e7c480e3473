// SPDX-License-Identifier: Apache-2.0

package io.tern.client.object;

import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import org.jspecify.annotations.Nullable;

/// A resource that an instance has.
final class Slot {
  final ResourceModel model;
  Behaviour behaviour = Behaviour.NONE;
  Node.@Nullable ResourceNode content;

  Slot(ResourceModel model) {
    this.model = model;
  }

  /// Whether the resource is there now.
  boolean isThere() {
    return content != null || behaviour.isAsked() || model.operations().executable();
  }
}
