// SPDX-License-Identifier: Apache-2.0

package io.tern.client;

/// Makes the instances of an object that servers create.
@FunctionalInterface
public interface InstanceFactory {
  /// A new instance with that id, which no other instance of the object has. The engine then writes to
  /// it what the server sent. On the loop, must not block.
  Instance create(int id);
}
