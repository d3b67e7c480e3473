// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

/// How much an object definition file may hold.
///
/// @param documentBytesMax bytes of the file
/// @param objectsMax objects in the file
/// @param resourcesMax resources of one object
/// @param textCharsMax characters of one name, range or unit
/// @param depthMax elements inside one another
/// @param warningsMax warnings that are told about one file; further ones are not
public record DdfLimits(
    int documentBytesMax,
    int objectsMax,
    int resourcesMax,
    int textCharsMax,
    int depthMax,
    int warningsMax) {
  /// 1 MiB, 64 objects, 2,000 resources, 4,096 characters, 16 levels: some thirty times what the
  /// largest file of the registry holds. 100 warnings.
  public static final DdfLimits DEFAULT = new DdfLimits(1 << 20, 64, 2_000, 4_096, 16, 100);

  public DdfLimits {
    if (documentBytesMax < 1
        || objectsMax < 1
        || resourcesMax < 1
        || textCharsMax < 1
        || depthMax < 5
        || warningsMax < 0) {
      throw new IllegalArgumentException("a limit below what every file needs");
    }
  }
}
