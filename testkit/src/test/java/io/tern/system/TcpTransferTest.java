// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.BodyHead;
import io.tern.coap.BodySink;
import io.tern.coap.BodySource;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Handler;
import io.tern.coap.Identity;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reception;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.StreamParameters;
import io.tern.coap.Transfer;
import io.tern.coap.Transport;
import io.tern.coap.engine.EndpointConfig;
import io.tern.net.LoopsConfig;
import io.tern.net.NetEvents;
import io.tern.net.SocketAddresses;
import io.tern.net.TcpConfig;
import io.tern.net.engine.LoopScope;
import io.tern.net.engine.Loops;
import io.tern.spec.Spec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Large bodies over TCP, which nobody holds whole, several blocks in a message.
@Timeout(120)
@Spec({"CTCP-08", "TCP-05", "CBLK-02", "CBLK-04"})
class TcpTransferTest {
  private static final int LARGE = 10_000_000;
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private static byte at(long offset) {
    return (byte) (offset * 31 + (offset >> 8) * 17 + (offset >> 16));
  }

  /// A body whose bytes follow from their place.
  private static final BodySource IMAGE =
      new BodySource() {
        @Override
        public long sizeBytes() {
          return LARGE;
        }

        @Override
        public Bytes tag() {
          return Bytes.of(0xE7);
        }

        @Override
        public void read(long offset, int bytes, Reader reader, long nowNanos) {
          byte[] read = new byte[bytes];
          for (int i = 0; i < bytes; i++) {
            read[i] = at(offset + i);
          }
          reader.onRead(Optional.of(Bytes.wrap(read)), nowNanos);
        }
      };

  /// Compares what comes with [#IMAGE].
  private static final class Compared implements BodySink {
    private final CompletableFuture<String> wrong = new CompletableFuture<>();
    private final AtomicLong position = new AtomicLong();

    @Override
    public void onBegin(BodyHead head, long nowNanos) {
      position.set(head.offset());
    }

    @Override
    public void onBlock(long offset, Bytes bytes, Flow flow, long nowNanos) {
      for (int i = 0; i < bytes.size(); i++) {
        if (offset != position.get() || (byte) bytes.get(i) != at(offset + i)) {
          wrong.complete("at byte " + (offset + i));
        }
      }
      position.addAndGet(bytes.size());
      flow.proceed(nowNanos);
    }

    void isWhole() {
      assertThat(wrong.getNow("")).isEmpty();
      assertThat(position).hasValue(LARGE);
    }
  }

  /// Serves the body and takes it.
  private record Server(Compared taken) implements Handler {
    @Override
    public void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {
      responder.respond(Response.of(Code.CONTENT), IMAGE, nowNanos);
    }

    @Override
    public Reception onBody(Peer peer, Request request, BodyHead head, long nowNanos) {
      return new Reception.Pieces(
          taken, (from, all, to, now) -> to.respond(Response.of(Code.CHANGED), now));
    }
  }

  /// Counts messages and looks at their sizes.
  private static final class Seen implements EndpointEvents {
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicInteger largest = new AtomicInteger();

    @Override
    public void onSent(Peer peer, Message message, long nowNanos) {
      messages.incrementAndGet();
      largest.accumulateAndGet(message.payload().size(), Math::max);
    }
  }

  private static Loops start(TcpConfig tcp, int messageBytesMax, EndpointEvents events, Handler all)
      throws IOException {
    StreamParameters streams = StreamParameters.DEFAULT.withMessageBytesMax(messageBytesMax);
    return Loops.start(
        LoopsConfig.over(tcp)
            .withLoops(1)
            .withEndpoint(EndpointConfig.DEFAULT.withStreams(streams)),
        NetEvents.NONE,
        index -> events,
        its -> all);
  }

  private static Reply transfer(LoopScope from, Peer to, Transfer transfer) throws Exception {
    var reply = new CompletableFuture<Reply>();
    from.post(
        now -> from.requester().transfer(to, transfer, (its, then) -> reply.complete(its), now));
    return reply.get(100, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({"65536, 64512, 160", "1152, 1024, 9767"})
  void ten_megabytes_go_up_and_come_down(int messageBytesMax, int payloadBytes, int messages)
      throws Exception {
    Server serving = new Server(new Compared());
    Seen sentByServer = new Seen();
    Seen sentByClient = new Seen();
    try (Loops server =
            start(TcpConfig.OFF.accepting(ANY), messageBytesMax, sentByServer, serving);
        Loops client = start(TcpConfig.OFF.connecting(), 65_536, sentByClient, serving)) {
      Peer peer =
          new Peer(
              Transport.TCP,
              SocketAddresses.toIp(server.tcpAddress().orElseThrow()),
              Identity.ANONYMOUS);
      LoopScope scope = client.loops().getFirst();
      Request put = Request.of(Code.PUT, Options.builder().uriPath("fw").build());
      Reply up = transfer(scope, peer, Transfer.upload(put, IMAGE));
      assertThat(up).isEqualTo(new Reply.Answered(peer, Response.of(Code.CHANGED)));
      serving.taken.isWhole();
      assertThat(sentByClient.largest).hasValue(payloadBytes);
      assertThat(sentByClient.messages.get()).isBetween(LARGE / payloadBytes, messages);
      Compared came = new Compared();
      Request get = Request.of(Code.GET, Options.builder().uriPath("fw").build());
      assertThat(transfer(scope, peer, Transfer.download(get, came)))
          .isInstanceOf(Reply.Answered.class);
      came.isWhole();
      assertThat(sentByServer.largest).hasValue(payloadBytes);
    }
  }
}
