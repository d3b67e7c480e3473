// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.BodyHead;
import io.tern.coap.BodySink;
import io.tern.coap.BodySource;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Handler;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Transfer;
import io.tern.coap.TransmissionParameters;
import io.tern.coap.Type;
import io.tern.coap.codec.UdpCodec;
import io.tern.coap.engine.EndpointConfig;
import io.tern.lwm2m.Release;
import io.tern.net.relay.Delay;
import io.tern.net.relay.LinkProfile;
import io.tern.spec.Spec;
import io.tern.testkit.SimCoapNode;
import io.tern.testkit.SimNode;
import io.tern.testkit.SimObservation;
import io.tern.testkit.SimReply;
import io.tern.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The network behaves as narrow-band networks do.
class BadNetworkTest {
  private static final Duration LIFETIME = Duration.ofMinutes(5);

  private static final LinkProfile STORM =
      LinkProfile.PERFECT
          .withLoss(0.4)
          .withDelay(Delay.uniform(Duration.ofSeconds(5), Duration.ofSeconds(10)));

  @Test
  @Spec({"N2", "REG-41"})
  void registrations_outlive_five_bad_minutes() {
    Simulation.forSeeds(
        200,
        net -> {
          var server = new SimServer(net);
          List<SimClient> clients =
              Stream.of("a", "b", "c")
                  .map(name -> new SimClient(net, name, server.peer(), Release.V1_1))
                  .toList();
          clients.forEach(SimClient::powerUp);
          net.runFor(Duration.ofMinutes(1));
          assertThat(clients).allMatch(SimClient::isRegistered);
          net.links(STORM);
          net.runFor(Duration.ofMinutes(5));
          net.links(LinkProfile.PERFECT);
          Predicate<SimClient> isKnown =
              client ->
                  client.isRegistered()
                      && server.registration(client.name).stream()
                          .anyMatch(held -> held.id().toString().equals(client.handle()));
          assertThat(
                  net.runUntil(() -> clients.stream().allMatch(isKnown), LIFETIME.multipliedBy(2)))
              .as("registered again within two intervals")
              .isTrue();
          clients.forEach(SimClient::stop);
        });
  }

  private static Options path(String segment) {
    return Options.builder().uriPath(segment).build();
  }

  private static Request put(int size) {
    return Request.of(Code.PUT, path("file"), Bytes.wrap(new byte[size]));
  }

  /// Answers with as many bytes as came, or with 3000 where none came.
  private static final Handler MIRROR =
      (peer, request, responder, now) ->
          responder.respond(
              new Response(
                  Code.CONTENT,
                  Options.NONE,
                  request.payload().isEmpty() ? Bytes.wrap(new byte[3000]) : request.payload()),
              now);

  @Test
  @Spec({"N7", "CBLK-02", "COAP-15"})
  void bodies_pass_links_that_drop_large_datagrams_where_blocks_are_small() {
    Simulation.forSeeds(
        50,
        net -> {
          int mtuBytes = net.seed() % 2 == 0 ? 512 : 576;
          int headerBytes = 28;
          net.links(LinkProfile.NB_IOT.withDatagramBytesMax(mtuBytes - headerBytes));
          EndpointConfig small =
              EndpointConfig.DEFAULT
                  .withTransmission(TransmissionParameters.NB_IOT)
                  .withBlocks(256, true);
          SimCoapNode device = SimCoapNode.on(net, "device", small, self -> MIRROR);
          SimCoapNode server = SimCoapNode.on(net, "server", small, self -> MIRROR);
          SimReply up = device.request(server.peer(), put(4000));
          SimReply down = server.request(device.peer(), Request.of(Code.GET, path("file")));
          assertThat(net.runUntil(() -> up.isOver() && down.isOver(), Duration.ofHours(2)))
              .isTrue();
          assertThat(up.response().payload().size()).isEqualTo(4000);
          assertThat(down.response().payload().size()).isEqualTo(3000);
        });
  }

  /// Drops what is larger than packets of 512 or 576 bytes, headers included, without a word.
  private static LinkProfile blackHole(long seed) {
    int headerBytes = 28;
    return LinkProfile.PERFECT
        .withDelay(Delay.uniform(Duration.ofMillis(20), Duration.ofMillis(80)))
        .withLoss(0.02)
        .withDatagramBytesMax((seed % 2 == 0 ? 512 : 576) - headerBytes);
  }

