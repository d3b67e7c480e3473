// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.client.ClientConfig;
import io.tern.client.ClientEvents;
import io.tern.client.ClientLimits;
import io.tern.client.DeviceCode;
import io.tern.client.ServerAccount;
import io.tern.client.engine.ClientEngine;
import io.tern.client.engine.ClientGauges;
import io.tern.client.object.Device;
import io.tern.client.object.ObjectInstance;
import io.tern.client.object.Temperature;
import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.UdpCodec;
import io.tern.coap.engine.EndpointConfig;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.coap.ClientProfile;
import io.tern.lwm2m.coap.DownlinkRequest;
import io.tern.lwm2m.coap.ServerDownlinks;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import io.tern.spec.Spec;
import io.tern.testkit.HostileBytes;
import io.tern.testkit.HostileCorpus;
import io.tern.testkit.SimCoapNode;
import io.tern.testkit.SimNet;
import io.tern.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// A client whose server has gone mad: damaged operations in every format, at a high rate.
class HostileServerTest {
  private static final int WORLDS = 20;
  private static final int DATAGRAMS = 5_000;
  private static final ObjectModel TYPES = Registry.builtIn().newest(3442).orElseThrow();
  private static final ClientLimits LIMITS = new ClientLimits(5, 6, 7, 8, 900, 4, 5);
  private static final Models MODELS =
      Registry.builtIn().modelsFor(Release.V1_2, new ObjectList("", List.of(), List.of()));

  @Test
  @Spec({"DM-28", "DM-32"})
  void nothing_that_a_server_sends_breaks_a_client_or_its_limits() {
    Simulation.forSeeds(WORLDS, HostileServerTest::play);
  }

  private static void play(SimNet net) {
    SimServer server = new SimServer(net);
    ServerAccount account =
        ServerAccount.of("coap://server", server.peer()).withLifetimeSeconds(100_000);
    ClientConfig config =
        ClientConfig.of(new EndpointName("victim"), Release.V1_2, account, release -> MODELS)
            .withLimits(LIMITS);
    ClientEngine[] made = new ClientEngine[1];
    SimCoapNode node =
        SimCoapNode.on(
            net,
            "victim",
            EndpointConfig.DEFAULT,
            self -> {
              made[0] =
                  new ClientEngine(
                      config,
                      DeviceCode.onLoop(net::nowNanos),
                      self.timers(),
                      net.random("backoff"),
                      ClientEvents.NONE);
              return made[0];
            });
    ClientEngine client = made[0];
    client.serve(Temperature.instance(0, 20), net.nowNanos());
    client.define(TYPES, HostileServerTest::types, net.nowNanos());
    client.serve(types(0), net.nowNanos());
    client.start(node.requester(), net.nowNanos());
    net.runFor(Duration.ofSeconds(1));
    assertThat(client.isRegistered()).isTrue();

    HostileBytes hostile = new HostileBytes(net.seed(), corpus());
    for (int i = 0; i < DATAGRAMS; i++) {
      server.node.node().send(node.peer(), hostile.next());
      if (i % 50 == 0) {
        net.runFor(Duration.ofMillis(100));
        assertBounded(client);
      }
    }
    net.runFor(Duration.ofMinutes(10));
    Downlink.Read read =
        new Downlink.Read(Path.of(Device.ID, 0, Device.SUPPORTED_BINDING), Optional.empty());
    SimServer.Asked<Node> asked =
        server.ask(new EndpointName("victim"), read, Duration.ofMinutes(1)).orElseThrow();
    net.runFor(Duration.ofMinutes(2));
    assertThat(asked.answer())
        .contains(new Node.SingleResource(Device.SUPPORTED_BINDING, new Value.Text("U")));
    client.stop(net.nowNanos());
  }

  private static ObjectInstance types(int id) {
    return ObjectInstance.of(TYPES, id)
        .executing(0, arguments -> {})
        .holding(110, "text")
        .holding(120, 1024L)
        .holding(130, 3.5)
        .holding(140, true)
        .holding(150, Bytes.ofHex("0123456789abcdef"))
        .holding(170, new Value.ObjectLink(3, 0))
        .holding(1110, Map.of(0, "a", 7, "b"))
        .holding(1120, Map.of(0, -1L, 300, Long.MAX_VALUE));
  }

  private static void assertBounded(ClientEngine client) {
    ClientGauges held = client.gauges();
    assertThat(held.observations()).isLessThanOrEqualTo(LIMITS.observationsMax());
    assertThat(held.attributes()).isLessThanOrEqualTo(LIMITS.attributesMax());
    assertThat(held.operations()).isLessThanOrEqualTo(LIMITS.operationsMax());
  }

  /// The usual messages, and every operation on the test object in every format.
  private static List<Bytes> corpus() {
    List<Bytes> corpus = new ArrayList<>(HostileCorpus.coap());
    Path types = Path.of(TYPES.id(), 0);
    List<Downlink<?>> operations = new ArrayList<>();
    for (ContentFormat format :
        List.of(
            ContentFormat.TLV,
            ContentFormat.SENML_JSON,
            ContentFormat.SENML_CBOR,
            ContentFormat.LWM2M_CBOR)) {
      Optional<ContentFormat> as = Optional.of(format);
      Node.InstanceNode content = content();
      operations.add(new Downlink.Write(types, Downlink.Write.Mode.UPDATE, content, as));
      operations.add(new Downlink.Write(types, Downlink.Write.Mode.REPLACE, content, as));
      operations.add(new Downlink.Create(Path.of(TYPES.id()), OptionalInt.of(9), content, as));
      operations.add(new Downlink.Read(Path.of(TYPES.id()), as));
      operations.add(new Downlink.Observe(types.child(120), as));
    }
    operations.add(
        new Downlink.WriteAttributes(types.child(120), Attributes.NONE.withPmin(1).withPmax(3)));
    operations.add(new Downlink.Delete(Path.of(TYPES.id(), 9)));
    operations.add(new Downlink.Discover(Path.of(TYPES.id()), OptionalInt.of(3)));
    ClientProfile profile =
        ClientProfile.of(Release.V1_2, new ObjectList("", List.of(), List.of()), MODELS);
    for (Downlink<?> operation : operations) {
      if (ServerDownlinks.request(operation, profile) instanceof DownlinkRequest.Ready(var ready)) {
        int id = corpus.size();
        corpus.add(
            UdpCodec.encode(
                new Message(
                    Type.CON,
                    ready.method(),
                    id,
                    Token.of(id, 8),
                    ready.options(),
                    ready.payload())));
      }
    }
    return corpus;
  }

  private static Node.InstanceNode content() {
    TreeMap<Integer, Value> texts = new TreeMap<>(Map.of(1, new Value.Text("x")));
    return Node.InstanceNode.of(
        0,
        List.of(
            new Node.SingleResource(110, new Value.Text("new")),
            new Node.SingleResource(120, new Value.Int(-5)),
            new Node.SingleResource(130, new Value.Real(0.5)),
            new Node.SingleResource(150, new Value.Opaque(Bytes.of(1, 2, 3))),
            new Node.MultipleResource(1110, texts)));
  }
}
