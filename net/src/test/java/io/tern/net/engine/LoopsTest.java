// SPDX-License-Identifier: Apache-2.0

package io.tern.net.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Handler;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.net.DatagramIo;
import io.tern.net.LoopsConfig;
import io.tern.net.NetCounters;
import io.tern.net.SocketAddresses;
import io.tern.net.udp.SocketGroup;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
@ParameterizedClass
@MethodSource("io.tern.net.udp.AvailableIo#all")
class LoopsTest {
  @Parameter private DatagramIo io;

  private static final Options PATH = Options.builder().uriPath("echo").build();

  private final List<AutoCloseable> open = new ArrayList<>();
  private final NetCounters counters = new NetCounters();
  private final Set<Integer> loopsUsed = ConcurrentHashMap.newKeySet();

  @AfterEach
  void close_all() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  @Test
  void thousands_of_requests_from_many_peers_each_get_their_answer_on_several_loops()
      throws Exception {
    Loops server = echo(at("127.0.0.1").withLoops(3));
    int clients = 30;
    int requestsEach = 100;
    var chains = new ArrayList<CompletableFuture<Void>>();
    for (int c = 0; c < clients; c++) {
      Loops client = client("127.0.0.1");
      var done = new CompletableFuture<Void>();
      chains.add(done);
      LoopScope scope = client.loops().getFirst();
      int from = c * requestsEach;
      scope.post(now -> chain(scope, peer(server), from, from + requestsEach, done, now));
    }
    for (CompletableFuture<Void> chain : chains) {
      chain.get(50, TimeUnit.SECONDS);
    }
    assertThat(loopsUsed).hasSize(server.loops().size());
    assertThat(counters.datagramsReceived()).isGreaterThanOrEqualTo(3000);
    assertThat(counters.failures()).isZero();
  }

  /// Sends requests `next` to `end` one after the other.
  private static void chain(
      LoopScope scope, Peer to, int next, int end, CompletableFuture<Void> done, long nowNanos) {
    if (next == end) {
      done.complete(null);
      return;
    }
    Bytes payload = Bytes.ofUtf8("request " + next);
    scope
        .requester()
        .request(
            to,
            Request.of(Code.POST, PATH, payload),
            (reply, now) -> {
              if (reply instanceof Reply.Answered(Peer from, Response response)
                  && from.equals(to)
                  && response.payload().equals(payload)) {
                chain(scope, to, next + 1, end, done, now);
              } else {
                done.completeExceptionally(new AssertionError("request " + next + ": " + reply));
              }
            },
            nowNanos);
  }

  @Test
  void loops_that_let_the_system_pick_share_one_port() throws Exception {
    Loops server = echo(at("127.0.0.1").withLoops(2));
    assertThat(server.address().getPort()).isPositive();
    assertThat(server.loops()).extracting(LoopScope::index).containsExactly(indexes());
    assertThatThrownBy(() -> Loops.start(LoopsConfig.at(server.address()), scope -> echo(scope)))
        .isInstanceOf(BindException.class);
  }

  private static Integer[] indexes() {
    return SocketGroup.isSpreading() ? new Integer[] {0, 1} : new Integer[] {0};
  }

