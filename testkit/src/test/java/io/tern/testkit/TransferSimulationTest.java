// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.BodyHead;
import io.tern.coap.BodySink;
import io.tern.coap.BodySource;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Handler;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reception;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Transfer;
import io.tern.coap.engine.EndpointConfig;
import io.tern.net.relay.Delay;
import io.tern.net.relay.LinkProfile;
import io.tern.spec.Spec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Large bodies over a link with a round trip of 2 s that loses 5 % of the datagrams, and through
/// restarts of either end.
class TransferSimulationTest {
  private static final int LARGE = 10_000_000;
  private static final int MIDDLE = 300_000;
  private static final Duration LONG = Duration.ofDays(2);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Request GET = Request.of(Code.GET, Options.builder().uriPath("fw").build());
  private static final Request PUT =
      Request.of(Code.PUT, Options.builder().uriPath("5", "0", "0").build());
  private static final LinkProfile LINK =
      LinkProfile.PERFECT
          .withLoss(0.05)
          .withDelay(Delay.uniform(Duration.ofMillis(950), Duration.ofMillis(1050)));

  private static byte at(int image, long offset) {
    return (byte) (offset * 31 + (offset >> 8) * 17 + (offset >> 16) + image);
  }

  /// An image whose bytes follow from their place.
  private record Image(int number, long sizeBytes) implements BodySource, Handler {
    @Override
    public Bytes tag() {
      return Bytes.of(0xE7, number);
    }

    @Override
    public void read(long offset, int bytes, Reader reader, long nowNanos) {
      byte[] read = new byte[bytes];
      for (int i = 0; i < bytes; i++) {
        read[i] = at(number, offset + i);
      }
      reader.onRead(Optional.of(Bytes.wrap(read)), nowNanos);
    }

    /// Serves itself.
    @Override
    public void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {
      responder.respond(Response.of(Code.CONTENT), this, nowNanos);
    }
  }

  /// What survives a restart: how much of which body is there.
  private static final class Disk implements BodySink, Handler {
    final int image;
    final List<BodyHead> heads = new ArrayList<>();
    Bytes tag = Bytes.EMPTY;
    long position;
    int whole;

    /// Whether it takes the rest of a body after a restart.
    boolean continues;

    Disk(int image) {
      this.image = image;
    }

    @Override
    public void onBegin(BodyHead head, long nowNanos) {
      heads.add(head);
      tag = head.tag().orElse(Bytes.EMPTY);
      position = head.offset();
    }

    @Override
    public void onBlock(long offset, Bytes bytes, Flow flow, long nowNanos) {
      assertThat(offset).isEqualTo(position);
      for (int i = 0; i < bytes.size(); i++) {
        assertThat((byte) bytes.get(i)).isEqualTo(at(image, offset + i));
      }
      position += bytes.size();
      flow.proceed(nowNanos);
    }

    @Override
    public void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {
      throw new IllegalStateException("a body in one piece");
    }

    @Override
    public Reception onBody(Peer peer, Request request, BodyHead head, long nowNanos) {
      boolean mayContinue =
          continues && head.offset() <= position && head.tag().equals(Optional.of(tag));
      return head.offset() > 0 && !mayContinue
          ? Reception.WHOLE
          : new Reception.Pieces(
              this,
              (from, all, responder, now) -> {
                whole++;
                responder.respond(Response.of(Code.CHANGED), now);
              });
    }
  }

  private static SimCoapNode client(SimNet net) {
    return SimCoapNode.on(net, "client", (peer, request, responder, now) -> {});
  }

  private static SimCoapNode server(SimNet net, Handler handler) {
    return SimCoapNode.on(net, "server", EndpointConfig.DEFAULT, self -> handler);
  }

  private static Response ends(SimNet net, SimReply reply) {
    assertThat(net.runUntil(reply::isOver, LONG)).isTrue();
    return reply.response();
  }

  @Test
  @Spec({"CBLK-04", "CBLK-10", "COAP-06"})
  void ten_megabytes_come_down_over_a_slow_and_lossy_link() {
    Simulation.forSeeds(
        2,
        net -> {
          net.links(LINK);
          SimCoapNode server = server(net, new Image(1, LARGE));
          Disk disk = new Disk(1);
          SimReply reply = client(net).transfer(server.peer(), Transfer.download(GET, disk));
          assertThat(ends(net, reply).code()).isEqualTo(Code.CONTENT);
          assertThat(disk.position).isEqualTo(LARGE);
          assertThat(disk.heads).hasSize(1);
          assertThat(net.clock().elapsed()).isGreaterThan(Duration.ofHours(5));
        });
  }

  @Test
  @Spec({"CBLK-02", "CBLK-10", "COAP-06"})
  void ten_megabytes_go_up_over_a_slow_and_lossy_link() {
    Simulation.forSeeds(
        2,
        net -> {
          net.links(LINK);
          Disk disk = new Disk(1);
          SimCoapNode server = server(net, disk);
          SimReply reply =
              client(net).transfer(server.peer(), Transfer.upload(PUT, new Image(1, LARGE)));
          assertThat(ends(net, reply).code()).isEqualTo(Code.CHANGED);
          assertThat(disk.position).isEqualTo(LARGE);
          assertThat(disk.whole).isEqualTo(1);
          assertThat(disk.heads).hasSize(1);
        });
  }

