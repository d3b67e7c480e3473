// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import java.util.List;
import java.util.Set;

/// What decoding the body of Write-Composite led to.
public sealed interface DecodedPatch {
  /// The changes, at least one, to be applied in this order, all or none.
  ///
  /// @param tolerances the deviations that were needed to understand it
  record Changes(List<Change> changes, Set<Tolerance> tolerances) implements DecodedPatch {
    public Changes {
      changes = List.copyOf(changes);
      tolerances = Set.copyOf(tolerances);
    }
  }

  /// The payload breaks its format or does not fit the model (4.00).
  record Broken(Malformed reason) implements DecodedPatch {}

  /// The format cannot name what it changes (4.15).
  record Unsupported(ContentFormat format) implements DecodedPatch {}
}
