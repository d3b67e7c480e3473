// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Identity;
import io.tern.coap.ObservationListener;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Requester;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.TransmissionParameters;
import io.tern.coap.Transport;
import io.tern.coap.engine.EndpointConfig;
import io.tern.net.LoopsConfig;
import io.tern.net.SocketAddresses;
import io.tern.net.TcpConfig;
import io.tern.net.engine.LoopScope;
import io.tern.net.engine.Loops;
import io.tern.net.relay.Delay;
import io.tern.net.relay.LinkProfile;
import io.tern.net.relay.Relay;
import io.tern.spec.Spec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What endpoints do for each other, the same over every transport and over a bad network.
@Timeout(120)
@ParameterizedClass
@EnumSource
class TransportTest {
  private static final long SEED = 20_261_121;

  /// What lies between the two.
  enum Way {
    UDP,
    TCP,
    LOSSY_UDP
  }

  private static final LinkProfile LOSSY =
      LinkProfile.PERFECT
          .withLoss(0.1)
          .withDuplication(0.1)
          .withReordering(0.1, Delay.uniform(Duration.ofMillis(5), Duration.ofMillis(40)));

  @Parameter private Way way;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final BlockingQueue<Responder.EndReason> ends = new LinkedBlockingQueue<>();
  private final BlockingQueue<Bytes> acted = new LinkedBlockingQueue<>();
  private LoopScope client;
  private LoopScope server;
  private Peer peer;
  private Optional<Responder.Relation> relation = Optional.empty();

