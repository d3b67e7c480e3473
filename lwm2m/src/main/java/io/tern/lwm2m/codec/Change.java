// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One step of a Write-Composite (LwM2M 1.2 Core §6.3.9).
public sealed interface Change {
  /// The resource or resource instance that changes.
  Path path();

  /// It gets a value; an instance of a multiple resource comes into being where it does not exist.
  record Put(Path path, Value value) implements Change {}

  /// A resource instance goes away. SenML-ETCH alone can say it.
  record Remove(Path path) implements Change {}

  /// The first path that `changes` name a second time, which SenML-ETCH alone gives a meaning (RFC 8790 §3).
  static Optional<Path> repeated(List<? extends Change> changes) {
    Set<Path> known = new HashSet<>();
    return changes.stream().map(Change::path).filter(path -> !known.add(path)).findFirst();
  }
}
