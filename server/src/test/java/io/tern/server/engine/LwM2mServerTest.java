// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Handler;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.AttributeQuery;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.coap.ClientDownlinks;
import io.tern.lwm2m.coap.ClientProfile;
import io.tern.lwm2m.coap.DownlinkReading;
import io.tern.lwm2m.codec.DecodeLimits;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.object.FirmwareUpdate;
import io.tern.lwm2m.object.Temperature;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.net.LoopsConfig;
import io.tern.net.SocketAddresses;
import io.tern.net.engine.LoopScope;
import io.tern.net.engine.Loops;
import io.tern.server.Observation;
import io.tern.server.Registration;
import io.tern.server.RegistrationQuery;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents;
import io.tern.server.ServerEvents.Refusal;
import io.tern.server.Submission;
import io.tern.server.memory.MemoryObservationStore;
import io.tern.server.memory.MemoryRegistrationStore;
import io.tern.spec.Spec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The server behind real sockets.
@Timeout(60)
class LwM2mServerTest {
  private static final String LINKS = "</>;ct=\"110 112 11542\",</1/0>,</3/0>,</3303/0>";

  /// A client on a loop of its own: answers reads of a value, notifies of it.
  private static final class Client implements Handler, AutoCloseable {
    private final Peer server;
    private final Loops loops;
    private final BlockingQueue<Downlink<?>> asked = new LinkedBlockingQueue<>();
    private final ClientProfile profile =
        new ClientProfile(
            Release.V1_1,
            "",
            List.of(ContentFormat.SENML_CBOR),
            Registry.builtIn().newest(),
            DecodeLimits.DEFAULT);
    private LoopScope loop;
    private Responder.Relation relation;
    private double value = 20.5;
    private boolean mute;

    Client(LwM2mServer of) throws Exception {
      server = Peer.udp(SocketAddresses.toIp(of.address()));
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      loops =
          Loops.start(
              LoopsConfig.at(any).withLoops(1),
              scope -> {
                loop = scope;
                return this;
              });
    }

    @Override
    public void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {
      switch (ClientDownlinks.read(request, profile, Instant.EPOCH)) {
        case DownlinkReading.Refused refused -> responder.respond(refused.response(), nowNanos);
        case DownlinkReading.Creates creates -> throw new AssertionError(creates);
        case DownlinkReading.Understood(Downlink<?> operation, var accept) -> {
          asked.add(operation);
          if (!mute) {
            answer(operation, responder, nowNanos);
          }
        }
      }
    }

    private void answer(Downlink<?> operation, Responder responder, long nowNanos) {
      switch (operation) {
        case Downlink.Observe observe ->
            relation = responder.respondObserving(content(), (why, now) -> {}, nowNanos);
        case Downlink.Create create ->
            responder.respond(ClientDownlinks.created(create.path().child(7)), nowNanos);
        case Downlink.Delete delete -> responder.respond(ClientDownlinks.deleted(), nowNanos);
        case Downlink.Discover discover ->
            responder.respond(ClientDownlinks.links(List.of()), nowNanos);
        case Downlink.Read read -> responder.respond(content(), nowNanos);
        case Downlink.CancelObservation cancel -> responder.respond(content(), nowNanos);
        default -> responder.respond(ClientDownlinks.changed(), nowNanos);
      }
    }

    private Response content() {
      return ClientDownlinks.content(
          Path.of(3303, 0, 5700),
          new Node.SingleResource(5700, new Value.Real(value)),
          Optional.empty(),
          profile);
    }

    void notifyOf(double next) {
      loop.post(
          now -> {
            value = next;
            relation.notify(content(), true, now);
          });
    }

    Response ask(Request request) throws Exception {
      CompletableFuture<Reply> reply = new CompletableFuture<>();
      loop.post(now -> loop.requester().request(server, request, (r, t) -> reply.complete(r), now));
      return ((Reply.Answered) reply.get(30, TimeUnit.SECONDS)).response();
    }

    String register(String endpoint) throws Exception {
      Response response =
          ask(EngineFixture.register(LINKS, "ep=" + endpoint, "lwm2m=1.1", "lt=300"));
      assertThat(response.code()).isEqualTo(Code.CREATED);
      return response.options().locationPath().getLast();
    }

    @Override
    public void close() {
      loops.close();
    }
  }

