// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import io.tern.peers.Console;
import io.tern.peers.Line;
import io.tern.peers.Options;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.leshan.client.LeshanClient;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.resource.ObjectEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mResourceInstance;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.core.response.SendResponse;
import org.eclipse.leshan.core.response.WriteResponse;

/// Eclipse Leshan as LwM2M client. `peers/README.md` has its options, commands and events.
public final class LeshanClientPeer implements AutoCloseable {

  private static final long SEND_MILLIS = 20_000;

  private final ClientAssembly assembly;
  private LeshanClient client;
  private final ScheduledExecutorService mover =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("mover").factory());
  private Optional<Future<?>> moving = Optional.empty();
  private boolean started;

  private LeshanClientPeer(ClientAssembly assembly) {
    this.assembly = assembly;
    this.client = assembly.assemble();
  }

  /// Builds the client, stopped, and runs commands until stdin ends.
  public static void main(String[] args) {
    Console console = Console.open();
    Options options = Options.parse(Arrays.asList(args), ClientAssembly.OPTIONS);
    var peer = new LeshanClientPeer(new ClientAssembly(options, console));
    console.ready();
    console.runAndExit(peer.commands(), peer);
  }

  private Map<String, Console.Command> commands() {
    return Map.of(
        "start", this::start,
        "stop", line -> stop(true),
        "vanish", line -> stop(false),
        "update", this::update,
        "set", this::set,
        "move", this::move,
        "send", this::sendData,
        "get", this::get,
        "renew", this::renew,
        "status", this::status);
  }

  private List<String> start(Line line) {
    client.start();
    started = true;
    return List.of("ok");
  }

  private List<String> stop(boolean deregister) {
    client.stop(deregister);
    started = false;
    return List.of("ok");
  }

  /// `renew ENDPOINT`: a stopped client of that name, as new, in place of the one there was, which vanishes.
  private List<String> renew(Line line) {
    client.destroy(false);
    started = false;
    client = assembly.assemble(line.word(1));
    return List.of("ok");
  }

  private List<String> update(Line line) {
    client.triggerRegistrationUpdate();
    return List.of("ok");
  }

  private List<String> status(Line line) {
    List<String> words = new ArrayList<>(List.of("ok", started ? "started" : "stopped"));
    client
        .getRegisteredServers()
        .forEach(
            (location, server) -> {
              words.add("location=" + location);
              words.add("server=" + server.getUri());
            });
    return words;
  }

  /// `get PATH`: what the client holds, without a server asking.
  private List<String> get(Line line) {
    var path = new LwM2mPath(line.word(1));
    ReadResponse response =
        client
            .getObjectTree()
            .getObjectEnabler(path.getObjectId())
            .read(LwM2mServer.SYSTEM, new ReadRequest(line.word(1)));
    List<String> words = new ArrayList<>(List.of(Codes.text(response.getCode())));
    words.addAll(Nodes.words(path, response.getContent()));
    return words;
  }

  /// `set PATH VALUE`: changes a resource or resource instance as the device itself would.
  private List<String> set(Line line) {
    var path = new LwM2mPath(line.word(1));
    LwM2mInstanceEnabler instance = instance(path);
    ResourceModel model = object(path).getObjectModel().resources.get(path.getResourceId());
    if (model == null) {
      throw new IllegalArgumentException(path + ": no such resource");
    }
    Object value = Leaf.parseValue(model.type, line.word(2));
    WriteResponse response;
    if (model.multiple) {
      int id = path.isResourceInstance() ? path.getResourceInstanceId() : 0;
      var node =
          new LwM2mMultipleResource(
              model.id, model.type, LwM2mResourceInstance.newInstance(id, value, model.type));
      response = instance.write(LwM2mServer.SYSTEM, false, model.id, node);
    } else {
      LwM2mResource node = LwM2mSingleResource.newResource(model.id, value, model.type);
      response = instance.write(LwM2mServer.SYSTEM, true, model.id, node);
    }
    return List.of(Codes.text(response.getCode()));
  }

  private ObjectEnabler object(LwM2mPath path) {
    if (client.getObjectTree().getObjectEnabler(path.getObjectId())
        instanceof ObjectEnabler object) {
      return object;
    }
    throw new IllegalArgumentException(path + ": no such object");
  }

  private LwM2mInstanceEnabler instance(LwM2mPath path) {
    LwM2mInstanceEnabler instance = object(path).getInstance(path.getObjectInstanceId());
    if (instance == null) {
      throw new IllegalArgumentException(path + ": no such instance");
    }
    return instance;
  }

  /// `move MILLIS`: the temperature of 3303/0 rises by 0.5 up to 30 and starts again at 20, once
  /// each period. `move off` ends that.
  private List<String> move(Line line) {
    moving.ifPresent(previous -> previous.cancel(false));
    if ("off".equals(line.word(1))) {
      return List.of("ok");
    }
    long periodMillis = Long.parseLong(line.word(1));
    var path = new LwM2mPath(Models.TEMPERATURE, 0, Models.SENSOR_VALUE);
    moving =
        Optional.of(
            mover.scheduleAtFixedRate(
                () -> step(path), periodMillis, periodMillis, TimeUnit.MILLISECONDS));
    return List.of("ok");
  }

  private void step(LwM2mPath path) {
    if (instance(path) instanceof TemperatureSensor sensor) {
      double next = sensor.value() >= 30 ? 20 : sensor.value() + 0.5;
      sensor.write(
          LwM2mServer.SYSTEM,
          true,
          Models.SENSOR_VALUE,
          LwM2mSingleResource.newFloatResource(Models.SENSOR_VALUE, next));
    }
  }

  /// `send FORMAT PATH...`: the LwM2M Send operation, to the server the client is registered at.
  private List<String> sendData(Line line) throws InterruptedException {
    LwM2mServer server =
        client.getRegisteredServers().values().stream()
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("not registered"));
    SendResponse response =
        client
            .getSendService()
            .sendData(server, Formats.named(line.word(1)), line.from(2), SEND_MILLIS);
    return List.of(response == null ? "timeout" : Codes.text(response.getCode()));
  }

  @Override
  public void close() {
    mover.shutdownNow();
    client.destroy(started);
  }
}
