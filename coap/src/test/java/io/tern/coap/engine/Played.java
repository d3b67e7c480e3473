// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Address;
import io.tern.coap.BodyHead;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Handler;
import io.tern.coap.Identity;
import io.tern.coap.Malformed;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reception;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Token;
import io.tern.coap.Transport;
import io.tern.coap.Type;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import io.tern.coap.timer.TimerWheel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// One endpoint in virtual time, whose peers the test plays message by message.
final class Played {
  static final long SECOND = 1_000_000_000L;
  static final long START = 1_760_000_000L * SECOND;
  static final Peer PEER = Peer.udp(Address.Ip.v4(0x0A000001, 5683));
  static final Peer OTHER = Peer.udp(Address.Ip.v4(0x0A000002, 5683));
  static final Token TOKEN = Token.of(0xA1B2, 2);

  final TimerWheel timers = new TimerWheel(START);
  final Log events = new Log();
  final Deque<Sent> sent = new ArrayDeque<>();
  final List<Reply> replies = new ArrayList<>();
  final Endpoint endpoint;
  long now = START;

  /// What the handler does; answers 4.04 unless a test says otherwise.
  Handler handler =
      (peer, request, responder, at) -> responder.respond(Response.of(Code.NOT_FOUND), at);

  /// How it wants to receive bodies in blocks; whole unless a test says otherwise.
  OnBody reception = (peer, request, head, at) -> Reception.WHOLE;

  interface OnBody {
    Reception onBody(Peer peer, Request request, BodyHead head, long nowNanos);
  }

  record Sent(Peer peer, Message message) {}

  Played() {
    this(EndpointConfig.DEFAULT);
  }

  Played(EndpointConfig config) {
    this(config, new SplittableRandom(7));
  }

  Played(EndpointConfig config, RandomGenerator random) {
    endpoint =
        new Endpoint(
            config,
            timers,
            random,
            new Handler() {
              @Override
              public void onRequest(Peer peer, Request request, Responder responder, long at) {
                handler.onRequest(peer, request, responder, at);
              }

              @Override
              public Reception onBody(Peer peer, Request request, BodyHead head, long at) {
                return reception.onBody(peer, request, head, at);
              }
            },
            (peer, datagram) -> sent.add(new Sent(peer, decode(datagram))),
            events);
  }

  /// Plays a message of the usual peer.
  void receive(Message message) {
    receive(PEER, message);
  }

  void receive(Peer peer, Message message) {
    endpoint.receive(peer, UdpCodec.encode(message), now);
  }

  void receiveHex(String hex) {
    endpoint.receive(PEER, Bytes.ofHex(hex), now);
  }

  /// The one message that the endpoint has sent since.
  Message sends() {
    assertThat(sent).as("messages sent").hasSize(1);
    return sent.removeFirst().message();
  }

  /// The next of several messages.
  Message sendsNext() {
    assertThat(sent).as("messages sent").isNotEmpty();
    return sent.removeFirst().message();
  }

  void sends(Message expected) {
    assertThat(sends()).isEqualTo(expected);
  }

  void isSilent() {
    assertThat(sent).as("messages sent").isEmpty();
  }

  /// Lets time pass, timer by timer.
  void pass(double seconds) {
    long until = now + (long) (seconds * SECOND);
    while (timers.nextWakeUpNanos() <= until) {
      now = Math.max(now, timers.nextWakeUpNanos());
      timers.advance(now);
    }
    now = until;
    timers.advance(now);
  }

  /// Lets time pass until the next message leaves; the seconds it took.
  double passUntilSent() {
    long before = now;
    while (sent.isEmpty() && timers.pending() > 0) {
      now = Math.max(now, timers.nextWakeUpNanos());
      timers.advance(now);
    }
    assertThat(sent).as("messages sent").isNotEmpty();
    return (now - before) / (double) SECOND;
  }

