// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static io.tern.server.engine.EngineFixture.SECOND;
import static io.tern.server.engine.EngineFixture.path;
import static io.tern.server.engine.EngineFixture.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Handler;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Requester;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.UdpCodec;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.coap.ClientDownlinks;
import io.tern.lwm2m.coap.ClientProfile;
import io.tern.lwm2m.coap.DownlinkReading;
import io.tern.lwm2m.codec.DecodeLimits;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.ModelSource;
import io.tern.server.RegistrationId;
import io.tern.server.ServerEvent;
import io.tern.server.ServerEvents.Refusal;
import io.tern.spec.Spec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The engine behind a real CoAP endpoint, its clients behind theirs.
class WireTest {
  private static final Peer SERVER = peer(5683);
  private static final ClientProfile PROFILE =
      new ClientProfile(
          Release.V1_1, "", List.of(ContentFormat.TEXT), Models.NONE, DecodeLimits.DEFAULT);

  private final EngineFixture fixture = new EngineFixture();
  private Wire wire;
  private ServerEngine engine;
  private Wire.Node server;

  private void start(long seed) {
    wire = new Wire(seed);
    server =
        wire.attach(
            SERVER,
            requester -> {
              engine = engineOn(requester);
              return engine;
            });
  }

  private ServerEngine engineOn(Requester requester) {
    return fixture.engineOn(wire, requester, ModelSource.NONE);
  }

  /// A client that answers a few operations and counts what it has executed.
  private final class Client implements Handler {
    final List<String> executed = new ArrayList<>();
    Responder.Relation relation;
    Wire.Node node;
    String handle = "";
    long value;

    @Override
    public void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {
      switch (ClientDownlinks.read(request, PROFILE, Instant.EPOCH)) {
        case DownlinkReading.Refused refused -> responder.respond(refused.response(), nowNanos);
        case DownlinkReading.Creates creates -> throw new AssertionError(creates);
        case DownlinkReading.Understood(Downlink<?> operation, var accept) -> {
          switch (operation) {
            case Downlink.Execute(var at, Arguments arguments) -> {
              executed.add(arguments.toString());
              responder.respond(ClientDownlinks.changed(), nowNanos);
            }
            case Downlink.Observe observe ->
                relation =
                    responder.respondObserving(
                        content(), (reason, now) -> relation = null, nowNanos);
            default -> responder.respond(content(), nowNanos);
          }
        }
      }
    }

    Response content() {
      return Response.content(Code.CONTENT, ContentFormat.TEXT, Bytes.ofUtf8(Long.toString(value)));
    }

    void notifyOf(long newValue) {
      value = newValue;
      relation.notify(content(), true, wire.now);
    }

    Reply ask(Request request) {
      Reply[] reply = new Reply[1];
      node.requester().request(SERVER, request, (r, now) -> reply[0] = r, wire.now);
      wire.run(100 * SECOND);
      assertThat(reply[0]).isNotNull();
      return reply[0];
    }

    void register(String endpoint) {
      Reply reply = ask(EngineFixture.register(EngineFixture.LINKS, "ep=" + endpoint, "lwm2m=1.1"));
      assertThat(reply).isInstanceOf(Reply.Answered.class);
      Response response = ((Reply.Answered) reply).response();
      assertThat(response.code()).isEqualTo(Code.CREATED);
      handle = response.options().locationPath().getLast();
    }
  }

  private Client client(Peer peer) {
    Client client = new Client();
    client.node = wire.attach(peer, requester -> client);
    return client;
  }

  private <R> EngineFixture.Ending<R> send(Client client, Downlink<R> operation) {
    EngineFixture.Ending<R> ending = new EngineFixture.Ending<>();
    RegistrationId id = EngineFixture.id(client.handle);
    engine.send(id, operation, 300 * SECOND, ending::take, wire.now);
    return ending;
  }

