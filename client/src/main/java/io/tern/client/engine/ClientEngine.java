// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import io.tern.client.Answer;
import io.tern.client.AnswerListener;
import io.tern.client.ClientConfig;
import io.tern.client.ClientEvent;
import io.tern.client.ClientEvents;
import io.tern.client.DeviceCode;
import io.tern.client.Instance;
import io.tern.client.InstanceFactory;
import io.tern.client.InstanceHost;
import io.tern.client.RetryRules;
import io.tern.client.SendListener;
import io.tern.client.manage.AttributeStore;
import io.tern.client.manage.CompositeReading;
import io.tern.client.manage.CompositeWriting;
import io.tern.client.manage.Discovery;
import io.tern.client.manage.Executing;
import io.tern.client.manage.Lifecycle;
import io.tern.client.manage.ObjectTree;
import io.tern.client.manage.Reading;
import io.tern.client.manage.Writing;
import io.tern.client.object.Device;
import io.tern.client.object.Security;
import io.tern.client.object.Server;
import io.tern.client.observe.Observations;
import io.tern.client.register.Announcement;
import io.tern.client.register.Registration;
import io.tern.client.register.RegistrationPort;
import io.tern.client.send.SendPort;
import io.tern.client.send.Sender;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Handler;
import io.tern.coap.Peer;
import io.tern.coap.ReplyListener;
import io.tern.coap.Request;
import io.tern.coap.Requester;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Timers;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.coap.ClientProfile;
import io.tern.lwm2m.codec.DecodeLimits;
import io.tern.lwm2m.model.CoreVersions;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Arguments;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// An LwM2M client without sockets, threads or clocks: it registers with one server, answers its
/// operations and notifies it.
///
/// First [#serve] what the device has, then [#start]. Everything runs on the loop that owns the CoAP
/// endpoint; many clients may share a loop, each with an endpoint of its own.
public final class ClientEngine implements Handler {
  private final ClientConfig config;
  private final DeviceCode code;
  private final Timers timers;
  private final RandomGenerator random;
  private final ClientEvents events;
  private final ObjectTree tree;
  private final AttributeStore attributes;
  private final Observations observations;
  private final Server server;
  private final Downlinks downlinks;
  private final Sender sender;
  private ClientProfile profile;
  private Optional<Registration> registration = Optional.empty();
  private Optional<Requester> requester = Optional.empty();
  private boolean checkPlanned;
  private boolean finished;

  /// Assembles a client.
  ///
  /// @param code where code of the device runs
  /// @param timers the loop's; whoever owns them advances them
  /// @param random for the pauses between attempts to register
  public ClientEngine(
      ClientConfig config,
      DeviceCode code,
      Timers timers,
      RandomGenerator random,
      ClientEvents events) {
    this.config = config;
    this.code = code;
    this.timers = timers;
    this.random = random;
    this.events = events;
    tree = new ObjectTree(new Host());
    attributes = new AttributeStore(tree, config.limits());
    server = Server.of(model(Server.ID), 0, config.account(), new Triggered());
    Managed managed = new Managed();
    observations =
        new Observations(
            new ObservedTree(
                tree, attributes, server, managed, config.limits().notificationsStoredMax()),
            timers,
            config.limits().observationsMax());
    profile = profileFor(config.release());
    Writing writing = new Writing(tree, config.limits());
    downlinks =
        new Downlinks(
            new Downlinks.Parts(
                new Reading(tree),
                new CompositeReading(tree),
                writing,
                new CompositeWriting(tree, config.limits()),
                new Executing(tree),
                new Lifecycle(tree, writing, config.limits()),
                new Discovery(tree, attributes),
                attributes,
                observations),
            managed,
            config.limits().operationsMax());
    sender = new Sender(tree, new Sending());
    tree.add(Security.of(model(Security.ID), 0, config.account()));
    tree.add(server.instance());
  }

  private ObjectModel model(int objectId) {
    return config
        .models()
        .apply(config.release())
        .object(objectId)
        .orElseThrow(() -> new IllegalArgumentException("no model of object " + objectId));
  }

  private ClientProfile profileFor(Release release) {
    return new ClientProfile(
        release, config.alternatePath(), config.formats(release), tree, DecodeLimits.DEFAULT);
  }

  /// Serves an instance: before the start, or on the loop.
  ///
  /// @throws IllegalArgumentException if there is one of that id
  public void serve(Instance instance, long nowNanos) {
    tree.add(instance);
    Path path = Path.of(instance.model().id(), instance.id());
    onTreeChanged(path, nowNanos);
  }

  /// Serves an object of which servers may create and delete instances: before the start, or on the
  /// loop.
  ///
  /// @throws IllegalArgumentException if the object is served already
  public void define(ObjectModel model, InstanceFactory factory, long nowNanos) {
    tree.define(model, factory);
    planCheck(nowNanos);
  }

