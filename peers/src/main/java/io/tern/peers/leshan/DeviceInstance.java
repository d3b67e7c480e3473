// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.leshan.client.resource.SimpleInstanceEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.request.argument.Arguments;
import org.eclipse.leshan.core.response.ExecuteResponse;

/// A Device (3) instance with fixed values, so that tests can compare, whose executable resources
/// do nothing.
final class DeviceInstance extends SimpleInstanceEnabler {

  private static final List<Integer> EXECUTABLE = List.of(4, 12);

  DeviceInstance() {
    initialValues = new HashMap<>();
    initialValues.put(0, "Eclipse Leshan");
    initialValues.put(1, "peer");
    initialValues.put(2, "0001");
    initialValues.put(3, "2.0.0-M18");
    initialValues.put(6, Map.of(0, 1L, 1, 5L));
    initialValues.put(7, Map.of(0, 3800L, 1, 5000L));
    initialValues.put(8, Map.of(0, 125L, 1, 900L));
    initialValues.put(9, 95L);
    initialValues.put(11, Map.of(0, 0L));
    initialValues.put(13, Date.from(Instant.ofEpochSecond(1_700_000_000)));
    initialValues.put(14, "+01:00");
    initialValues.put(15, "Europe/Paris");
    initialValues.put(16, "U");
  }

  @Override
  public ExecuteResponse execute(LwM2mServer server, int resourceId, Arguments arguments) {
    return EXECUTABLE.contains(resourceId)
        ? ExecuteResponse.success()
        : super.execute(server, resourceId, arguments);
  }

  @Override
  public List<Integer> getAvailableResourceIds(ObjectModel model) {
    return List.of(0, 1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16);
  }
}
