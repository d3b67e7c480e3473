// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import io.tern.peers.Console;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.eclipse.leshan.client.resource.BaseInstanceEnablerFactory;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnablerFactory;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.ObjectEnabler;
import org.eclipse.leshan.client.resource.ObjectsInitializer;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.CreateRequest;
import org.eclipse.leshan.core.request.DeleteRequest;
import org.eclipse.leshan.core.request.ExecuteRequest;
import org.eclipse.leshan.core.request.WriteAttributesRequest;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.response.CreateResponse;
import org.eclipse.leshan.core.response.DeleteResponse;
import org.eclipse.leshan.core.response.ExecuteResponse;
import org.eclipse.leshan.core.response.WriteAttributesResponse;
import org.eclipse.leshan.core.response.WriteResponse;

/// The client's objects, which print an event for each thing a server did to them.
final class ReportingObjects extends ObjectsInitializer {

  private final Console console;

  ReportingObjects(LwM2mModel model, Console console) {
    super(model);
    this.console = console;
  }

  /// An object whose instances, those a server creates included, come from `instances`; it starts
  /// with one.
  void add(int objectId, Supplier<LwM2mInstanceEnabler> instances) {
    setFactoryForObject(
        objectId,
        new BaseInstanceEnablerFactory() {
          @Override
          public LwM2mInstanceEnabler create() {
            return instances.get();
          }
        });
    setInstancesForObject(objectId, instances.get());
  }

  @Override
  protected LwM2mObjectEnabler createNodeEnabler(ObjectModel objectModel) {
    Map<Integer, LwM2mInstanceEnabler> instances = new TreeMap<>();
    for (LwM2mInstanceEnabler instance : createInstances(objectModel)) {
      if (instance.getId() == null) {
        instance.setId(instances.size());
      }
      instance.setModel(objectModel);
      instances.put(instance.getId(), instance);
    }
    return new Reporting(
        objectModel,
        instances,
        getFactoryFor(objectModel),
        getContentFormat(objectModel.id),
        console);
  }

  private static final class Reporting extends ObjectEnabler {

    private final Console console;

    Reporting(
        ObjectModel model,
        Map<Integer, LwM2mInstanceEnabler> instances,
        LwM2mInstanceEnablerFactory factory,
        ContentFormat format,
        Console console) {
      super(model.id, model, instances, factory, format);
      this.console = console;
    }

    @Override
    protected WriteResponse doWrite(LwM2mServer server, WriteRequest request) {
      WriteResponse response = super.doWrite(server, request);
      if (response.isSuccess() && !server.isSystem()) {
        console.event("written", written(request));
      }
      return response;
    }

    private static List<String> written(WriteRequest request) {
      List<String> words = new ArrayList<>();
      words.add(request.getPath().toString());
      words.add("mode=" + (request.isReplaceRequest() ? "replace" : "update"));
      words.add("format=" + request.getContentFormat().getName());
      words.addAll(Nodes.words(request.getPath(), request.getNode()));
      return words;
    }

    @Override
    protected ExecuteResponse doExecute(LwM2mServer server, ExecuteRequest request) {
      ExecuteResponse response = super.doExecute(server, request);
      if (response.isSuccess()) {
        console.event(
            "executed",
            request.getPath().toString(),
            Objects.requireNonNullElse(request.getArguments().serialize(), ""));
      }
      return response;
    }

    @Override
    protected CreateResponse doCreate(LwM2mServer server, CreateRequest request) {
      Collection<Integer> before = List.copyOf(instances.keySet());
      CreateResponse response = super.doCreate(server, request);
      if (response.isSuccess() && !server.isSystem()) {
        for (LwM2mInstanceEnabler instance : instances.values()) {
          if (!before.contains(instance.getId())) {
            created(server, instance);
          }
        }
      }
      return response;
    }

    private void created(LwM2mServer server, LwM2mInstanceEnabler instance) {
      var path = new LwM2mPath(getId(), instance.getId());
      List<String> words = new ArrayList<>();
      words.add(path.toString());
      if (instance.read(server).getContent() instanceof LwM2mObjectInstance node) {
        words.addAll(Nodes.words(path, node));
      }
      console.event("created", words);
    }

    @Override
    protected DeleteResponse doDelete(LwM2mServer server, DeleteRequest request) {
      DeleteResponse response = super.doDelete(server, request);
      if (response.isSuccess()) {
        console.event("deleted", request.getPath().toString());
      }
      return response;
    }

    @Override
    public synchronized WriteAttributesResponse writeAttributes(
        LwM2mServer server, WriteAttributesRequest request) {
      WriteAttributesResponse response = super.writeAttributes(server, request);
      if (response.isSuccess()) {
        console.event(
            "attributes", request.getPath().toString(), request.getAttributes().toString());
      }
      return response;
    }
  }
}