  /// No longer serves an instance; false where there is none, and where no client is without it, such as
  /// `/3/0` (LwM2M 1.2 Core §6.3.7).
  public boolean withdraw(Path instance, long nowNanos) {
    boolean there =
        instance.isInstance() && !tree.isIndispensable(instance) && tree.remove(instance);
    if (there) {
      onTreeChanged(instance, nowNanos);
    }
    return there;
  }

  /// Registers, and stays registered until [#stop]. A Device instance is added where none is served.
  public void start(Requester toServer, long nowNanos) {
    if (registration.isPresent()) {
      throw new IllegalStateException("started before");
    }
    if (tree.instance(Path.of(Device.ID, 0)).isEmpty()) {
      tree.add(Device.instance(model(Device.ID), config.account().binding().toString()));
    }
    Registration started =
        new Registration(
            config.endpoint(),
            config.release(),
            config.account().peer(),
            new Registered(),
            new Registration.Means(toServer, timers, random));
    requester = Optional.of(toServer);
    registration = Optional.of(started);
    started.start(nowNanos);
  }

  /// Tells the server that the client is there, at once.
  public void update(long nowNanos) {
    registration.ifPresent(started -> started.update(nowNanos));
  }

  /// Sends to the server what is at `paths` now (LwM2M 1.2 Core §6.4.6); what cannot be read is left
  /// out.
  ///
  /// @param format SenML CBOR where empty
  public void send(
      List<Path> paths, Optional<ContentFormat> format, SendListener listener, long nowNanos) {
    sender.send(paths, format, listener, nowNanos);
  }

  /// Sends to the server values that the device has gathered, with their times where they have some.
  ///
  /// @param format SenML CBOR where empty
  public void sendValues(
      List<TimedNode> values,
      Optional<ContentFormat> format,
      SendListener listener,
      long nowNanos) {
    sender.sendValues(values, format, listener, nowNanos);
  }

  /// The device has no way to its server from now on: nothing is sent before [#online], and
  /// notifications are stored as the server wants it (`/1/x/6`, `hqmax`).
  public void offline(long nowNanos) {
    observations.pause();
    registration.ifPresent(started -> started.offline(nowNanos));
  }

  /// There is a way again: the server is told so, and then what was stored.
  public void online(long nowNanos) {
    registration.ifPresent(started -> started.online(nowNanos));
  }

  /// The connection to the server has ended. A client that is not asleep tells the server at once how
  /// it is reached now.
  public void onDisconnected(Peer peer, long nowNanos) {
    if (peer.equals(config.account().peer()) && !config.queueMode()) {
      timers.at(nowNanos, now -> registration.ifPresent(started -> started.onDisconnected(now)));
    }
  }

  /// De-registers and ends. [#isStopped] tells when that is done, which may take as long as a CoAP
  /// exchange.
  public void stop(long nowNanos) {
    if (registration.isPresent()) {
      registration.get().stop(nowNanos);
    } else if (!finished) {
      finish(nowNanos);
    }
  }

  private void finish(long nowNanos) {
    finished = true;
    event(new ClientEvent.Stopped(), nowNanos);
  }

  /// Whether the client has ended.
  public boolean isStopped() {
    return finished;
  }

  /// Whether the server knows the client, as far as the client knows.
  public boolean isRegistered() {
    return registration.map(Registration::isRegistered).orElse(false);
  }

  /// What the client holds now.
  public ClientGauges gauges() {
    return new ClientGauges(
        registration.map(Registration::state).orElse(Registration.State.IDLE),
        downlinks.size(),
        observations.size(),
        attributes.size());
  }

  /// The paths that the server observes.
  public List<Path> observedPaths() {
    return observations.paths();
  }

  /// The instance at a path of depth 2 or more.
  public Optional<Instance> instance(Path path) {
    return tree.instance(path);
  }

  /// A request of the server is answered as the registration stands; nobody else has anything to ask.
  @Override
  public void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {
    if (!peer.equals(config.account().peer())) {
      responder.respond(Response.error(Code.UNAUTHORIZED, "not the server"), nowNanos);
      return;
    }
    switch (registration.map(Registration::state).orElse(Registration.State.IDLE)) {
      case REGISTERED, UPDATING -> downlinks.handle(request, responder, nowNanos);
      case REGISTERING -> downlinks.hold(request, responder, nowNanos);
      case IDLE, WAITING, DEREGISTERING, DISABLED, STOPPED ->
          downlinks.refuseUnregistered(responder, nowNanos);
    }
  }

  private void onTreeChanged(Path instance, long nowNanos) {
    if (tree.instance(instance).isEmpty()) {
      attributes.forget(instance);
      observations.onDeleted(instance, nowNanos);
    }
    observations.onChanged(instance, nowNanos);
    planCheck(nowNanos);
  }

  /// Looks, when what is going on now is over, whether the server must be told something.
  private void planCheck(long nowNanos) {
    if (!checkPlanned && registration.isPresent()) {
      checkPlanned = true;
      timers.at(nowNanos, this::check);
    }
  }