  /// Counts what comes.
  private static final class Counted implements BodySink {
    private long position;

    @Override
    public void onBegin(BodyHead head, long nowNanos) {
      position = head.offset();
    }

    @Override
    public void onBlock(long offset, Bytes bytes, Flow flow, long nowNanos) {
      assertThat(offset).isEqualTo(position);
      position += bytes.size();
      flow.proceed(nowNanos);
    }
  }

  @Test
  @Spec({"N7", "CBLK-02", "CBLK-04", "CBLK-10"})
  void transfers_shrink_their_blocks_by_themselves_where_large_datagrams_vanish() {
    Simulation.forSeeds(
        50,
        net -> {
          net.links(blackHole(net.seed()));
          SimCoapNode device = SimCoapNode.on(net, "device", MIRROR);
          SimCoapNode server = SimCoapNode.on(net, "server", MIRROR);
          Bytes body = Bytes.wrap(new byte[20_000]);
          SimReply up =
              device.transfer(
                  server.peer(),
                  Transfer.upload(
                      Request.of(Code.PUT, path("file")), BodySource.of(body, Bytes.of(1))));
          Counted counted = new Counted();
          SimReply down =
              server.transfer(
                  device.peer(), Transfer.download(Request.of(Code.GET, path("file")), counted));
          assertThat(net.runUntil(() -> up.isOver() && down.isOver(), Duration.ofHours(1)))
              .isTrue();
          assertThat(up.response().payload().size()).isEqualTo(20_000);
          assertThat(down.isAnswered()).isTrue();
          assertThat(counted.position).isEqualTo(3000);
        });
  }

  @Test
  @Spec({"N7", "CBLK-02"})
  void requests_that_are_asked_again_shrink_their_blocks_where_large_datagrams_vanish() {
    Simulation.forSeeds(
        50,
        net -> {
          net.links(blackHole(net.seed()));
          SimCoapNode device = SimCoapNode.on(net, "device", MIRROR);
          SimCoapNode server = SimCoapNode.on(net, "server", MIRROR);
          // In one message, in blocks, and with nothing large but the answer.
          for (Request request : List.of(put(900), put(4000), Request.of(Code.GET, path("file")))) {
            int asked = 0;
            SimReply reply;
            do {
              reply = device.request(server.peer(), request);
              assertThat(net.runUntil(reply::isOver, Duration.ofMinutes(10))).isTrue();
              asked++;
            } while (!reply.isAnswered() && asked < 8);
            int bytes = request.payload().isEmpty() ? 3000 : request.payload().size();
            assertThat(reply.response().payload().size())
                .as("asked %d times", asked)
                .isEqualTo(bytes);
          }
        });
  }

  @Test
  @Spec({"N8", "COAP-07"})
  void a_duplicate_gets_the_same_answer_and_nothing_is_done_twice() {
    Simulation.run(
        8,
        net -> {
          var done = new AtomicInteger();
          SimCoapNode server =
              SimCoapNode.on(
                  net,
                  "server",
                  (peer, request, responder, now) ->
                      responder.respond(
                          new Response(
                              Code.CREATED,
                              Options.builder()
                                  .locationPath("rd", "" + done.incrementAndGet())
                                  .build(),
                              Bytes.EMPTY),
                          now));
          SimNode device = net.node("device");
          List<Bytes> answers = new ArrayList<>();
          device.receiver((from, datagram, now) -> answers.add(datagram));
          Bytes execute =
              UdpCodec.encode(
                  new Message(
                      Type.CON, Code.POST, 7, Token.of(7, 2), path("rd"), Bytes.ofUtf8("once")));
          device.send(server.peer(), execute);
          for (int atSeconds : new int[] {1, 30, 240}) {
            net.runUntil(() -> false, Duration.ofSeconds(atSeconds).minus(net.clock().elapsed()));
            device.send(server.peer(), execute);
          }
          net.runFor(Duration.ofSeconds(1));
          assertThat(answers).hasSize(4);
          assertThat(answers.stream().distinct()).hasSize(1);
          assertThat(done).hasValue(1);
        });
  }