  @Test
  @Spec({"CBLK-04", "COAP-10"})
  void a_download_survives_restarts_of_the_server_and_of_the_client() {
    Simulation.forSeeds(
        20,
        net -> {
          net.links(LINK);
          Image image = new Image(1, MIDDLE);
          Disk disk = new Disk(1);
          SimCoapNode server = server(net, image);
          SimCoapNode client = client(net);
          SimReply reply = client.transfer(server.peer(), Transfer.download(GET, disk));
          net.runFor(MINUTE);
          server.node().crash();
          net.runFor(MINUTE);
          server(net, image);
          net.runUntil(() -> disk.position > MIDDLE / 2, LONG);
          assertThat(reply.isOver()).isFalse();
          assertThat(disk.heads).as("the server's restart goes unnoticed").hasSize(1);
          client.node().crash();
          net.runFor(MINUTE);
          long before = disk.position;
          Transfer rest = Transfer.download(GET, disk).from(before, disk.tag);
          assertThat(ends(net, client(net).transfer(server.peer(), rest)).code())
              .isEqualTo(Code.CONTENT);
          assertThat(disk.heads).extracting(BodyHead::offset).containsExactly(0L, before);
          assertThat(disk.position).isEqualTo(MIDDLE);
        });
  }

  @Test
  @Spec({"CBLK-04", "C17"})
  void a_download_begins_anew_where_the_restarted_server_has_another_image() {
    Simulation.forSeeds(
        20,
        net -> {
          net.links(LINK);
          List<Integer> images = new ArrayList<>();
          Disk[] disk = {new Disk(1)};
          BodySink either =
              new BodySink() {
                @Override
                public void onBegin(BodyHead head, long nowNanos) {
                  disk[0] = new Disk(head.tag().orElseThrow().get(1));
                  images.add(disk[0].image);
                  disk[0].onBegin(head, nowNanos);
                }

                @Override
                public void onBlock(long offset, Bytes bytes, Flow flow, long nowNanos) {
                  disk[0].onBlock(offset, bytes, flow, nowNanos);
                }
              };
          SimCoapNode server = server(net, new Image(1, MIDDLE));
          SimReply reply = client(net).transfer(server.peer(), Transfer.download(GET, either));
          net.runFor(MINUTE);
          server(net, new Image(2, MIDDLE / 2));
          assertThat(ends(net, reply).code()).isEqualTo(Code.CONTENT);
          assertThat(images).containsExactly(1, 2);
          assertThat(disk[0].position).isEqualTo(MIDDLE / 2);
        });
  }

  @Test
  @Spec({"CBLK-03", "CMISC-06"})
  void an_upload_survives_restarts_where_the_server_has_kept_what_came() {
    Simulation.forSeeds(
        20,
        net -> {
          net.links(LINK);
          Image image = new Image(1, MIDDLE);
          Disk disk = new Disk(1);
          disk.continues = true;
          SimCoapNode server = server(net, disk);
          SimCoapNode client = client(net);
          SimReply reply = client.transfer(server.peer(), Transfer.upload(PUT, image));
          net.runFor(MINUTE);
          server.node().crash();
          net.runFor(MINUTE);
          server(net, disk);
          net.runUntil(() -> disk.position > MIDDLE / 2, LONG);
          assertThat(reply.isOver()).isFalse();
          assertThat(disk.heads).hasSize(2);
          assertThat(disk.heads.getLast().offset()).isPositive();
          client.node().crash();
          net.runFor(Duration.ofMinutes(10));
          long kept = disk.position;
          Transfer rest = Transfer.upload(PUT, image).from(kept);
          assertThat(ends(net, client(net).transfer(server.peer(), rest)).code())
              .isEqualTo(Code.CHANGED);
          assertThat(disk.heads).hasSize(3);
          assertThat(disk.heads.getLast().offset()).isBetween(kept - 1024, kept);
          assertThat(disk.position).isEqualTo(MIDDLE);
          assertThat(disk.whole).isEqualTo(1);
        });
  }

  @Test
  @Spec({"CBLK-03", "CBLK-08"})
  void an_upload_begins_anew_where_the_restarted_server_has_forgotten_it() {
    Simulation.forSeeds(
        20,
        net -> {
          net.links(LINK);
          Disk disk = new Disk(1);
          SimCoapNode server = server(net, disk);
          SimReply reply =
              client(net).transfer(server.peer(), Transfer.upload(PUT, new Image(1, MIDDLE)));
          net.runFor(MINUTE);
          server(net, disk);
          assertThat(ends(net, reply).code()).isEqualTo(Code.CHANGED);
          assertThat(disk.heads).extracting(BodyHead::offset).containsExactly(0L, 0L);
          assertThat(disk.position).isEqualTo(MIDDLE);
          assertThat(disk.whole).isEqualTo(1);
        });
  }

  @Test
  @Spec({"COAP-05", "CBLK-10"})
  void a_transfer_outlives_an_outage_of_two_minutes_and_not_one_of_a_day() {
    Simulation.forSeeds(
        10,
        net -> {
          net.links(LINK);
          Disk disk = new Disk(1);
          SimCoapNode server = server(net, new Image(1, MIDDLE));
          SimCoapNode client = client(net);
          SimReply reply = client.transfer(server.peer(), Transfer.download(GET, disk));
          net.runFor(MINUTE);
          net.partition(client.node(), server.node());
          net.runFor(Duration.ofSeconds(130));
          net.heal(client.node(), server.node());
          assertThat(ends(net, reply).code()).isEqualTo(Code.CONTENT);
          SimReply other = client.transfer(server.peer(), Transfer.download(GET, new Disk(1)));
          net.runFor(MINUTE);
          net.partition(client.node(), server.node());
          net.runFor(Duration.ofDays(1));
          assertThat(other.isOver()).isTrue();
          assertThat(other.isAnswered()).isFalse();
        });
  }
}