  @BeforeEach
  void start() throws IOException {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    EndpointConfig endpoint =
        EndpointConfig.DEFAULT.withTransmission(
            TransmissionParameters.DEFAULT
                .withAckTimeoutNanos(way == Way.LOSSY_UDP ? 100_000_000L : 2_000_000_000L)
                .withMaxRetransmit(8));
    LoopsConfig config = LoopsConfig.at(any).withLoops(1).withEndpoint(endpoint);
    Loops serving =
        Loops.start(config.withTcp(TcpConfig.OFF.accepting(any)), its -> this::onRequest);
    open.add(serving);
    server = serving.loops().getFirst();
    Loops asking =
        Loops.start(
            config.withTcp(TcpConfig.OFF.connecting()),
            its -> (from, request, responder, now) -> {});
    open.add(asking);
    client = asking.loops().getFirst();
    InetSocketAddress address =
        switch (way) {
          case UDP -> serving.address();
          case TCP -> serving.tcpAddress().orElseThrow();
          case LOSSY_UDP -> {
            Relay relay = Relay.start(serving.address(), LOSSY, SEED);
            open.add(relay);
            yield relay.address();
          }
        };
    Transport transport = way == Way.TCP ? Transport.TCP : Transport.UDP;
    peer = new Peer(transport, SocketAddresses.toIp(address), Identity.ANONYMOUS);
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private void onRequest(Peer from, Request request, Responder responder, long nowNanos) {
    Response echo = new Response(Code.CONTENT, Options.NONE, request.payload());
    switch (String.join("/", request.options().uriPath())) {
      case "echo" -> responder.respond(echo, nowNanos);
      case "act" -> {
        acted.add(request.payload().compact());
        responder.respond(Response.of(Code.CHANGED), nowNanos);
      }
      case "large" ->
          responder.respond(new Response(Code.CONTENT, Options.NONE, body(100_000)), nowNanos);
      case "late" ->
          server.timers().at(nowNanos + 1_500_000_000L, then -> responder.respond(echo, then));
      case "broken" -> throw new IllegalStateException("a bug of the handler");
      case "observe" -> {
        if (request.options().observe().orElse(1) == 0) {
          relation =
              Optional.of(
                  responder.respondObserving(echo, (reason, then) -> ends.add(reason), nowNanos));
        } else {
          responder.respond(echo, nowNanos);
        }
      }
      default -> responder.respond(Response.error(Code.NOT_FOUND, "no such thing"), nowNanos);
    }
  }

  private static Bytes body(int size) {
    byte[] bytes = new byte[size];
    new Random(SEED).nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  private static Options path(String path) {
    return Options.builder().uriPath(path).build();
  }

  private Reply reply(Request request) throws Exception {
    var reply = new CompletableFuture<Reply>();
    client.post(
        now -> client.requester().request(peer, request, (its, at) -> reply.complete(its), now));
    return reply.get(60, TimeUnit.SECONDS);
  }

  private Response ask(Code method, Options options, Bytes body) throws Exception {
    return switch (reply(Request.of(method, options, body))) {
      case Reply.Answered(Peer from, Response response) -> response;
      case Reply other -> throw new AssertionError(method + ": " + other);
    };
  }

  @Test
  @Spec({"COAP-55", "CFET-01", "CFET-02"})
  void every_method_is_answered() throws Exception {
    for (int method = 1; method <= 7; method++) {
      Bytes body = method == 1 || method == 4 ? Bytes.EMPTY : Bytes.ofUtf8("m" + method);
      Response response = ask(Code.of(method), path("echo"), body);
      assertThat(response.code()).isEqualTo(Code.CONTENT);
      assertThat(response.payload()).isEqualTo(body);
    }
  }

  @Test
  @Spec({"COAP-07", "CTCP-05"})
  void what_was_asked_once_is_done_once() throws Exception {
    for (int i = 0; i < 40; i++) {
      Response response = ask(Code.POST, path("act"), Bytes.ofUtf8("act " + i));
      assertThat(response).isEqualTo(Response.of(Code.CHANGED));
    }
    assertThat(acted).hasSize(40).doesNotHaveDuplicates();
  }

  @Test
  @Spec("COAP-09")
  void an_answer_that_takes_its_time_arrives() throws Exception {
    assertThat(ask(Code.POST, path("late"), Bytes.ofUtf8("x")).payload().utf8()).isEqualTo("x");
  }

  @Test
  @Spec({"COAP-11", "COAP-13", "COAP-21"})
  void errors_are_told() throws Exception {
    Response missing = ask(Code.GET, path("nowhere"), Bytes.EMPTY);
    assertThat(missing.code()).isEqualTo(Code.NOT_FOUND);
    assertThat(missing.diagnostic()).isEqualTo("no such thing");
    assertThat(ask(Code.GET, path("broken"), Bytes.EMPTY).code())
        .isEqualTo(Code.INTERNAL_SERVER_ERROR);
    Options unknown = path("echo").toBuilder().add(2_049, Bytes.EMPTY).build();
    assertThat(ask(Code.GET, unknown, Bytes.EMPTY).code()).isEqualTo(Code.BAD_OPTION);
  }

  @Test
  @Spec({"CBLK-01", "CBLK-02", "CBLK-05", "CBLK-06"})
  void large_bodies_travel_there_and_back_and_both_ways_at_once() throws Exception {
    Bytes body = body(100_000);
    assertThat(ask(Code.PUT, path("act"), body).code()).isEqualTo(Code.CHANGED);
    assertThat(acted.poll()).isEqualTo(body);
    assertThat(ask(Code.GET, path("large"), Bytes.EMPTY).payload()).isEqualTo(body);
    Bytes both = body(20_000);
    assertThat(ask(Code.POST, path("echo"), both).payload()).isEqualTo(both);
    assertThat(ask(Code.FETCH, path("echo"), both.slice(0, 900)).payload())
        .isEqualTo(both.slice(0, 900));
  }

  @Test
  void bodies_about_the_size_of_a_block_are_whole() throws Exception {
    for (int size : new int[] {1, 1023, 1024, 1025, 2048, 2049}) {
      assertThat(ask(Code.POST, path("echo"), body(size)).payload()).isEqualTo(body(size));
    }
  }

  @Test
  void many_requests_at_once_each_get_their_answer() throws Exception {
    List<CompletableFuture<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      var reply = new CompletableFuture<Reply>();
      replies.add(reply);
      Request request = Request.of(Code.POST, path("echo"), Bytes.ofUtf8("r" + i));
      client.post(
          now -> client.requester().request(peer, request, (its, at) -> reply.complete(its), now));
    }
    for (int i = 0; i < 50; i++) {
      assertThat(replies.get(i).get(60, TimeUnit.SECONDS))
          .isEqualTo(
              new Reply.Answered(
                  peer, new Response(Code.CONTENT, Options.NONE, Bytes.ofUtf8("r" + i))));
    }
  }

  @Test
  @Spec("CMISC-01")
  void who_wants_no_response_gets_none() throws Exception {
    Options quiet = path("act").toBuilder().addUint(OptionNumber.NO_RESPONSE, 26).build();
    Request request = new Request(Code.POST, quiet, Bytes.ofUtf8("quiet"), true);
    client.post(now -> client.requester().request(peer, request, (its, at) -> {}, now));
    assertThat(acted.poll(30, TimeUnit.SECONDS)).isEqualTo(Bytes.ofUtf8("quiet"));
    assertThat(ask(Code.POST, path("echo"), Bytes.ofUtf8("next")).payload().utf8())
        .isEqualTo("next");
  }

  @Test
  @Spec({"COBS-01", "COBS-02", "COBS-10", "CTCP-05", "TCP-04"})
  void what_is_observed_is_heard_until_it_is_cancelled() throws Exception {
    BlockingQueue<Bytes> heard = new LinkedBlockingQueue<>();
    var observing = new CompletableFuture<Requester.Observation>();
    Request request = Request.of(Code.GET, path("observe"));
    client.post(
        now ->
            observing.complete(client.requester().observe(peer, request, new Heard(heard), now)));
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(Bytes.EMPTY);
    for (int size : new int[] {1, 10, 5000, 2}) {
      Response value = new Response(Code.CONTENT, Options.NONE, body(size));
      server.post(now -> relation.orElseThrow().notify(value, true, now));
      assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(body(size));
    }
    var cancelled = new CompletableFuture<Reply>();
    Requester.Observation observation = observing.get();
    client.post(now -> observation.cancel((its, at) -> cancelled.complete(its), now));
    assertThat(cancelled.get(30, TimeUnit.SECONDS)).isInstanceOf(Reply.Answered.class);
    assertThat(ends.poll(30, TimeUnit.SECONDS)).isEqualTo(Responder.EndReason.CANCELLED);
  }

  @Test
  @Spec({"COBS-08", "TCP-04"})
  void what_is_forgotten_is_not_told_for_ever() throws Exception {
    BlockingQueue<Bytes> heard = new LinkedBlockingQueue<>();
    var observing = new CompletableFuture<Requester.Observation>();
    Request request = Request.of(Code.GET, path("observe"));
    client.post(
        now ->
            observing.complete(client.requester().observe(peer, request, new Heard(heard), now)));
    assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(Bytes.EMPTY);
    Requester.Observation observation = observing.get();
    client.post(now -> observation.forget());
    ask(Code.GET, path("echo"), Bytes.EMPTY); // the loop has run that
    Response value = new Response(Code.CONTENT, Options.NONE, body(3));
    server.post(now -> relation.orElseThrow().notify(value, true, now));
    assertThat(ends.poll(30, TimeUnit.SECONDS))
        .isEqualTo(way == Way.TCP ? Responder.EndReason.CANCELLED : Responder.EndReason.RESET);
    assertThat(heard).isEmpty();
  }

  /// Collects the bodies of an observation.
  private record Heard(BlockingQueue<Bytes> bodies) implements ObservationListener {
    @Override
    public void onReply(Reply reply, long nowNanos) {
      bodies.add(
          reply instanceof Reply.Answered(Peer from, Response first)
              ? first.payload()
              : Bytes.ofUtf8(reply.toString()));
    }

    @Override
    public void onNotification(Peer from, Response response, long nowNanos) {
      bodies.add(response.payload());
    }

    @Override
    public void onEnded(Response last, long nowNanos) {
      bodies.add(Bytes.ofUtf8("ended"));
    }
  }
}
