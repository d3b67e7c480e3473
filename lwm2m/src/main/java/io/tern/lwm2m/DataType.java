// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

/// The data types of resources (LwM2M 1.2 Core appendix C), with the names the object registry uses.
public enum DataType {
  STRING("String"),
  INTEGER("Integer"),
  UNSIGNED_INTEGER("Unsigned Integer"),
  FLOAT("Float"),
  BOOLEAN("Boolean"),
  OPAQUE("Opaque"),
  TIME("Time"),
  OBJECT_LINK("Objlnk"),
  CORE_LINK("Corelnk"),
  /// Executable resources have none; also the type of a value that nobody can name.
  NONE("");

  private final String registryName;

  DataType(String registryName) {
    this.registryName = registryName;
  }

  /// The name in object definitions, empty for [#NONE].
  public String registryName() {
    return registryName;
  }
}