  @Test
  @Spec({"N9", "COBS-02"})
  void of_a_flood_of_notifications_the_newest_wins() {
    Simulation.forSeeds(
        200,
        net -> {
          net.links(
              LinkProfile.PERFECT
                  .withDelay(Delay.uniform(Duration.ofMillis(50), Duration.ofMillis(60)))
                  .withReordering(
                      0.1, Delay.uniform(Duration.ofMillis(20), Duration.ofSeconds(2))));
          List<Responder.Relation> relations = new ArrayList<>();
          SimCoapNode sensor =
              SimCoapNode.on(
                  net,
                  "sensor",
                  (peer, request, responder, now) ->
                      relations.add(responder.respondObserving(value(0), (reason, at) -> {}, now)));
          SimCoapNode observer = SimCoapNode.on(net, "observer", (peer, request, to, now) -> {});
          SimObservation observation =
              observer.observe(sensor.peer(), Request.of(Code.GET, path("v")));
          net.runFor(Duration.ofSeconds(5));
          for (int i = 1; i <= 300; i++) {
            relations.getFirst().notify(value(i), false, net.nowNanos());
            net.runFor(Duration.ofMillis(20));
          }
          net.runFor(Duration.ofMinutes(1));
          List<Integer> heard =
              observation.notifications().stream()
                  .map(response -> Integer.parseInt(response.payload().utf8()))
                  .toList();
          assertThat(heard).isSorted().doesNotHaveDuplicates().last().isEqualTo(300);
          relations.forEach(Responder.Relation::end);
          observation.forget();
        });
  }

  private static Response value(int value) {
    return new Response(Code.CONTENT, Options.NONE, Bytes.ofUtf8(Integer.toString(value)));
  }

  @Test
  @Spec({"N1", "RFC7252-4.7"})
  void few_messages_to_slow_devices_are_sent_again_for_nothing() {
    int[] asked = new int[1];
    int[] repeated = new int[1];
    Simulation.forSeeds(
        100,
        net -> {
          net.links(LinkProfile.NB_IOT.withLoss(0).withDuplication(0));
          SimCoapNode device = SimCoapNode.on(net, "device", MIRROR);
          SimCoapNode server =
              SimCoapNode.on(
                  net,
                  "server",
                  EndpointConfig.DEFAULT.withTransmission(TransmissionParameters.NB_IOT),
                  self -> MIRROR);
          for (int i = 0; i < 10; i++) {
            SimReply reply = server.request(device.peer(), put(10));
            net.runUntil(reply::isOver, Duration.ofMinutes(10));
            asked[0]++;
          }
          repeated[0] += server.count(SimCoapNode.Kind.RETRANSMITTED);
        });
    assertThat(repeated[0]).as("of %d", asked[0]).isLessThan(asked[0] / 20);
  }

  /// eDRX: the network keeps what is sent to the device until it listens again.
  @Test
  @Spec("N6")
  void a_device_that_listens_every_82_seconds_hears_each_request_once_and_none_is_given_up() {
    Duration cycle = Duration.ofMillis(81_920);
    TransmissionParameters patient =
        TransmissionParameters.DEFAULT.withAckTimeoutNanos(Duration.ofSeconds(90).toNanos());
    Simulation.forSeeds(
        50,
        net -> {
          SimCoapNode device = SimCoapNode.on(net, "device", MIRROR);
          SimCoapNode server =
              SimCoapNode.on(
                  net, "server", EndpointConfig.DEFAULT.withTransmission(patient), self -> MIRROR);
          net.link(
              server.node(),
              device.node(),
              LinkProfile.PERFECT.withDelay(Delay.uniform(Duration.ZERO, cycle)));
          List<SimReply> replies =
              Stream.generate(() -> server.request(device.peer(), put(10))).limit(5).toList();
          assertThat(
                  net.runUntil(
                      () -> replies.stream().allMatch(SimReply::isOver),
                      cycle.multipliedBy(replies.size())))
              .as("one after the other, each within a cycle")
              .isTrue();
          assertThat(replies).allMatch(SimReply::isAnswered);
          assertThat(server.count(SimCoapNode.Kind.RETRANSMITTED)).isZero();
          assertThat(device.count(SimCoapNode.Kind.DUPLICATE)).isZero();
        });
  }
}