  private static LwM2mServer server() {
    return LwM2mServer.start(o -> o.coap("127.0.0.1:0").insecure().loops(2));
  }

  @Test
  @Spec({"REG-01", "REG-02", "REG-03"})
  void clients_register_update_and_leave_and_listeners_hear_of_it_on_a_virtual_thread()
      throws Exception {
    BlockingQueue<ServerEvent> events = new LinkedBlockingQueue<>();
    BlockingQueue<ServerEvent.Updated> updates = new LinkedBlockingQueue<>();
    BlockingQueue<Boolean> virtual = new LinkedBlockingQueue<>();
    try (LwM2mServer server = server();
        Client client = new Client(server)) {
      server.onEvent(
          event -> {
            virtual.add(Thread.currentThread().isVirtual());
            throw new IllegalStateException("a listener that fails");
          });
      server.onEvent(ServerEvent.Updated.class, updates::add);
      server.onEvent(events::add);
      String handle = client.register("d");
      assertThat(server.device("d").registration().orElseThrow().id()).hasToString(handle);
      assertThat(server.registrations(RegistrationQuery.all(10)).items()).hasSize(1);
      assertThat(client.ask(EngineFixture.update(handle)).code()).isEqualTo(Code.CHANGED);
      assertThat(client.ask(EngineFixture.deregister(handle)).code()).isEqualTo(Code.DELETED);
      assertThat(events.take()).isInstanceOf(ServerEvent.Registered.class);
      assertThat(events.take()).isInstanceOf(ServerEvent.Updated.class);
      assertThat(events.take()).isInstanceOf(ServerEvent.Deregistered.class);
      assertThat(updates).hasSize(1);
      assertThat(virtual).containsExactly(true, true, true);
      assertThat(server.listenerFailures()).isEqualTo(3);
      assertThat(server.eventsLost()).isZero();
      assertThat(server.counters().registered()).isEqualTo(1);
      assertThat(server.counters().updated()).isEqualTo(1);
      assertThat(server.counters().deregistered()).isEqualTo(1);
      assertThat(server.registered()).isZero();
    }
  }

