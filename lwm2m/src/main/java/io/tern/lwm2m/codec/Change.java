// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;

/// One step of a Write-Composite (LwM2M 1.2 Core §6.3.9).
public sealed interface Change {
  /// The resource or resource instance that changes.
  Path path();

  /// It gets a value; an instance of a multiple resource comes into being where it does not exist.
  record Put(Path path, Value value) implements Change {}

  /// A resource instance goes away. SenML-ETCH alone can say it.
  record Remove(Path path) implements Change {}
}
