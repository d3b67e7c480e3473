// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import io.tern.lwm2m.DataType;

/// The definition of a resource.
///
/// @param operations which of Read, Write, Execute the registry allows; none of them means reachable
///     over the Bootstrap interface only
/// @param range the registry's RangeEnumeration text, empty where there is none
/// @param units the SenML unit, empty where there is none
public record ResourceModel(
    int id,
    String name,
    Operations operations,
    boolean multiple,
    boolean mandatory,
    DataType type,
    String range,
    String units) {
  /// The operations of a resource.
  public enum Operations {
    NONE,
    R,
    W,
    RW,
    E;

    /// Whether Read is allowed.
    public boolean readable() {
      return this == R || this == RW;
    }

    /// Whether Write is allowed.
    public boolean writable() {
      return this == W || this == RW;
    }

    /// Whether Execute is allowed.
    public boolean executable() {
      return this == E;
    }

    /// As people read it: `RW`, `none`.
    public String text() {
      return this == NONE ? "none" : name();
    }
  }
}
