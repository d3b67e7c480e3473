// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Handler;
import io.tern.coap.Identity;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Outbound;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.Streams;
import io.tern.coap.Token;
import io.tern.coap.Transport;
import io.tern.coap.Type;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.TcpCodec;
import io.tern.coap.timer.TimerWheel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/// One endpoint in virtual time with a connection whose other end the test plays message by message.
final class StreamPlayed implements Outbound {
  static final Peer PEER = peer(1);
  static final Token TOKEN = Token.of(0xA1B2, 2);

  final TimerWheel timers = new TimerWheel(Played.START);
  final Deque<Message> sent = new ArrayDeque<>();
  final List<Reply> replies = new ArrayList<>();
  final List<Peer> connecting = new ArrayList<>();
  final List<Peer> closed = new ArrayList<>();
  final List<String> endings = new ArrayList<>();
  final Endpoint endpoint;
  boolean mayConnect;
  boolean full;
  long now = Played.START;
  Handler handler =
      (peer, request, responder, at) -> responder.respond(Response.of(Code.NOT_FOUND), at);

  StreamPlayed() {
    this(EndpointConfig.DEFAULT);
  }

  StreamPlayed(EndpointConfig config) {
    endpoint =
        new Endpoint(
            config,
            timers,
            new SplittableRandom(7),
            (peer, request, responder, at) -> handler.onRequest(peer, request, responder, at),
            this,
            new EndpointEvents() {
              @Override
              public void onDisconnected(Peer peer, String why, long nowNanos) {
                endings.add(why);
              }

              @Override
              public void onFailure(Peer peer, RuntimeException failure, long nowNanos) {
                throw failure;
              }
            });
  }

  static Peer peer(int host) {
    return new Peer(Transport.TCP, Address.Ip.v4(0x0A000000 + host, 40_000), Identity.ANONYMOUS);
  }

  /// An open connection, after the settings of both sides.
  static StreamPlayed connected() {
    StreamPlayed played = new StreamPlayed();
    played.open();
    return played;
  }

  StreamPlayed open() {
    endpoint.streams().onOpened(PEER, now);
    assertThat(sends().code()).isEqualTo(Code.CSM);
    receiveHex("40E122200020"); // 8192 bytes, block-wise
    return this;
  }

  @Override
  public void send(Peer peer, Bytes datagram) {
    throw new AssertionError("a datagram");
  }

  @Override
  public Streams streams() {
    return new Streams() {
      @Override
      public boolean connect(Peer peer) {
        connecting.add(peer);
        return mayConnect;
      }

      @Override
      public boolean send(Peer peer, Bytes bytes) {
        assertThat(closed).doesNotContain(peer);
        sent.add(decode(bytes));
        return !full;
      }

      @Override
      public void close(Peer peer) {
        closed.add(peer);
      }
    };
  }

  static Message decode(Bytes bytes) {
    return switch (TcpCodec.decode(bytes)) {
      case Decoded.Ok(Message message) -> message;
      case Decoded.Bad bad -> throw new AssertionError(bad.toString());
    };
  }

  void receive(Message message) {
    endpoint.streams().onBytes(PEER, TcpCodec.encode(message), now);
  }

  void receiveHex(String hex) {
    endpoint.streams().onBytes(PEER, Bytes.ofHex(hex.replace(" ", "")), now);
  }

  Message sends() {
    assertThat(sent).as("messages sent").hasSize(1);
    return sent.removeFirst();
  }

  void isSilent() {
    assertThat(sent).as("messages sent").isEmpty();
  }

  void request(Request request) {
    endpoint.request(PEER, request, (reply, at) -> replies.add(reply), now);
  }

  void pass(double seconds) {
    long until = now + (long) (seconds * Played.SECOND);
    while (timers.nextWakeUpNanos() <= until) {
      now = Math.max(now, timers.nextWakeUpNanos());
      timers.advance(now);
    }
    now = until;
    timers.advance(now);
  }

  static Message message(Code code, Options options, String payload) {
    return new Message(Type.CON, code, 0, TOKEN, options, Bytes.ofUtf8(payload));
  }

  static Message answer(Message request, Code code, Options options, String payload) {
    return new Message(Type.CON, code, 0, request.token(), options, Bytes.ofUtf8(payload));
  }
}
