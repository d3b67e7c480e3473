// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import io.tern.client.ClientConfig;
import io.tern.client.ClientEvent;
import io.tern.client.ClientLimits;
import io.tern.client.Instance;
import io.tern.client.InstanceFactory;
import io.tern.client.ServerAccount;
import io.tern.client.object.ObjectInstance;
import io.tern.coap.ContentFormat;
import io.tern.coap.Peer;
import io.tern.coap.Transport;
import io.tern.coap.engine.EndpointConfig;
import io.tern.lwm2m.Binding;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What [LwM2mClient#start] is told. A server and an endpoint name it must be told; everything else has
/// a default.
public final class ClientSetup {
  private static final ObjectList NOTHING_ANNOUNCED = new ObjectList("", List.of(), List.of());

  private static final Map<String, Transport> TRANSPORTS =
      Map.of("coap", Transport.UDP, "coap+tcp", Transport.TCP);

  private final List<Instance> instances = new ArrayList<>();
  private final SequencedMap<ObjectModel, InstanceFactory> factories = new LinkedHashMap<>();
  private final SortedMap<Integer, Value> serverValues = new TreeMap<>();
  private Optional<EndpointName> endpoint = Optional.empty();
  private Optional<URI> server = Optional.empty();
  private Optional<String> bind = Optional.empty();
  private int shortServerId = 1;
  private long lifetimeSeconds = ServerAccount.LIFETIME_SECONDS_DEFAULT;
  private Release release = Release.V1_2;
  private boolean queueMode;
  private Optional<String> sms = Optional.empty();
  private String alternatePath = "";
  private List<ContentFormat> formats = ClientConfig.FORMATS_DEFAULT;
  private ClientLimits limits = ClientLimits.DEFAULT;
  private Registry registry = Registry.builtIn();
  private EndpointConfig endpointConfig = EndpointConfig.DEFAULT;
  private Duration closeMax = Duration.ofSeconds(5);
  private Consumer<ObjectInstance> device = instance -> {};
  private Consumer<ClientEvent> listener = event -> {};

  ClientSetup() {}

  /// The endpoint client name.
  ///
  /// @throws IllegalArgumentException if it is no legal name
  public ClientSetup endpoint(String name) {
    endpoint = Optional.of(new EndpointName(name));
    return this;
  }

  /// The server: `coap://HOST` or `coap://HOST:PORT`, `coap+tcp://…` for CoAP over TCP.
  ///
  /// @throws IllegalArgumentException if it is anything else
  public ClientSetup server(String uri) {
    URI parsed = URI.create(uri);
    boolean known = TRANSPORTS.containsKey(String.valueOf(parsed.getScheme()));
    if (!known || parsed.getHost() == null) {
      throw new IllegalArgumentException(
          "not a server of the form coap://HOST:PORT or coap+tcp://HOST:PORT: " + uri);
    }
    server = Optional.of(parsed);
    return this;
  }

  /// Where the UDP socket is bound, `HOST:PORT`; unless told, any address and a port the system picks.
  /// Connections leave from where the system likes.
  public ClientSetup bind(String hostAndPort) {
    bind = Optional.of(hostAndPort);
    return this;
  }

  /// The short server id, 1 to 65534; unless told, 1.
  public ClientSetup shortServerId(int id) {
    shortServerId = id;
    return this;
  }

  /// The lifetime of the registration, in whole seconds, 0 for ever; unless told, a day.
  public ClientSetup lifetime(Duration lifetime) {
    lifetimeSeconds = lifetime.toSeconds();
    return this;
  }

  /// The newest release to register as; unless told, 1.2. Lower ones follow where the server refuses.
  public ClientSetup release(Release newest) {
    release = newest;
    return this;
  }

  /// Tells the server that the client sleeps.
  public ClientSetup queueMode() {
    queueMode = true;
    return this;
  }

  /// The telephone number to announce, digits only.
  public ClientSetup sms(String digits) {
    sms = Optional.of(digits);
    return this;
  }

  /// Where the data model is rooted, such as `/lwm2m`; unless told, `/`.
  public ClientSetup alternatePath(String path) {
    alternatePath = path;
    return this;
  }

  /// The content formats to announce and to prefer for answers, best first.
  public ClientSetup formats(ContentFormat... best) {
    formats = List.of(best);
    return this;
  }

  /// A resource of the Server instance to begin with, such as 2 (Default Minimum Period).
  public ClientSetup serverValue(int resourceId, Value value) {
    serverValues.put(resourceId, value);
    return this;
  }

  /// What the client holds at most.
  public ClientSetup limits(ClientLimits most) {
    limits = most;
    return this;
  }

  /// The object definitions; unless told, the built-in registry.
  public ClientSetup registry(Registry definitions) {
    registry = definitions;
    return this;
  }

  /// How the CoAP endpoint behaves.
  public ClientSetup coap(EndpointConfig config) {
    endpointConfig = config;
    return this;
  }

  /// How long closing waits for the server to confirm the De-register; unless told, 5 seconds.
  public ClientSetup closeMax(Duration max) {
    closeMax = max;
    return this;
  }

  /// Adds to the Device instance what this device has, such as its manufacturer.
  public ClientSetup device(Consumer<ObjectInstance> description) {
    device = device.andThen(description);
    return this;
  }

  /// Serves instances.
  public ClientSetup serving(Instance... served) {
    instances.addAll(List.of(served));
    return this;
  }

  /// Serves an object of which servers may create and delete instances.
  public ClientSetup creating(ObjectModel model, InstanceFactory factory) {
    factories.put(model, factory);
    return this;
  }

  /// Tells events to `next`, on a virtual thread, one after the other.
  public ClientSetup onEvent(Consumer<ClientEvent> next) {
    listener = listener.andThen(next);
    return this;
  }

  URI server() {
    return server.orElseThrow(() -> new IllegalArgumentException("a client needs a server"));
  }

  /// What carries messages to the server.
  Transport transport() {
    return TRANSPORTS.getOrDefault(server().getScheme(), Transport.UDP);
  }

  /// @param peer where the server is
  ClientConfig config(Peer peer) {
    Binding binding = peer.transport().isStream() ? Binding.T : Binding.U;
    ServerAccount account =
        new ServerAccount(
            server().toString(), peer, shortServerId, lifetimeSeconds, binding, serverValues);
    if (endpoint.isEmpty()) {
      throw new IllegalArgumentException("a client needs an endpoint name");
    }
    return new ClientConfig(
        endpoint,
        release,
        account,
        queueMode,
        sms,
        alternatePath,
        formats,
        tried -> registry.modelsFor(tried, NOTHING_ANNOUNCED),
        limits);
  }

  Optional<String> bind() {
    return bind;
  }

  EndpointConfig endpointConfig() {
    return endpointConfig;
  }

  Duration closeMax() {
    return closeMax;
  }

  Consumer<ObjectInstance> device() {
    return device;
  }

  List<Instance> instances() {
    return instances;
  }

  SequencedMap<ObjectModel, InstanceFactory> factories() {
    return factories;
  }

  Consumer<ClientEvent> listener() {
    return listener;
  }
}
