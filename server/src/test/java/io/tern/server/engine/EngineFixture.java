// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Address;
import io.tern.coap.BodySource;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Identity;
import io.tern.coap.Malformed;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Request;
import io.tern.coap.Requester;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Transport;
import io.tern.coap.timer.TimerWheel;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.AccessPolicy;
import io.tern.server.EngineScope;
import io.tern.server.Journal;
import io.tern.server.ModelSource;
import io.tern.server.Neighbours;
import io.tern.server.Pressure;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.ServerConfig;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents;
import io.tern.server.ServerPorts;
import io.tern.server.access.IdentityAccess;
import io.tern.server.memory.MemoryAwakeWindows;
import io.tern.server.memory.MemoryCommandStore;
import io.tern.server.memory.MemoryDesiredStore;
import io.tern.server.memory.MemoryJournal;
import io.tern.server.memory.MemoryObservationStore;
import io.tern.server.memory.MemoryRegistrationStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// One engine or several in virtual time, with clients that the test plays.
final class EngineFixture {
  static final long SECOND = 1_000_000_000L;
  static final String LINKS = "</1/0>,</3/0>,</3303/0>";

  final MemoryRegistrationStore registrations = new MemoryRegistrationStore();
  final MemoryObservationStore observations = new MemoryObservationStore();
  final MemoryCommandStore commands = new MemoryCommandStore(0, 100);
  final MemoryDesiredStore desired = new MemoryDesiredStore();
  final MemoryAwakeWindows awake = new MemoryAwakeWindows();
  final Recording events = new Recording();
  final Random random = new Random(1);
  ServerConfig config = ServerConfig.DEFAULT;
  AccessPolicy access = new IdentityAccess(true);
  Journal journal = new MemoryJournal();
  long now = 1_700_000_000L * SECOND;

  final TimerWheel timers = new TimerWheel(now);
  final FakeRequester requester = new FakeRequester();
  private ServerEngine engine;

  ServerEngine engine() {
    if (engine == null) {
      engine = engine(0, requester, Neighbours.NONE);
    }
    return engine;
  }

  ServerEngine engine(int loop, FakeRequester sender, Neighbours neighbours) {
    return new ServerEngine(
        new EngineScope(loop, sender, timers, random, neighbours),
        ports((release, objects) -> id -> Optional.of(model(id))),
        config);
  }

  /// The one engine of a server whose messages go over `wire`.
  ServerEngine engineOn(Wire wire, Requester requester, ModelSource models) {
    return new ServerEngine(
        new EngineScope(0, requester, wire.timers, random, Neighbours.NONE), ports(models), config);
  }

  private ServerPorts ports(ModelSource models) {
    return new ServerPorts(
        registrations, observations, commands, desired, awake, journal, access, models, events);
  }

  /// 0 to 9: 0 a string, 4 executable, the others integers.
  static ObjectModel model(int id) {
    TreeMap<Integer, ResourceModel> resources = new TreeMap<>();
    for (int i = 0; i < 10; i++) {
      ResourceModel.Operations operations =
          i == 4 ? ResourceModel.Operations.E : ResourceModel.Operations.RW;
      DataType type = i == 0 ? DataType.STRING : i == 4 ? DataType.NONE : DataType.INTEGER;
      resources.put(i, new ResourceModel(i, "r" + i, operations, false, false, type, "", ""));
    }
    return new ObjectModel(id, Version.V1_0, "Test", true, false, resources);
  }

  static Peer peer(int port) {
    return Peer.udp(Address.Ip.v4(0x0A000001, port));
  }

  static Peer peer(int port, String psk) {
    return new Peer(Transport.DTLS, Address.Ip.v4(0x0A000001, port), new Identity.Psk(psk));
  }

  static Path path(String text) {
    return Path.parse(text).orElseThrow();
  }

  void advance(long nanos) {
    now += nanos;
    timers.advance(now);
  }

  Response request(Peer peer, Request request) {
    return request(engine(), peer, request);
  }

  /// Each request comes in a turn of its own.
  Response request(ServerEngine server, Peer peer, Request request) {
    Answer answer = new Answer();
    now++;
    server.onRequest(peer, request, answer, now);
    return answer.only();
  }

  static Request register(String links, String... query) {
    Options.Builder options =
        Options.builder().uriPath("rd").contentFormat(ContentFormat.LINK_FORMAT);
    List.of(query).forEach(options::uriQuery);
    return Request.of(Code.POST, options.build(), Bytes.ofUtf8(links));
  }

  static Request update(String handle, String... query) {
    Options.Builder options = Options.builder().uriPath("rd", handle);
    List.of(query).forEach(options::uriQuery);
    return Request.of(Code.POST, options.build());
  }

  static Request updateObjects(String handle, String links) {
    Options options =
        Options.builder().uriPath("rd", handle).contentFormat(ContentFormat.LINK_FORMAT).build();
    return Request.of(Code.POST, options, Bytes.ofUtf8(links));
  }

