// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import io.tern.coap.Malformed;
import java.util.List;

/// What reading an object definition file (DDF) led to.
public sealed interface Ddf {
  /// The definitions in it, at least one, in its order.
  ///
  /// @param warnings what it does against the rules and is let through, as many as [DdfLimits] allows
  record Parsed(List<ObjectModel> objects, List<Warning> warnings) implements Ddf {
    public Parsed {
      objects = List.copyOf(objects);
      warnings = List.copyOf(warnings);
    }
  }

  /// It is no such file, breaks a rule, or asks for what a definition has no need of.
  ///
  /// @param line where, from 1
  record Broken(int line, Malformed reason) implements Ddf {}

  /// A rule that the file breaks, as files of the registry do.
  ///
  /// @param line where, from 1
  /// @param what names the element and the rule
  record Warning(int line, Leniency leniency, String what) {
    @Override
    public String toString() {
      return "line " + line + ": " + what;
    }
  }

  /// Rules that files of the registry break: whoever breaks one of them is warned.
  enum Leniency {
    /// The elements of an Object or Item stand in another order than the schema's (511, 3430 to 3461).
    ORDER,
    /// An Item has no RangeEnumeration (most of 3430 to 3461).
    NO_RANGE,
    /// LWM2MVersion or ObjectVersion is there and empty, which says 1.0 (12 in 1.0).
    EMPTY_VERSION,
    /// An executable resource is Multiple (15 in 1.0), of which MODEL-07 knows none.
    MULTIPLE_EXECUTABLE,
    /// An executable resource has a data type (10260 in 1.0), of which MODEL-07 knows none.
    TYPED_EXECUTABLE,
    /// A resource that holds a value has no data type (10482).
    NO_TYPE
  }
}