  @Test
  @Spec({"REG-01", "REG-53", "RFC7252-4.5"})
  void a_retransmitted_register_gets_the_same_location() {
    start(1);
    Request register = EngineFixture.register(EngineFixture.LINKS, "ep=d");
    Message message =
        new Message(
            Type.CON, Code.POST, 77, Token.of(5, 2), register.options(), register.payload());
    for (int i = 0; i < 5; i++) {
      server.receive(peer(1), UdpCodec.encode(message));
      wire.run(10 * SECOND);
    }
    assertThat(wire.unclaimed).hasSize(5);
    assertThat(Set.copyOf(wire.unclaimed)).hasSize(1);
    assertThat(fixture.registrations.count()).isEqualTo(1);
    assertThat(fixture.events.of(ServerEvent.Registered.class)).hasSize(1);
  }

  @Test
  @Spec({"REG-04", "REG-08"})
  void bad_registrations_get_a_quiet_answer_and_change_nothing() {
    start(3);
    Client client = client(peer(1));
    for (String argument : List.of("lt=abc", "lt=-5", "b=X", "lwm2m=2.0")) {
      Reply reply = client.ask(EngineFixture.register(EngineFixture.LINKS, "ep=d", argument));
      Response response = ((Reply.Answered) reply).response();
      assertThat(response.code().codeClass()).isEqualTo(4);
      assertThat(response.diagnostic()).isNotBlank().hasSizeLessThan(100);
    }
    assertThat(fixture.events.refusals).hasSize(4).containsOnly(Refusal.MALFORMED);
    assertThat(fixture.registrations.count()).isZero();
  }

  @Test
  @Spec({"REG-04", "DM-29"})
  void a_registration_with_ten_thousand_links_comes_in_blocks_and_is_refused() {
    start(4);
    Client client = client(peer(1));
    StringBuilder links = new StringBuilder("</1/0>");
    for (int i = 0; i < 10_000; i++) {
      links.append(",</3303/").append(i).append('>');
    }
    Reply reply = client.ask(EngineFixture.register(links.toString(), "ep=d"));
    assertThat(((Reply.Answered) reply).response().code()).isEqualTo(Code.REQUEST_ENTITY_TOO_LARGE);
    assertThat(fixture.registrations.count()).isZero();
    client.register("d");
  }

  @Test
  @Spec({"REG-49", "REG-50"})
  void a_client_that_moves_keeps_its_registration_and_observations() {
    start(5);
    Client client = client(peer(1));
    client.register("d");
    send(client, new Downlink.Observe(path("/3/0/9"), Optional.empty()));
    wire.run(SECOND);
    client.node.move(peer(99));
    Reply reply = client.ask(EngineFixture.update(client.handle));
    assertThat(((Reply.Answered) reply).response().code()).isEqualTo(Code.CHANGED);
    client.notifyOf(8);
    EngineFixture.Ending<Node> read =
        send(client, new Downlink.Read(path("/3/0/9"), Optional.empty()));
    wire.run(SECOND);
    assertThat(fixture.events.of(ServerEvent.Notified.class)).hasSize(1);
    assertThat(read.outcome()).isInstanceOf(Outcome.Answered.class);
  }

  @Test
  @Spec({"OBS-16", "OBS-17"})
  void a_notification_behind_the_end_of_the_registration_is_reset() {
    start(6);
    Client client = client(peer(1));
    client.register("d");
    send(client, new Downlink.Observe(path("/3/0/9"), Optional.empty()));
    wire.run(SECOND);
    client.ask(EngineFixture.deregister(client.handle));
    client.notifyOf(1);
    wire.run(SECOND);
    assertThat(client.relation).isNull();
    assertThat(fixture.events.of(ServerEvent.Notified.class)).isEmpty();
  }