  @Test
  @Spec({"DM-01", "DM-02", "DM-03", "DM-05", "DM-06", "DM-07", "DM-08"})
  void every_operation_reaches_the_client_and_its_outcome_comes_back() throws Exception {
    try (LwM2mServer server = server();
        Client client = new Client(server)) {
      client.register("d");
      Device device = server.device("d").within(Duration.ofSeconds(20));
      Outcome<Downlink.Done> done = new Outcome.Answered<>(new Downlink.Done());
      assertThat(device.read("/3303/0/5700"))
          .isEqualTo(new Outcome.Answered<>(new Node.SingleResource(5700, new Value.Real(20.5))));
      assertThat(device.write("/1/0/1", new Value.Int(60))).isEqualTo(done);
      assertThat(
              device.update(
                  "/1/0",
                  Node.InstanceNode.of(0, List.of(new Node.SingleResource(1, new Value.Int(60))))))
          .isEqualTo(done);
      assertThat(device.execute("/3303/0/5605", Arguments.NONE)).isEqualTo(done);
      assertThat(device.delete("/3303/0")).isEqualTo(done);
      assertThat(device.discover("/3")).isEqualTo(new Outcome.Answered<>(List.of()));
      assertThat(device.create("/3303", OptionalInt.empty(), Node.InstanceNode.of(0, List.of())))
          .isEqualTo(new Outcome.Answered<>(new Downlink.Created(Path.parse("/3303/7"))));
      Attributes attributes =
          ((AttributeQuery.Parsed.Ok)
                  AttributeQuery.parse(
                      List.of("pmin=5"), Path.of(3303, 0), Registry.builtIn().newest()))
              .attributes();
      assertThat(device.writeAttributes("/3303/0", attributes)).isEqualTo(done);
      assertThat(client.asked).hasSize(8);
      assertThat(device.write("/1/0/1", new Value.Text("soon")))
          .isInstanceOf(Outcome.Invalid.class);
      assertThatThrownBy(() -> device.read("/a"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("/a");
    }
  }

  @Test
  @Spec({"DT-18", "MODEL-07", "MODEL-11"})
  void what_the_definitions_forbid_is_sent_only_by_who_wants_it_unchecked() throws Exception {
    try (LwM2mServer server = server();
        Client client = new Client(server)) {
      client.register("d");
      Device device = server.device("d").within(Duration.ofSeconds(20));
      assertThat(device.write(FirmwareUpdate.PACKAGE_URI, "u".repeat(300)))
          .isEqualTo(new Outcome.Invalid<>("/5/0/1: 300 bytes outside 0..255"));
      assertThat(device.write("/3/0/9", new Value.Int(500))).isInstanceOf(Outcome.Invalid.class);
      assertThat(device.write(Temperature.SENSOR_VALUE, 5.0)).isInstanceOf(Outcome.Invalid.class);
      assertThat(device.read("/5/0/0")).isInstanceOf(Outcome.Invalid.class);
      assertThat(device.execute("/3/0/9", Arguments.NONE)).isInstanceOf(Outcome.Invalid.class);
      Downlink<?> forbidden = new Downlink.Execute(Path.of(3, 0, 9), Arguments.NONE);
      assertThat(
              server
                  .commands()
                  .submit(device.endpoint(), forbidden, 0, Optional.empty())
                  .toCompletableFuture()
                  .get(20, TimeUnit.SECONDS))
          .isEqualTo(new Submission.Invalid("/3/0/9 (Battery Level) has the operations: R"));
      assertThat(server.commands().of(device.endpoint())).isEmpty();
      assertThat(client.asked).isEmpty();

      Device trusting = device.unchecked().within(Duration.ofSeconds(20));
      Outcome<Downlink.Done> done = new Outcome.Answered<>(new Downlink.Done());
      assertThat(trusting.write(FirmwareUpdate.PACKAGE_URI, "u".repeat(300))).isEqualTo(done);
      assertThat(trusting.write("/3/0/9", new Value.Int(500))).isEqualTo(done);
      assertThat(trusting.write("/3/0/9", new Value.Text("x"))).isInstanceOf(Outcome.Invalid.class);
      assertThat(client.asked).hasSize(2);
      assertThat(
              server
                  .commands()
                  .unchecked()
                  .submit(device.endpoint(), forbidden, 0, Optional.empty())
                  .toCompletableFuture()
                  .get(20, TimeUnit.SECONDS))
          .isInstanceOf(Submission.Accepted.class);
    }
  }

  @Test
  @Spec({"OBS-01", "OBS-02", "OBS-03"})
  void notifications_arrive_as_events_until_the_observation_is_cancelled() throws Exception {
    BlockingQueue<ServerEvent> events = new LinkedBlockingQueue<>();
    try (LwM2mServer server = server();
        Client client = new Client(server)) {
      client.register("d");
      server.onEvent(events::add);
      Device device = server.device("d");
      assertThat(device.observe("/3303/0/5700"))
          .isEqualTo(
              new Outcome.Answered<>(
                  new Downlink.Observed(
                      new Node.SingleResource(5700, new Value.Real(20.5)), true)));
      assertThat(device.observations())
          .extracting(Observation::path)
          .containsExactly(Path.of(3303, 0, 5700));
      for (double value : new double[] {21, 22, 23}) {
        client.notifyOf(value);
        ServerEvent.Notified notified = (ServerEvent.Notified) events.take();
        assertThat(notified.endpoint()).hasToString("d");
        assertThat(notified.values().getFirst().node())
            .isEqualTo(new Node.SingleResource(5700, new Value.Real(value)));
      }
      assertThat(device.cancelObservation("/3303/0/5700"))
          .isEqualTo(new Outcome.Answered<>(new Downlink.Done()));
      assertThat(device.observations()).isEmpty();
      assertThat(server.counters().notified()).isEqualTo(3);
    }
  }

  @Test
  @Spec({"REG-04", "REG-08"})
  void bad_input_is_counted_and_changes_nothing() throws Exception {
    BlockingQueue<RuntimeException> failures = new LinkedBlockingQueue<>();
    EndpointEvents watching =
        new EndpointEvents() {
          @Override
          public void onFailure(Peer peer, RuntimeException failure, long nowNanos) {
            failures.add(failure);
          }
        };
    try (LwM2mServer server =
            LwM2mServer.start(
                o -> o.coap("127.0.0.1:0").insecure().endpointEvents(loop -> watching));
        Client client = new Client(server)) {
      for (String argument : List.of("lt=abc", "lt=-5", "b=X", "lwm2m=2.0")) {
        assertThat(client.ask(EngineFixture.register(LINKS, "ep=d", argument)).code().codeClass())
            .isEqualTo(4);
      }
      assertThat(client.ask(EngineFixture.update("nobody")).code()).isEqualTo(Code.NOT_FOUND);
      assertThat(server.counters().refused(Refusal.MALFORMED)).isEqualTo(4);
      assertThat(server.counters().refused(Refusal.NOT_FOUND)).isEqualTo(1);
      assertThat(server.messageCounters().received()).isEqualTo(5);
      assertThat(server.messageCounters().failures()).isZero();
      assertThat(failures).isEmpty();
      assertThat(server.registered()).isZero();
      client.register("d");
    }
  }

  @Test
  void who_is_not_registered_is_unreachable() {
    try (LwM2mServer server = server()) {
      assertThat(server.device("nobody").read("/3/0")).isInstanceOf(Outcome.Unreachable.class);
      assertThat(server.device("nobody").observations()).isEmpty();
    }
  }

  @Test
  @Spec("REG-06")
  void without_permission_nobody_is_let_in_without_security() throws Exception {
    try (LwM2mServer server = LwM2mServer.start(o -> o.coap("127.0.0.1:0"));
        Client client = new Client(server)) {
      assertThat(client.ask(EngineFixture.register(LINKS, "ep=d")).code())
          .isEqualTo(Code.FORBIDDEN);
      assertThat(server.counters().refused(Refusal.FORBIDDEN)).isEqualTo(1);
    }
  }

  @Test
  void closing_cancels_what_is_open_and_delivers_what_has_happened() throws Exception {
    List<ServerEvent> events = new ArrayList<>();
    CountDownLatch slow = new CountDownLatch(1);
    List<CompletionStage<Outcome<Node>>> open = new ArrayList<>();
    LwM2mServer server = server();
    try (Client client = new Client(server)) {
      server.onEvent(
          event -> {
            try {
              slow.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            events.add(event);
          });
      client.register("d");
      client.mute = true;
      for (int i = 0; i < 3; i++) {
        open.add(server.device("d").readAsync("/3/0"));
      }
      client.asked.take();
      slow.countDown();
      server.close();
    }
    for (CompletionStage<Outcome<Node>> each : open) {
      assertThat(each.toCompletableFuture().get(10, TimeUnit.SECONDS))
          .isEqualTo(new Outcome.Cancelled<>());
    }
    assertThat(events).hasSize(1);
    assertThat(server.device("d").read("/3/0")).isInstanceOf(Outcome.Unreachable.class);
    server.close();
  }

  @Test
  @Spec("REG-43")
  void registrations_that_a_store_brings_along_are_looked_after() throws Exception {
    MemoryRegistrationStore store = new MemoryRegistrationStore();
    BlockingQueue<ServerEvent> events = new LinkedBlockingQueue<>();
    Registration kept;
    try (LwM2mServer first =
            LwM2mServer.start(
                o -> o.coap("127.0.0.1:0").insecure().stores(store, new MemoryObservationStore()));
        Client client = new Client(first)) {
      client.register("d");
      kept = store.byEndpoint(new EndpointName("d")).orElseThrow();
    }
    // As after a long pause: its time was over long ago, on a loop that there is no more.
    Registration old =
        new Registration(kept.id(), kept.endpoint(), kept.terms(), kept.peer(), 77, 1, 1, 1);
    assertThat(store.replace(Optional.of(kept), old)).isTrue();
    try (LwM2mServer second =
        LwM2mServer.start(
            o ->
                o.coap("127.0.0.1:0")
                    .insecure()
                    .stores(store, new MemoryObservationStore())
                    .events(
                        new ServerEvents() {
                          @Override
                          public void onEvent(ServerEvent event) {
                            events.add(event);
                          }
                        }))) {
      assertThat(events.poll(30, TimeUnit.SECONDS)).isInstanceOf(ServerEvent.Expired.class);
      assertThat(second.registered()).isZero();
    }
  }

  @Test
  void an_address_that_is_none_is_named() {
    assertThatThrownBy(() -> LwM2mServer.start(o -> o.coap("nowhere")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> LwM2mServer.start(ServerOptions::insecure))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