  @Test
  void speaks_ipv6() throws Exception {
    assumeThat(NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1"))).isNotNull();
    Loops server = echo(at("::1").withLoops(2));
    Reply reply = ask(client("::1"), peer(server), "hello");
    assertThat(reply).isInstanceOf(Reply.Answered.class);
  }

  @Test
  void large_bodies_travel_in_blocks() throws Exception {
    Loops server = echo(at("127.0.0.1").withLoops(2));
    String body = "0123456789".repeat(1000);
    Reply reply = ask(client("127.0.0.1"), peer(server), body);
    assertThat(reply)
        .isInstanceOfSatisfying(
            Reply.Answered.class,
            answered -> assertThat(answered.response().payload().utf8()).isEqualTo(body));
  }

  @Test
  void a_full_mailbox_refuses_posts_while_the_loop_goes_on() throws Exception {
    Loops server = echo(at("127.0.0.1").withLoops(1).withMailbox(10, 5));
    LoopScope loop = server.loops().getFirst();
    var entered = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    loop.post(
        now -> {
          entered.countDown();
          await(leave);
        });
    entered.await();
    var ran = new AtomicInteger();
    int accepted = 0;
    for (int i = 0; i < 100; i++) {
      accepted += loop.post(now -> ran.incrementAndGet()) ? 1 : 0;
    }
    assertThat(accepted).isEqualTo(10);
    assertThat(counters.mailboxFull()).isEqualTo(90);
    leave.countDown();
    assertThat(ask(client("127.0.0.1"), peer(server), "x")).isInstanceOf(Reply.Answered.class);
    assertThat(ran).hasValue(10);
  }

  @Test
  void what_belongs_to_a_loop_is_not_touched_from_elsewhere() throws Exception {
    Loops server = echo(at("127.0.0.1").withLoops(1));
    LoopScope loop = server.loops().getFirst();
    assertThatThrownBy(() -> loop.timers().at(0, now -> {})).isInstanceOf(AssertionError.class);
    assertThatThrownBy(loop::gauges).isInstanceOf(AssertionError.class);
    assertThatThrownBy(
            () ->
                loop.requester()
                    .request(peer(server), Request.of(Code.GET, PATH), (reply, now) -> {}, 0))
        .isInstanceOf(AssertionError.class);
    assertThatThrownBy(() -> loop.timers().advance(0))
        .isInstanceOf(UnsupportedOperationException.class);
    var timer = new CompletableFuture<Integer>();
    loop.post(now -> loop.timers().at(now, later -> timer.complete(loop.gauges().peers())));
    assertThat(timer.get(10, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void closes_under_load_without_failures_and_frees_the_port() throws Exception {
    Loops server = echo(at("127.0.0.1").withLoops(2));
    Loops client = client("127.0.0.1");
    LoopScope scope = client.loops().getFirst();
    var busy = new CountDownLatch(500);
    scope.post(now -> storm(scope, peer(server), busy, now));
    busy.await();
    server.close();
    assertThat(counters.failures()).isZero();
    assertThat(server.loops()).allMatch(loop -> !loop.post(now -> {}));
    try (var socket = new DatagramSocket(server.address())) {
      assertThat(socket.getLocalPort()).isEqualTo(server.address().getPort());
    }
  }

  private static void storm(LoopScope scope, Peer to, CountDownLatch busy, long nowNanos) {
    scope
        .requester()
        .request(
            to,
            Request.of(Code.POST, PATH, Bytes.EMPTY),
            (reply, now) -> {
              busy.countDown();
              if (reply instanceof Reply.Answered) {
                storm(scope, to, busy, now);
              }
            },
            nowNanos);
  }

  @Test
  void drains_until_no_exchange_is_open() throws Exception {
    var answers = new LinkedBlockingQueue<Runnable>();
    var waiting = new CountDownLatch(1);
    Loops server =
        open(
            Loops.start(
                at("127.0.0.1").withLoops(1),
                scope ->
                    (peer, request, responder, now) -> {
                      answers.add(
                          () ->
                              scope.post(
                                  later -> responder.respond(Response.of(Code.CHANGED), later)));
                      waiting.countDown();
                    }));
    CompletableFuture<Reply> reply = post(client("127.0.0.1"), peer(server), "x");
    waiting.await();
    assertThat(server.drain(Duration.ofMillis(20))).isFalse();
    var drained = CompletableFuture.supplyAsync(() -> server.drain(Duration.ofSeconds(30)));
    answers.take().run();
    assertThat(drained.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(reply.get(10, TimeUnit.SECONDS)).isInstanceOf(Reply.Answered.class);
    server.close();
    assertThat(server.drain(Duration.ofSeconds(30))).as("nothing runs any more").isFalse();
  }

  @Test
  void a_handler_that_throws_answers_5_00_and_ends_no_loop() throws Exception {
    Loops server =
        open(
            Loops.start(
                at("127.0.0.1").withLoops(1),
                scope ->
                    (peer, request, responder, now) -> {
                      throw new IllegalStateException("a bug");
                    }));
    for (int i = 0; i < 3; i++) {
      assertThat(ask(client("127.0.0.1"), peer(server), "x"))
          .isInstanceOfSatisfying(
              Reply.Answered.class,
              answered ->
                  assertThat(answered.response().code()).isEqualTo(Code.INTERNAL_SERVER_ERROR));
    }
  }

  @Test
  void an_assembler_that_throws_leaves_no_socket_behind() throws Exception {
    InetSocketAddress address;
    try (var socket = new DatagramSocket(new InetSocketAddress(loopback(), 0))) {
      address = (InetSocketAddress) socket.getLocalSocketAddress();
    }
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(
              () ->
                  Loops.start(
                      LoopsConfig.at(address).withDatagramIo(io).withLoops(2),
                      scope -> {
                        throw new IllegalStateException("no handler");
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no handler");
    }
  }

  private Loops echo(LoopsConfig config) throws IOException {
    return open(
        Loops.start(
            config,
            counters,
            index -> EndpointEvents.NONE,
            scope -> {
              Handler echo = echo(scope);
              return (peer, request, responder, now) -> {
                loopsUsed.add(scope.isCurrentThread() ? scope.index() : -1);
                echo.onRequest(peer, request, responder, now);
              };
            }));
  }

  private static Handler echo(LoopScope scope) {
    return (peer, request, responder, now) ->
        responder.respond(new Response(Code.CHANGED, Options.NONE, request.payload()), now);
  }

  private Loops client(String host) throws IOException {
    return open(Loops.start(at(host).withLoops(1), LoopsTest::echo));
  }

  private <T extends AutoCloseable> T open(T closeable) {
    open.add(closeable);
    return closeable;
  }

  private static Reply ask(Loops client, Peer to, String payload) throws Exception {
    return post(client, to, payload).get(30, TimeUnit.SECONDS);
  }

  private static CompletableFuture<Reply> post(Loops client, Peer to, String payload) {
    var answer = new CompletableFuture<Reply>();
    LoopScope scope = client.loops().getFirst();
    scope.post(
        now ->
            scope
                .requester()
                .request(
                    to,
                    Request.of(Code.POST, PATH, Bytes.ofUtf8(payload)),
                    (reply, later) -> answer.complete(reply),
                    now));
    return answer;
  }

  private static Peer peer(Loops loops) {
    return Peer.udp(SocketAddresses.toIp(loops.address()));
  }

  private LoopsConfig at(String host) {
    return LoopsConfig.at(new InetSocketAddress(InetAddress.ofLiteral(host), 0)).withDatagramIo(io);
  }

  private static InetAddress loopback() {
    return InetAddress.ofLiteral("127.0.0.1");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
