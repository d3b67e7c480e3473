// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.lwm2m.node.Node;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/// What decoding the payload of Create led to (LwM2M 1.2 Core §6.3.6).
public sealed interface DecodedCreate {
  /// The instances to create, at least one.
  ///
  /// @param tolerances the deviations that were needed to understand it
  record Instances(List<NewInstance> instances, Set<Tolerance> tolerances)
      implements DecodedCreate {
    public Instances {
      instances = List.copyOf(instances);
      tolerances = Set.copyOf(tolerances);
    }
  }

  /// The payload breaks its format or does not fit the object or the model (4.00).
  record Broken(Malformed reason) implements DecodedCreate {}

  /// The format is not one we decode for Create (4.15).
  record Unsupported(ContentFormat format) implements DecodedCreate {}

  /// One instance to create.
  ///
  /// @param id the id that the server chose, empty where the client assigns one
  /// @param content its resources; the id of this node says nothing where `id` is empty
  record NewInstance(OptionalInt id, Node.InstanceNode content) {}
}
