// SPDX-License-Identifier: Apache-2.0

package io.tern.net.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Handler;
import io.tern.coap.Message;
import io.tern.coap.ObservationListener;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import io.tern.coap.engine.EndpointConfig;
import io.tern.net.DatagramIo;
import io.tern.net.LoopsConfig;
import io.tern.net.NetCounters;
import io.tern.net.NetEvents.Drop;
import io.tern.net.SocketAddresses;
import io.tern.net.udp.SocketGroup;
import io.tern.spec.Spec;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// A device that moves: its datagrams reach any loop, its tokens name one.
@Timeout(60)
@ParameterizedClass
@MethodSource("io.tern.net.udp.AvailableIo#all")
class HandOverTest {
  @Parameter private DatagramIo io;

  private static final InetSocketAddress LOOPBACK =
      new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  private static final int OBSERVER = 2;

  private final NetCounters counters = new NetCounters();
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

  @Test
  @Spec("RFC7641-3.4")
  void a_notification_from_any_address_reaches_the_loop_that_observes() throws Exception {
    assumeThat(SocketGroup.isSpreading()).isTrue();
    try (Loops server = server(1000);
        var device = new DatagramSocket(LOOPBACK)) {
      Token token = observe(server, device);
      for (int i = 1; i <= 40; i++) {
        try (var moved = new DatagramSocket(LOOPBACK)) {
          send(moved, notification(token, i), server.address());
          assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("value " + i + " on loop 2");
          assertThat(receive(moved)).isEqualTo(Message.empty(Type.ACK, i));
        }
      }
      assertThat(counters.handedOver()).isBetween(1L, 40L);
      assertThat(counters.dropped(Drop.HAND_OVER_REFUSED)).isZero();
    }
  }

  @Test
  void a_full_mailbox_costs_the_notification_and_is_counted() throws Exception {
    assumeThat(SocketGroup.isSpreading()).isTrue();
    try (Loops server = server(1);
        var device = new DatagramSocket(LOOPBACK)) {
      Token token = observe(server, device);
      LoopScope observer = server.loops().get(OBSERVER);
      var entered = new CountDownLatch(1);
      var leave = new CountDownLatch(1);
      observer.post(
          now -> {
            entered.countDown();
            await(leave);
          });
      entered.await();
      while (!observer.post(now -> {})) {
        Thread.onSpinWait();
      }
      awaitOthers(server);
      long handedOver = counters.handedOver();
      for (int i = 1; counters.dropped(Drop.HAND_OVER_REFUSED) == 0; i = i % 60_000 + 1) {
        try (var moved = new DatagramSocket(LOOPBACK)) {
          send(moved, notification(token, i), server.address());
        }
      }
      leave.countDown();
      assertThat(counters.handedOver()).isEqualTo(handedOver);
    }
  }

  /// A loop counts what it hands over after the owner may have seen it; returns when what has been
  /// seen is counted.
  private static void awaitOthers(Loops server) throws InterruptedException {
    var counted = new CountDownLatch(server.loops().size() - 1);
    for (LoopScope loop : server.loops()) {
      while (loop.index() != OBSERVER && !loop.post(now -> counted.countDown())) {
        Thread.onSpinWait();
      }
    }
    counted.await();
  }

  private Loops server(int mailboxCapacity) throws IOException {
    var config =
        LoopsConfig.at(LOOPBACK)
            .withDatagramIo(io)
            .withLoops(4)
            .withMailbox(mailboxCapacity, 16)
            .withEndpoint(EndpointConfig.DEFAULT.withAnonymousMayMove(true));
    Handler refusing =
        (peer, request, responder, now) -> responder.respond(Response.of(Code.NOT_FOUND), now);
    return Loops.start(config, counters, index -> EndpointEvents.NONE, scope -> refusing);
  }

  /// Has one loop of `server` observe `device`; returns the token of the observation.
  private Token observe(Loops server, DatagramSocket device) throws Exception {
    LoopScope observer = server.loops().get(OBSERVER);
    Peer peer = Peer.udp(SocketAddresses.toIp((InetSocketAddress) device.getLocalSocketAddress()));
    Request request = Request.of(Code.GET, Options.builder().uriPath("3").build());
    observer.post(
        now -> observer.requester().observe(peer, request, new Notifications(observer, seen), now));
    Message asked = receive(device);
    assertThat(asked.token().get(0)).isEqualTo(OBSERVER);
    Options options = Options.builder().observe(0).build();
    var answer =
        new Message(Type.ACK, Code.CONTENT, asked.messageId(), asked.token(), options, Bytes.EMPTY);
    send(device, answer, server.address());
    assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("registered on loop 2");
    return asked.token();
  }

  private static Message notification(Token token, int number) {
    Options options = Options.builder().observe(number).build();
    return new Message(
        Type.CON, Code.CONTENT, number, token, options, Bytes.ofUtf8("value " + number));
  }

  private record Notifications(LoopScope loop, BlockingQueue<String> seen)
      implements ObservationListener {
    @Override
    public void onReply(Reply reply, long nowNanos) {
      seen.add((reply instanceof Reply.Answered ? "registered" : "failed") + where());
    }

    @Override
    public void onNotification(Peer from, Response response, long nowNanos) {
      seen.add(response.payload().utf8() + where());
    }

    @Override
    public void onEnded(Response last, long nowNanos) {
      seen.add("ended" + where());
    }

    private String where() {
      return " on loop " + (loop.isCurrentThread() ? loop.index() : -1);
    }
  }

  private static void send(DatagramSocket socket, Message message, SocketAddress to)
      throws IOException {
    byte[] bytes = UdpCodec.encode(message).toArray();
    socket.send(new DatagramPacket(bytes, bytes.length, to));
  }

  private static Message receive(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(10_000);
    var packet = new DatagramPacket(new byte[2000], 2000);
    socket.receive(packet);
    Bytes datagram = Bytes.copyOf(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
    return ((Decoded.Ok) UdpCodec.decode(datagram)).message();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