  /// Drops what was sent and lets time pass until the next message leaves; the seconds it took.
  double passUntilSentAgain() {
    sent.clear();
    return passUntilSent();
  }

  /// Sends a request to the usual peer; its reply goes to [#replies].
  io.tern.coap.Cancellable request(Request request) {
    return endpoint.request(PEER, request, (reply, at) -> replies.add(reply), now);
  }

  /// The one reply there has been.
  Reply reply() {
    assertThat(replies).as("replies").hasSize(1);
    return replies.getFirst();
  }

  Response answered() {
    assertThat(reply()).isInstanceOf(Reply.Answered.class);
    return ((Reply.Answered) reply()).response();
  }

  EndpointGauges gauges() {
    return endpoint.gauges();
  }

  /// Everything is forgotten when the lifetimes are over.
  void endsEmpty() {
    pass(600);
    sent.clear();
    assertThat(gauges()).isEqualTo(new EndpointGauges(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    assertThat(timers.pending()).as("timers").isZero();
  }

  static Message decode(Bytes datagram) {
    return switch (UdpCodec.decode(datagram)) {
      case Decoded.Ok(Message message) -> message;
      case Decoded.Bad bad -> throw new AssertionError(bad.toString());
    };
  }

  static Options path(String... segments) {
    return Options.builder().uriPath(segments).build();
  }

  static Request get(String... segments) {
    return Request.of(Code.GET, path(segments));
  }

  static Message con(Code code, int messageId, Options options, String payload) {
    return new Message(Type.CON, code, messageId, TOKEN, options, Bytes.ofUtf8(payload));
  }

  static Message con(Code code, int messageId, Options options) {
    return con(code, messageId, options, "");
  }

  static Message non(Code code, int messageId, Options options) {
    return new Message(Type.NON, code, messageId, TOKEN, options, Bytes.EMPTY);
  }

  /// The Acknowledgement that carries a response to `request`.
  static Message ack(Message request, Code code, Options options, String payload) {
    return ack(request, code, options, Bytes.ofUtf8(payload));
  }

  static Message ack(Message request, Code code, Options options, Bytes payload) {
    return new Message(Type.ACK, code, request.messageId(), request.token(), options, payload);
  }

  static Message ack(Message request, Code code) {
    return ack(request, code, Options.NONE, "");
  }

  /// A response to `request` that travels by itself.
  static Message separate(Type type, Message request, int messageId, Options options, String text) {
    return new Message(type, Code.CONTENT, messageId, request.token(), options, Bytes.ofUtf8(text));
  }

  static Message emptyAck(Message of) {
    return Message.empty(Type.ACK, of.messageId());
  }

  static Message rst(Message of) {
    return Message.empty(Type.RST, of.messageId());
  }

  static Peer psk(int address, String identity) {
    return new Peer(Transport.DTLS, Address.Ip.v4(address, 5684), new Identity.Psk(identity));
  }

  /// Keeps what the endpoint reports.
  static final class Log implements EndpointEvents {
    final List<Rejection> rejected = new ArrayList<>();
    final List<RuntimeException> failures = new ArrayList<>();
    final List<Malformed> malformed = new ArrayList<>();
    int duplicates;
    int retransmitted;
    int missed;

    @Override
    public void onMissed(Peer peer, int count, long nowNanos) {
      missed += count;
    }

    @Override
    public void onMalformed(Peer peer, Malformed reason, long nowNanos) {
      malformed.add(reason);
    }

    @Override
    public void onDuplicate(Peer peer, Message message, long nowNanos) {
      duplicates++;
    }

    @Override
    public void onRejected(Peer peer, Message message, Rejection reason, long nowNanos) {
      rejected.add(reason);
    }

    @Override
    public void onRetransmitted(Peer peer, int attempt, long nowNanos) {
      retransmitted++;
    }

    @Override
    public void onFailure(Peer peer, RuntimeException failure, long nowNanos) {
      failures.add(failure);
    }
  }
}
