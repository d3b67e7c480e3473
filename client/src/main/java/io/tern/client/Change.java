// SPDX-License-Identifier: Apache-2.0

package io.tern.client;

import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a Write does to one resource.
public sealed interface Change {
  /// It gets this content, whatever it held.
  record Put(Node.ResourceNode content) implements Change {}

  /// These instances of a multiple resource are set, the others stay.
  record Merge(SortedMap<Integer, Value> values) implements Change {
    public Merge {
      values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }
  }

  /// It loses its value.
  record Remove() implements Change {}

  /// It loses one of its instances.
  record RemoveInstance(int id) implements Change {}
}