  private void check(long nowNanos) {
    checkPlanned = false;
    registration.ifPresent(started -> started.changed(nowNanos));
  }

  /// What instances see of the client.
  private final class Host implements InstanceHost {
    /// What code of the device came to.
    private record Attempt<T>(Answer<T> answer, Optional<RuntimeException> failure) {}

    @Override
    public <T> void call(Supplier<Answer<T>> call, AnswerListener<T> listener, long nowNanos) {
      code.<Attempt<T>>call(
          () -> Answer.given(attempt(call)),
          (attempted, n) -> {
            switch (attempted) {
              case Answer.Refused<Attempt<T>> refused -> listener.onAnswer(refused.as(), n);
              case Answer.Given<Attempt<T>>(Attempt<T> attempt) -> {
                attempt.failure().ifPresent(e -> event(new ClientEvent.DeviceFailed(e), n));
                listener.onAnswer(attempt.answer(), n);
              }
            }
          },
          nowNanos);
    }

    private static <T> Attempt<T> attempt(Supplier<Answer<T>> call) {
      try {
        return new Attempt<>(call.get(), Optional.empty());
      } catch (RuntimeException failure) {
        Answer<T> answer = Answer.refused(Code.INTERNAL_SERVER_ERROR, "the device failed");
        return new Attempt<>(answer, Optional.of(failure));
      }
    }

    @Override
    public boolean post(Timers.Task task) {
      return code.post(task);
    }

    @Override
    public void later(Timers.Task task, long nowNanos) {
      timers.at(nowNanos, task);
    }

    @Override
    public void onChanged(Path path, long nowNanos) {
      observations.onChanged(path, nowNanos);
      if (path.objectId() == Server.ID) {
        observations.onAttributesChanged(nowNanos);
        planCheck(nowNanos);
      }
    }
  }

  private void event(ClientEvent event, long nowNanos) {
    events.onEvent(event, nowNanos);
  }

  /// What operations see of the client.
  private final class Managed implements ManagedDevice {
    @Override
    public ClientProfile profile() {
      return profile;
    }

    @Override
    public void onTreeChanged(Path instance, long nowNanos) {
      ClientEngine.this.onTreeChanged(instance, nowNanos);
    }

    /// Only a Register tells the server that observations are void.
    @Override
    public void onSilence(long nowNanos) {
      registration.ifPresent(started -> started.renew("notification not acknowledged", nowNanos));
    }

    @Override
    public void onEvent(ClientEvent event, long nowNanos) {
      event(event, nowNanos);
    }
  }

  /// What Send sees of the client.
  private final class Sending implements SendPort {
    @Override
    public boolean isRegistered() {
      return registration.filter(its -> its.isRegistered() && !its.isOffline()).isPresent();
    }

    @Override
    public boolean isMuted() {
      return server.isSendMuted();
    }

    @Override
    public ClientProfile profile() {
      return profile;
    }

    @Override
    public void request(Request request, ReplyListener listener, long nowNanos) {
      requester.orElseThrow().request(config.account().peer(), request, listener, nowNanos);
    }
  }

  /// What the Server object can ask for.
  private final class Triggered implements Server.Triggers {
    @Override
    public void onDisable(long nowNanos) {
      registration.ifPresent(started -> started.disable(nowNanos));
    }

    @Override
    public void onUpdateTrigger(Arguments arguments, long nowNanos) {
      update(nowNanos);
    }
  }

  /// What the registration sees of the client.
  private final class Registered implements RegistrationPort {
    @Override
    public Announcement announcement(Release release) {
      ObjectList objects =
          new ObjectList(
              config.alternatePath(),
              config.formats(release),
              tree.announced(id -> CoreVersions.implied(release, id)));
      return new Announcement(
          server.lifetimeSeconds(),
          config.account().binding(),
          config.queueMode(),
          config.sms(),
          objects);
    }

    @Override
    public RetryRules retryRules() {
      return server.retryRules();
    }

    @Override
    public long disableTimeoutSeconds() {
      return server.disableTimeoutSeconds();
    }

    @Override
    public void onOlderRelease(Release before, Release after) {
      tree.adopt(config.models().apply(before), config.models().apply(after));
      profile = profileFor(after);
    }

    @Override
    public void onRegistered(long nowNanos) {
      attributes.clear();
      observations.clear("registered anew", nowNanos);
      downlinks.release(nowNanos);
    }

    @Override
    public void onUpdated(long nowNanos) {
      observations.resume(nowNanos);
    }

    @Override
    public void onUnregistered(long nowNanos) {
      attributes.clear();
      observations.clear("registration over", nowNanos);
    }

    @Override
    public void onSetBack(long nowNanos) {
      downlinks.refuseHeld(nowNanos);
    }

    @Override
    public void onStopped(long nowNanos) {
      downlinks.refuseHeld(nowNanos);
      finish(nowNanos);
    }

    @Override
    public void onEvent(ClientEvent event, long nowNanos) {
      event(event, nowNanos);
    }
  }
}
