// SPDX-License-Identifier: Apache-2.0

package io.tern.net.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Handler;
import io.tern.coap.Identity;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.coap.Transport;
import io.tern.net.LoopsConfig;
import io.tern.net.NetCounters;
import io.tern.net.NetEvents.Drop;
import io.tern.net.SocketAddresses;
import io.tern.net.TcpConfig;
import io.tern.spec.Spec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Loops that speak CoAP over TCP and nothing else.
@Timeout(60)
class ConnectionsOnlyTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Handler ECHO =
      (peer, request, responder, now) ->
          responder.respond(new Response(Code.CONTENT, Options.NONE, request.payload()), now);

  private static Reply ask(LoopScope from, Peer to) throws Exception {
    var reply = new CompletableFuture<Reply>();
    Request request = Request.of(Code.POST, Options.NONE, Bytes.ofUtf8("hello"));
    from.post(now -> from.requester().request(to, request, (its, at) -> reply.complete(its), now));
    return reply.get(20, TimeUnit.SECONDS);
  }

  private static Peer tcp(Loops server) {
    InetSocketAddress address = server.tcpAddress().orElseThrow();
    return new Peer(Transport.TCP, SocketAddresses.toIp(address), Identity.ANONYMOUS);
  }

  @Spec("TCP-01")
  @Test
  void a_server_and_a_client_over_tcp_open_no_socket_for_datagrams() throws Exception {
    Optional<Set<String>> before = datagramSockets();
    try (Loops server =
            Loops.start(LoopsConfig.over(TcpConfig.OFF.accepting(ANY)).withLoops(2), its -> ECHO);
        Loops client = Loops.start(LoopsConfig.over(TcpConfig.OFF.connecting()), its -> ECHO)) {
      assertThat(ask(client.loops().getFirst(), tcp(server))).isInstanceOf(Reply.Answered.class);
      assertThatThrownBy(server::address).isInstanceOf(IllegalStateException.class);
      assumeThat(before).as("a system that lists its sockets").isPresent();
      assertThat(datagramSockets()).isEqualTo(before);
      try (Loops both = Loops.start(LoopsConfig.at(ANY).withLoops(1), its -> ECHO)) {
        assertThat(both.address().getPort()).isPositive();
        assertThat(datagramSockets()).as("this test sees them").isNotEqualTo(before);
      }
    }
  }

  @Test
  void a_request_over_udp_is_dropped_and_counted() throws Exception {
    var counters = new NetCounters();
    try (Loops client =
        Loops.start(
            LoopsConfig.over(TcpConfig.OFF.connecting()).withLoops(1),
            counters,
            index -> EndpointEvents.NONE,
            its -> ECHO)) {
      LoopScope loop = client.loops().getFirst();
      Peer peer =
          Peer.udp(
              SocketAddresses.toIp(new InetSocketAddress(InetAddress.getLoopbackAddress(), 5683)));
      var sent = new CompletableFuture<Boolean>();
      loop.post(
          now -> {
            loop.requester()
                .request(peer, Request.of(Code.GET, Options.NONE), (reply, at) -> {}, now);
            sent.complete(true);
          });
      sent.get(10, TimeUnit.SECONDS);
      assertThat(counters.dropped(Drop.SEND_REFUSED)).isEqualTo(1);
    }
  }

  /// The datagram sockets of this process; empty where the system does not tell.
  private static Optional<Set<String>> datagramSockets() throws IOException {
    Set<String> ofSystem = new HashSet<>();
    for (String table : List.of("/proc/self/net/udp", "/proc/self/net/udp6")) {
      Path path = Path.of(table);
      if (!Files.isReadable(path)) {
        return Optional.empty();
      }
      try (var lines = Files.lines(path)) {
        lines.skip(1).map(line -> line.strip().split(" +", -1)[9]).forEach(ofSystem::add);
      }
    }
    Set<String> own = new HashSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        link(descriptor).ifPresent(own::add);
      }
    }
    return Optional.of(
        own.stream()
            .filter(link -> link.startsWith("socket:["))
            .map(link -> link.substring("socket:[".length(), link.length() - 1))
            .filter(ofSystem::contains)
            .collect(Collectors.toSet()));
  }

  /// Where a descriptor leads; empty where it has been closed meanwhile, as that of the walk itself.
  private static Optional<String> link(Path descriptor) {
    try {
      return Optional.of(Files.readSymbolicLink(descriptor).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
