// SPDX-License-Identifier: Apache-2.0

package io.tern.net.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.TransmissionParameters;
import io.tern.coap.engine.EndpointConfig;
import io.tern.net.DatagramIo;
import io.tern.net.LoopsConfig;
import io.tern.net.SocketAddresses;
import io.tern.net.relay.Delay;
import io.tern.net.relay.LinkProfile;
import io.tern.net.relay.Relay;
import io.tern.spec.Spec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Loops at both ends of a relay that loses, doubles, delays and reorders.
@Timeout(60)
@ParameterizedClass
@MethodSource("io.tern.net.udp.AvailableIo#all")
class LossyNetworkTest {
  @Parameter private DatagramIo io;

  private static final LinkProfile LOSSY =
      LinkProfile.PERFECT
          .withLoss(0.1)
          .withDuplication(0.1)
          .withReordering(0.2, Delay.uniform(Duration.ofMillis(1), Duration.ofMillis(20)))
          .withDelay(Delay.uniform(Duration.ofMillis(1), Duration.ofMillis(5)));

  /// Retransmits after 40 to 60 ms and seven times, so that nothing is given up.
  private static final EndpointConfig FAST =
      EndpointConfig.DEFAULT
          .withTransmission(new TransmissionParameters(40_000_000L, 1.5, 7, 1, 1_000_000_000L))
          .withBlockSizeBytes(64);

  private final AtomicInteger handled = new AtomicInteger();

  @Test
  @Spec({"RFC7252-4.2", "RFC7252-4.5"})
  void every_request_is_handled_once_and_answered() throws Exception {
    try (Loops server = loops(2);
        Relay relay = Relay.start(server.address(), LOSSY, 42);
        Loops client = loops(1)) {
      List<CompletableFuture<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        replies.add(ask(client, relay, "small " + i));
      }
      String large = "a body of many blocks ".repeat(20);
      replies.add(ask(client, relay, large));
      for (CompletableFuture<Reply> reply : replies) {
        assertThat(reply.get(50, TimeUnit.SECONDS)).isInstanceOf(Reply.Answered.class);
      }
      assertThat(payload(replies.getFirst())).isEqualTo("small 0");
      assertThat(payload(replies.getLast())).isEqualTo(large);
      assertThat(handled).hasValue(replies.size());
      assertThat(relay.counts().up().lost() + relay.counts().down().lost()).isPositive();
    }
  }

  @Test
  void a_client_behind_a_new_port_is_a_new_peer_and_is_served() throws Exception {
    try (Loops server = loops(3);
        Relay relay = Relay.start(server.address(), LinkProfile.PERFECT, 7);
        Loops client = loops(1)) {
      for (int i = 0; i < 20; i++) {
        assertThat(payload(ask(client, relay, "before " + i))).isEqualTo("before " + i);
        relay.rebind();
      }
      assertThat(handled).hasValue(20);
    }
  }

  private Loops loops(int count) throws Exception {
    var anywhere = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    return Loops.start(
        LoopsConfig.at(anywhere).withDatagramIo(io).withLoops(count).withEndpoint(FAST),
        scope ->
            (peer, request, responder, now) -> {
              handled.incrementAndGet();
              responder.respond(new Response(Code.CHANGED, Options.NONE, request.payload()), now);
            });
  }

  private static CompletableFuture<Reply> ask(Loops client, Relay relay, String payload) {
    var answer = new CompletableFuture<Reply>();
    LoopScope loop = client.loops().getFirst();
    Peer to = Peer.udp(SocketAddresses.toIp(relay.address()));
    Request request =
        Request.of(Code.POST, Options.builder().uriPath("echo").build(), Bytes.ofUtf8(payload));
    loop.post(
        now -> loop.requester().request(to, request, (reply, then) -> answer.complete(reply), now));
    return answer;
  }

  private static String payload(CompletableFuture<Reply> reply) throws Exception {
    return ((Reply.Answered) reply.get(50, TimeUnit.SECONDS)).response().payload().utf8();
  }
}
