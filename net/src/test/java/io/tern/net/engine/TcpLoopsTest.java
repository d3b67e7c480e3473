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
import io.tern.coap.StreamParameters;
import io.tern.coap.Transport;
import io.tern.coap.engine.EndpointConfig;
import io.tern.net.LoopsConfig;
import io.tern.net.NetCounters;
import io.tern.net.NetEvents.Drop;
import io.tern.net.SocketAddresses;
import io.tern.net.TcpConfig;
import io.tern.spec.Spec;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpLoopsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Bytes CSM = Bytes.ofHex("00e1");
  private static final Bytes GET = Bytes.ofHex("210141b161");

  private final List<AutoCloseable> open = new ArrayList<>();
  private final NetCounters counters = new NetCounters();

  @AfterEach
  void close_all() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  private Loops server(int loops, UnaryOperator<TcpConfig> tcp, StreamParameters streams)
      throws IOException {
    Handler echo =
        (peer, request, responder, now) ->
            responder.respond(new Response(Code.CONTENT, Options.NONE, request.payload()), now);
    return serve(echo, loops, tcp, streams);
  }

  private Loops serve(
      Handler handler, int loops, UnaryOperator<TcpConfig> tcp, StreamParameters streams)
      throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    LoopsConfig config =
        LoopsConfig.at(any)
            .withLoops(loops)
            .withTcp(tcp.apply(TcpConfig.OFF.accepting(any)))
            .withEndpoint(EndpointConfig.DEFAULT.withStreams(streams));
    Loops server = Loops.start(config, counters, index -> EndpointEvents.NONE, its -> handler);
    open.add(server);
    return server;
  }

  private Loops server() throws IOException {
    return server(1, tcp -> tcp, StreamParameters.DEFAULT);
  }

  private Loops client() throws IOException {
    LoopsConfig config =
        LoopsConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .withLoops(1)
            .withTcp(TcpConfig.OFF.connecting());
    Loops client =
        Loops.start(
            config,
            its ->
                (peer, request, responder, now) -> responder.respond(Response.of(Code.VALID), now));
    open.add(client);
    return client;
  }

  private Socket socket(Loops server) throws IOException {
    Socket socket = new Socket();
    open.add(socket);
    socket.connect(server.tcpAddress().orElseThrow(), 5000);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void write(Socket socket, Bytes bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes.toArray());
    out.flush();
  }

  /// Reads until the peer closes; true where it ended in order or not.
  private static boolean ends(Socket socket) throws IOException {
    try {
      InputStream in = socket.getInputStream();
      while (in.read() >= 0) {
        // Whatever comes before the end.
      }
    } catch (SocketException e) {
      return true;
    }
    return true;
  }

  private static Peer peer(InetSocketAddress address) {
    return new Peer(Transport.TCP, SocketAddresses.toIp(address), Identity.ANONYMOUS);
  }

  private static Reply ask(Loops from, Peer to, Bytes payload) throws Exception {
    var reply = new CompletableFuture<Reply>();
    LoopScope scope = from.loops().getFirst();
    scope.post(
        now ->
            scope
                .requester()
                .request(
                    to,
                    Request.of(Code.POST, Options.NONE, payload),
                    (its, at) -> reply.complete(its),
                    now));
    return reply.get(20, TimeUnit.SECONDS);
  }

  private static void await(BooleanSupplier wish) {
    long until = System.nanoTime() + 20 * SECOND;
    while (!wish.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time").isLessThan(until);
      Thread.onSpinWait();
    }
  }

  @Spec({"TCP-01", "TCP-02"})
  @Test
  void a_client_makes_a_connection_and_is_answered_on_it() throws Exception {
    Loops server = server(3, tcp -> tcp, StreamParameters.DEFAULT);
    Peer to = peer(server.tcpAddress().orElseThrow());
    for (int i = 0; i < 8; i++) {
      Loops client = client();
      for (int j = 0; j < 5; j++) {
        Bytes payload = Bytes.ofUtf8("request " + i + "." + j);
        Reply reply = ask(client, to, payload);
        assertThat(reply).isInstanceOf(Reply.Answered.class);
        assertThat(((Reply.Answered) reply).response().payload()).isEqualTo(payload);
      }
    }
  }

  @Spec("TCP-02")
  @Test
  void the_server_asks_on_the_connection_that_the_client_made() throws Exception {
    var asking = new CompletableFuture<Peer>();
    Handler handler =
        (peer, request, responder, now) -> {
          responder.respond(Response.of(Code.CHANGED), now);
          asking.complete(peer);
        };
    Loops server = serve(handler, 1, tcp -> tcp, StreamParameters.DEFAULT);
    Loops client = client();
    ask(client, peer(server.tcpAddress().orElseThrow()), Bytes.ofUtf8("hello"));
    Peer known = asking.get(5, TimeUnit.SECONDS);
    assertThat(ask(server, known, Bytes.EMPTY))
        .isEqualTo(new Reply.Answered(known, Response.of(Code.VALID)));
    client.close();
    Reply last = ask(server, known, Bytes.EMPTY);
    assertThat(last).isInstanceOfAny(Reply.Unreachable.class, Reply.Disconnected.class);
    assertThat(ask(server, known, Bytes.EMPTY)).isInstanceOf(Reply.Unreachable.class);
  }

  @Test
  void nobody_at_the_other_end_is_unreachable() throws Exception {
    Loops server = server();
    InetSocketAddress gone = server.tcpAddress().orElseThrow();
    server.close();
    assertThat(ask(client(), peer(gone), Bytes.EMPTY)).isInstanceOf(Reply.Unreachable.class);
  }

  @Test
  void a_port_that_others_use_is_an_error() throws Exception {
    InetSocketAddress taken = server().tcpAddress().orElseThrow();
    LoopsConfig config =
        LoopsConfig.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .withLoops(2)
            .withTcp(TcpConfig.OFF.accepting(taken));
    assertThatThrownBy(() -> Loops.start(config, its -> (peer, request, responder, now) -> {}))
        .isInstanceOf(BindException.class);
  }

  @Test
  void messages_byte_by_byte_are_messages() throws Exception {
    Socket socket = socket(server());
    for (Bytes message : List.of(CSM, GET)) {
      for (int i = 0; i < message.size(); i++) {
        write(socket, message.slice(i, i + 1));
      }
    }
    byte[] csm = socket.getInputStream().readNBytes(9);
    assertThat(Bytes.copyOf(csm).slice(1, 2)).isEqualTo(Bytes.ofHex("e1"));
    assertThat(socket.getInputStream().readNBytes(3)).containsExactly(0x01, 0x45, 0x41);
  }

  @Spec("C23")
  @Test
  void a_peer_that_never_says_what_it_can_do_is_sent_away() throws Exception {
    Loops server = server(1, tcp -> tcp, StreamParameters.DEFAULT.withPatience(SECOND / 5, SECOND));
    assertThat(ends(socket(server))).isTrue();
  }

  @Spec("C23")
  @Test
  void a_declared_length_of_4_GB_ends_the_connection() throws Exception {
    Socket socket = socket(server());
    write(socket, CSM.concat(Bytes.ofHex("f0ffffffff01")));
    assertThat(ends(socket)).isTrue();
  }

  @Test
  void a_peer_that_closes_its_half_gets_what_was_answered() throws Exception {
    Socket socket = socket(server());
    write(socket, CSM.concat(GET));
    socket.shutdownOutput();
    byte[] all = socket.getInputStream().readAllBytes();
    assertThat(Bytes.copyOf(all).slice(all.length - 3, all.length))
        .isEqualTo(Bytes.ofHex("014541"));
  }

  @Test
  void too_many_connections_of_an_address_are_not_taken() throws Exception {
    Loops server = server(1, tcp -> tcp.withConnections(100, 3), StreamParameters.DEFAULT);
    for (int i = 0; i < 3; i++) {
      socket(server).getInputStream().readNBytes(1);
    }
    assertThat(ends(socket(server))).isTrue();
    await(() -> counters.dropped(Drop.CONNECTIONS_OF_ADDRESS_FULL) == 1);
    open.removeLast();
    ((Socket) open.removeLast()).close();
    await(
        () -> {
          try {
            return socket(server).getInputStream().read() >= 0;
          } catch (IOException e) {
            return false;
          }
        });
  }

  @Test
  void too_many_connections_are_not_taken() throws Exception {
    Loops server = server(1, tcp -> tcp.withConnections(2, 100), StreamParameters.DEFAULT);
    for (int i = 0; i < 2; i++) {
      socket(server).getInputStream().readNBytes(1);
    }
    assertThat(ends(socket(server))).isTrue();
    await(() -> counters.dropped(Drop.CONNECTIONS_FULL) == 1);
  }

  @Test
  void a_peer_that_reads_nothing_is_not_read_from_and_then_given_up() throws Exception {
    Handler handler =
        (peer, request, responder, now) ->
            responder.respond(
                new Response(Code.CONTENT, Options.NONE, Bytes.wrap(new byte[1000])), now);
    Loops server =
        serve(handler, 1, tcp -> tcp.withWaits(SECOND, SECOND), StreamParameters.DEFAULT);
    Socket socket = socket(server);
    write(socket, CSM);
    Bytes many = GET;
    for (int i = 0; i < 10; i++) {
      many = many.concat(many);
    }
    Bytes thousand = many;
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100_000; i++) {
                write(socket, thousand);
              }
            })
        .isInstanceOf(SocketException.class);
    assertThat(counters.bytesReceived()).isLessThan(32 << 20);
    assertThat(counters.failures()).isZero();
  }

  @Spec("C23")
  @Test
  void half_closed_and_reset_connections_leave_nothing_behind() throws Exception {
    Optional<Integer> before = descriptors();
    assumeThat(before).as("a system that lists its descriptors").isPresent();
    Loops server = server();
    InetSocketAddress address = server.tcpAddress().orElseThrow();
    int with = descriptors().orElseThrow();
    for (int i = 0; i < 2000; i++) {
      try (Socket socket = new Socket()) {
        socket.connect(address, 5000);
        if (i % 2 == 0) {
          socket.getOutputStream().write(CSM.concat(GET).toArray());
        }
        if (i % 3 == 0) {
          socket.shutdownOutput();
        }
        if (i % 5 > 0) {
          socket.setSoLinger(true, 0); // closing resets
        }
      }
    }
    await(() -> descriptors().orElseThrow() <= with);
    assertThat(counters.failures()).isZero();
    long cpuBefore = cpuNanos();
    assertThat(ask(client(), peer(address), Bytes.ofUtf8("x"))).isInstanceOf(Reply.Answered.class);
    assertThat(cpuNanos() - cpuBefore).as("CPU afterwards").isLessThan(10 * SECOND);
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static Optional<Integer> descriptors() {
    return Optional.ofNullable(new File("/proc/self/fd").list()).map(names -> names.length);
  }
}
