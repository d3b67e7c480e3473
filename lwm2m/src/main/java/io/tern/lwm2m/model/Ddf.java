// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import io.tern.coap.Malformed;
import java.util.List;

/// What reading an object definition file (DDF) led to.
public sealed interface Ddf {
  /// The definitions in it, at least one, in its order.
  record Parsed(List<ObjectModel> objects) implements Ddf {
    public Parsed {
      objects = List.copyOf(objects);
    }
  }

  /// It is no such file, or asks for what a definition has no need of.
  ///
  /// @param line where, from 1
  record Broken(int line, Malformed reason) implements Ddf {}
}
