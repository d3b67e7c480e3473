// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.eclipse.leshan.client.resource.SimpleInstanceEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.request.argument.Arguments;
import org.eclipse.leshan.core.response.ExecuteResponse;
import org.eclipse.leshan.core.response.WriteResponse;

/// An instance that holds what it was given and what servers wrote. Everything executable does nothing.
final class HeldInstance extends SimpleInstanceEnabler {

  HeldInstance(Map<Integer, Object> values) {
    initialValues = values;
  }

  HeldInstance(int id, Map<Integer, Object> values) {
    super(id, values);
  }

  @Override
  public WriteResponse write(
      LwM2mServer server, boolean replace, int resourceId, LwM2mResource value) {
    if (value.isMultiInstances()) {
      resources.putIfAbsent(
          resourceId, new LwM2mMultipleResource(resourceId, value.getType(), List.of()));
    }
    return super.write(server, replace, resourceId, value);
  }

  @Override
  public ExecuteResponse execute(LwM2mServer server, int resourceId, Arguments arguments) {
    ResourceModel model = getModel().resources.get(resourceId);
    return model != null && model.operations.isExecutable()
        ? ExecuteResponse.success()
        : super.execute(server, resourceId, arguments);
  }

  @Override
  public List<Integer> getAvailableResourceIds(ObjectModel model) {
    TreeSet<Integer> ids = new TreeSet<>(resources.keySet());
    model.resources.values().stream()
        .filter(resource -> !resource.operations.isReadable())
        .forEach(resource -> ids.add(resource.id));
    return new ArrayList<>(ids);
  }
}