  @Test
  @Spec({"DM-06", "RFC7252-4.2", "RFC7252-4.5"})
  void on_a_bad_network_every_operation_has_one_outcome_and_runs_at_most_once() {
    int answered = 0;
    for (long seed = 1; seed <= 40; seed++) {
      start(seed);
      List<Client> clients = new ArrayList<>();
      for (int i = 1; i <= 4; i++) {
        Client client = client(peer(i));
        client.register("d" + seed + "-" + i);
        clients.add(client);
      }
      wire.lossRate = 0.2;
      wire.duplicateRate = 0.1;
      wire.delayNanosMax = 10 * SECOND;
      List<EngineFixture.Ending<Downlink.Done>> endings = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Arguments arguments = Arguments.parse("1='" + i + "'").orElseThrow();
        endings.add(send(clients.get(i % 4), new Downlink.Execute(path("/3/0/4"), arguments)));
      }
      wire.run(400 * SECOND);
      String why = "seed " + seed;
      for (int i = 0; i < 20; i++) {
        String argument = "1='" + i + "'";
        long times = clients.get(i % 4).executed.stream().filter(argument::equals).count();
        Outcome<Downlink.Done> outcome = endings.get(i).outcome();
        assertThat(times).as(why).isLessThanOrEqualTo(1);
        if (outcome instanceof Outcome.Answered) {
          assertThat(times).as(why).isEqualTo(1);
          answered++;
        } else {
          assertThat(outcome).as(why).isInstanceOf(Outcome.TimedOut.class);
        }
      }
      assertThat(engine.gauges().operations()).as(why).isZero();
      wire.run(400 * SECOND);
      assertThat(server.gauges().clientExchanges()).as(why).isZero();
      assertThat(server.gauges().transmissions()).as(why).isZero();
    }
    assertThat(answered).isGreaterThan(700);
  }

  @Test
  @Spec({"DM-01", "DM-06", "OBS-01", "OBS-02", "OBS-03"})
  void operations_and_notifications_cross_the_wire() {
    start(2);
    Client client = client(peer(1));
    client.register("d");
    EngineFixture.Ending<Node> read =
        send(client, new Downlink.Read(path("/3/0/9"), Optional.empty()));
    EngineFixture.Ending<Downlink.Observed> observe =
        send(client, new Downlink.Observe(path("/3/0/9"), Optional.empty()));
    wire.run(SECOND);
    Node zero = new Node.SingleResource(9, new Value.Text("0"));
    assertThat(read.outcome()).isEqualTo(new Outcome.Answered<>(zero));
    assertThat(observe.outcome())
        .isEqualTo(new Outcome.Answered<>(new Downlink.Observed(zero, true)));
    for (int i = 1; i <= 3; i++) {
      client.notifyOf(i);
      wire.run(SECOND);
    }
    assertThat(fixture.events.of(ServerEvent.Notified.class))
        .extracting(event -> event.values().getFirst().node())
        .containsExactly(
            new Node.SingleResource(9, new Value.Text("1")),
            new Node.SingleResource(9, new Value.Text("2")),
            new Node.SingleResource(9, new Value.Text("3")));
    EngineFixture.Ending<Downlink.Done> cancel =
        send(client, new Downlink.CancelObservation(path("/3/0/9")));
    wire.run(SECOND);
    assertThat(cancel.outcome()).isEqualTo(new Outcome.Answered<>(new Downlink.Done()));
    assertThat(client.relation).isNull();
  }

  @Test
  @Spec("SEND-09")
  void a_send_comes_in_blocks() {
    start(7);
    Client client = client(peer(1));
    client.register("d");
    StringBuilder records = new StringBuilder("[{\"bn\":\"/3/0/9\",\"bt\":1000000000,\"v\":0}");
    for (int i = 1; i < 300; i++) {
      records.append(",{\"t\":").append(-i).append(",\"v\":").append(i).append('}');
    }
    Options options =
        Options.builder().uriPath("dp").contentFormat(ContentFormat.SENML_JSON).build();
    Bytes body = Bytes.ofUtf8(records.append(']').toString());
    assertThat(body.size()).isGreaterThan(4 * 1024);
    Reply reply = client.ask(Request.of(Code.POST, options, body));
    assertThat(((Reply.Answered) reply).response().code()).isEqualTo(Code.CHANGED);
    List<ServerEvent.Sent> sent = fixture.events.of(ServerEvent.Sent.class);
    assertThat(sent).hasSize(1);
    assertThat(sent.getFirst().values()).hasSize(300);
  }

  @Test
  @Spec("OBS-25")
  void an_observation_outlives_the_max_age_of_its_last_value() {
    start(8);
    Client client = client(peer(1));
    client.register("d");
    send(client, new Downlink.Observe(path("/3/0/9"), Optional.empty()));
    wire.run(3_600 * SECOND);
    assertThat(engine.gauges().observations()).isEqualTo(1);
    client.notifyOf(5);
    wire.run(SECOND);
    assertThat(fixture.events.of(ServerEvent.Notified.class)).hasSize(1);
    assertThat(client.relation).isNotNull();
  }
}
