// SPDX-License-Identifier: Apache-2.0

package io.tern.client;

/// What a client holds at most. All are 1 or more.
///
/// @param observationsMax observations of the server; beyond, an Observe is answered as a Read
/// @param attributesMax paths with notification attributes
/// @param instancesPerObjectMax instances of an object that a server may create; beyond, 5.03
/// @param resourceInstancesMax instances of a multiple resource; beyond, 4.13
/// @param valueBytesMax size of a String, Opaque or Corelnk that a server writes; beyond, 4.13
/// @param operationsMax operations under way, because code of the device takes its time, or held until
///     the registration completes; beyond, 5.03
/// @param notificationsStoredMax notifications of one observation that are kept while there is no way to
///     the server; beyond, the oldest goes
public record ClientLimits(
    int observationsMax,
    int attributesMax,
    int instancesPerObjectMax,
    int resourceInstancesMax,
    int valueBytesMax,
    int operationsMax,
    int notificationsStoredMax) {
  /// 100 observations, 100 attribute sets, 256 instances, 256 resource instances, 64 KiB, 16 operations,
  /// 100 stored notifications.
  public static final ClientLimits DEFAULT = new ClientLimits(100, 100, 256, 256, 65_536, 16, 100);

  public ClientLimits {
    int least =
        Math.min(
            Math.min(observationsMax, attributesMax),
            Math.min(instancesPerObjectMax, resourceInstancesMax));
    least = Math.min(least, Math.min(valueBytesMax, operationsMax));
    if (Math.min(least, notificationsStoredMax) < 1) {
      throw new IllegalArgumentException("a limit below 1");
    }
  }
}
