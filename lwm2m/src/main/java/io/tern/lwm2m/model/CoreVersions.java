// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import io.tern.lwm2m.Release;
import io.tern.lwm2m.Version;

/// The object versions that a release implies where a client names none (LwM2M 1.2 Core §7.2.2).
public final class CoreVersions {
  private CoreVersions() {}

  /// The version of `objectId` for a client of `release`. Where 1.1 and 1.1.1 differ it is that of
  /// 1.1.1: the `lwm2m` parameter does not tell them apart, and a newer minor only adds.
  public static Version implied(Release release, int objectId) {
    return switch (release) {
      case V1_0 -> Version.V1_0;
      case V1_1 ->
          switch (objectId) {
            case 0, 1, 3 -> new Version(1, 1);
            case 4 -> new Version(1, 2);
            default -> Version.V1_0;
          };
      case V1_2 ->
          switch (objectId) {
            case 0, 1, 3 -> new Version(1, 2);
            case 2, 5 -> new Version(1, 1);
            case 4 -> new Version(1, 3);
            case 21 -> new Version(2, 0);
            default -> Version.V1_0;
          };
    };
  }
}