  static Request deregister(String handle) {
    return Request.of(Code.DELETE, Options.builder().uriPath("rd", handle).build());
  }

  /// Registers, for a day where `query` has no lifetime, and returns the handle.
  String registered(Peer peer, String endpoint, String... query) {
    List<String> all = new ArrayList<>(List.of("ep=" + endpoint, "lwm2m=1.1"));
    all.addAll(List.of(query));
    if (all.stream().noneMatch(argument -> argument.startsWith("lt="))) {
      all.add("lt=86400");
    }
    Response response = request(peer, register(LINKS, all.toArray(String[]::new)));
    assertThat(response.code()).isEqualTo(Code.CREATED);
    assertThat(response.options().locationPath()).hasSize(2).startsWith("rd");
    return response.options().locationPath().getLast();
  }

  Registration registration(String handle) {
    return registrations.byId(id(handle)).orElseThrow();
  }

  Optional<Registration> find(String endpoint) {
    return registrations.byEndpoint(new EndpointName(endpoint));
  }

  static RegistrationId id(String handle) {
    return RegistrationId.parse(handle).orElseThrow();
  }

  <R> Ending<R> send(String handle, Downlink<R> operation) {
    Ending<R> ending = new Ending<>();
    engine().send(id(handle), operation, 60 * SECOND, ending::take, now);
    return ending;
  }

  /// Leaves a command that waits for ever.
  void submit(EndpointName endpoint, Downlink<?> operation) {
    engine()
        .commands()
        .submit(endpoint, operation, 0, OptionalLong.empty(), (submission, then) -> {}, now);
  }

  /// Observes a path whose client agrees at once.
  FakeRequester.Observed observed(String handle, String path) {
    Ending<Downlink.Observed> ending =
        send(handle, new Downlink.Observe(path(path), Optional.empty()));
    FakeRequester.Observed observation = requester.observed.getLast();
    String value = path(path).depth() < 3 ? "" : "1";
    observation.answer(FakeRequester.observing(value, 1), now);
    assertThat(ending.outcome()).isInstanceOf(Outcome.Answered.class);
    return observation;
  }

  /// The outcome of one operation; a second one is a failure.
  static final class Ending<R> {
    private Outcome<R> outcome;

    void take(Outcome<R> ended, long nowNanos) {
      assertThat(outcome).as("one outcome").isNull();
      outcome = ended;
    }

    boolean isOpen() {
      return outcome == null;
    }

    Outcome<R> outcome() {
      assertThat(outcome).as("an outcome").isNotNull();
      return outcome;
    }
  }

  /// Where the engine answers; a second answer is a failure.
  static final class Answer implements Responder {
    private final List<Response> responses = new ArrayList<>();

    @Override
    public void respond(Response response, long nowNanos) {
      responses.add(response);
    }

    @Override
    public void respond(Response head, BodySource body, long nowNanos) {
      throw new AssertionError("the server serves no large bodies");
    }

    @Override
    public Relation respondObserving(Response response, RelationListener listener, long nowNanos) {
      throw new AssertionError("nobody observes the server");
    }

    boolean isOpen() {
      return responses.isEmpty();
    }

    Response only() {
      assertThat(responses).hasSize(1);
      return responses.getFirst();
    }
  }

  /// What the engine reported.
  static final class Recording implements ServerEvents {
    final List<ServerEvent> events = new ArrayList<>();
    final List<Refusal> refusals = new ArrayList<>();
    final List<Malformed> undecodable = new ArrayList<>();
    final List<Tolerance> tolerated = new ArrayList<>();
    int foreign;
    int journalFailures;
    int shed;
    final List<CommandBound> commandsRefused = new ArrayList<>();
    final List<Pressure> pressures = new ArrayList<>();

    @Override
    public void onEvent(ServerEvent event) {
      events.add(event);
    }

    @Override
    public void onRefused(Peer peer, Refusal reason, Code code, String why, long nowNanos) {
      refusals.add(reason);
    }

    @Override
    public void onUndecodable(
        Registration registration, Path path, Malformed reason, long nowNanos) {
      undecodable.add(reason);
    }

    @Override
    public void onTolerated(
        Registration registration, Path path, Set<Tolerance> tolerances, long nowNanos) {
      tolerated.addAll(tolerances);
    }

    @Override
    public void onForeign(Registration registration, Peer from, long nowNanos) {
      foreign++;
    }

    @Override
    public void onJournalFailure(Registration registration, long nowNanos) {
      journalFailures++;
    }

    @Override
    public void onPressure(Pressure pressure, long nowNanos) {
      pressures.add(pressure);
    }

    @Override
    public void onShed(long nowNanos) {
      shed++;
    }

    @Override
    public void onCommandRefused(CommandBound bound, long nowNanos) {
      commandsRefused.add(bound);
    }

    <E extends ServerEvent> List<E> of(Class<E> type) {
      return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
  }
}
