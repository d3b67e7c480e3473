// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.leshan.client.resource.SimpleInstanceEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.request.argument.Arguments;
import org.eclipse.leshan.core.response.ExecuteResponse;
import org.eclipse.leshan.core.response.WriteResponse;

/// A Temperature (3303) instance whose smallest and largest values follow its value.
final class TemperatureSensor extends SimpleInstanceEnabler {

  private static final double START = 20.0;

  TemperatureSensor() {
    initialValues = new HashMap<>();
    initialValues.put(Models.SENSOR_VALUE, START);
    initialValues.put(Models.MIN_MEASURED, START);
    initialValues.put(Models.MAX_MEASURED, START);
    initialValues.put(5603, -40.0);
    initialValues.put(5604, 85.0);
    initialValues.put(5701, "Cel");
  }

  @Override
  public WriteResponse write(
      LwM2mServer server, boolean replace, int resourceId, LwM2mResource value) {
    WriteResponse response = super.write(server, replace, resourceId, value);
    if (resourceId == Models.SENSOR_VALUE) {
      double measured = (Double) value.getValue();
      measured(
          Math.min(measured, number(Models.MIN_MEASURED)),
          Math.max(measured, number(Models.MAX_MEASURED)));
    }
    return response;
  }

  @Override
  public ExecuteResponse execute(LwM2mServer server, int resourceId, Arguments arguments) {
    if (resourceId != Models.RESET_MIN_MAX) {
      return super.execute(server, resourceId, arguments);
    }
    double measured = value();
    measured(measured, measured);
    return ExecuteResponse.success();
  }

  double value() {
    return number(Models.SENSOR_VALUE);
  }

  private void measured(double min, double max) {
    Map<Integer, Object> values = new HashMap<>();
    if (min != number(Models.MIN_MEASURED)) {
      values.put(Models.MIN_MEASURED, min);
    }
    if (max != number(Models.MAX_MEASURED)) {
      values.put(Models.MAX_MEASURED, max);
    }
    if (!values.isEmpty()) {
      fireResourcesChange(applyValues(values));
    }
  }

  private double number(int resourceId) {
    LwM2mResource resource = resources.get(resourceId);
    return resource == null ? START : (Double) resource.getValue();
  }

  @Override
  public List<Integer> getAvailableResourceIds(ObjectModel model) {
    return List.of(5601, 5602, 5603, 5604, 5605, 5700, 5701);
  }
}
