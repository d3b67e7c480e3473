// SPDX-License-Identifier: Apache-2.0

package io.tern.interop;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Identity;
import io.tern.coap.Message;
import io.tern.coap.ObservationListener;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Requester;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.Transport;
import io.tern.coap.engine.EndpointConfig;
import io.tern.net.LoopsConfig;
import io.tern.net.NetEvents;
import io.tern.net.SocketAddresses;
import io.tern.net.TcpConfig;
import io.tern.net.engine.LoopScope;
import io.tern.net.engine.Loops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Tern's endpoint as a plain CoAP peer over a real socket: the same resources as the Californium peer has, and a
/// blocking way to ask.
final class PlainCoap implements AutoCloseable {
  static final int BLOCK_BYTES = 64;

  private final Transport transport;
  private final Loops loops;
  private final LoopScope scope;
  private final Sizes sizes = new Sizes();
  private final Map<String, Bytes> store = new ConcurrentHashMap<>();
  private final BlockingQueue<Responder.EndReason> ended = new LinkedBlockingQueue<>();
  private Optional<Responder.Relation> relation = Optional.empty();

  /// Over UDP, in small blocks.
  PlainCoap() throws IOException {
    this(Transport.UDP, BLOCK_BYTES);
  }

  /// @param transport UDP or TCP, which it speaks alone
  /// @param blockBytes the size of blocks; named in requests where it is small
  PlainCoap(Transport transport, int blockBytes) throws IOException {
    this.transport = transport;
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    LoopsConfig config =
        transport.isStream()
            ? LoopsConfig.over(TcpConfig.OFF.accepting(any).connecting())
            : LoopsConfig.at(any);
    loops =
        Loops.start(
            config
                .withLoops(1)
                .withEndpoint(EndpointConfig.DEFAULT.withBlocks(blockBytes, blockBytes < 1024)),
            NetEvents.NONE,
            index -> sizes,
            its -> this::onRequest);
    scope = loops.loops().getFirst();
  }

  String uri(String path) {
    int port =
        transport.isStream()
            ? loops.tcpAddress().orElseThrow().getPort()
            : loops.address().getPort();
    return transport.scheme() + "://127.0.0.1:" + port + path;
  }

  /// How large the payloads of messages were.
  static final class Sizes implements EndpointEvents {
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger received = new AtomicInteger();

    @Override
    public void onSent(Peer peer, Message message, long nowNanos) {
      sent.accumulateAndGet(message.payload().size(), Math::max);
    }

    @Override
    public void onReceived(Peer peer, Message message, long nowNanos) {
      received.accumulateAndGet(message.payload().size(), Math::max);
    }

    /// The largest that was sent since this was asked.
    int largestSent() {
      return sent.getAndSet(0);
    }

    /// The largest that came since this was asked.
    int largestReceived() {
      return received.getAndSet(0);
    }
  }

  Sizes sizes() {
    return sizes;
  }

  /// What was stored at `/store`.
  Optional<Bytes> stored() {
    return Optional.ofNullable(store.get("store"));
  }

  /// Why relations on `/observe` ended.
  BlockingQueue<Responder.EndReason> ended() {
    return ended;
  }

  /// `abc…zabc…`, as the other peer makes it.
  static Bytes pattern(int size) {
    byte[] array = new byte[size];
    for (int i = 0; i < size; i++) {
      array[i] = (byte) ('a' + i % 26);
    }
    return Bytes.wrap(array);
  }

  private void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {
    Response text = Response.content(Code.CONTENT, ContentFormat.TEXT, Bytes.ofUtf8("at once"));
    switch (String.join("/", request.options().uriPath())) {
      case "echo" ->
          responder.respond(
              new Response(echoed(request.method()), Options.NONE, request.payload()), nowNanos);
      case "large" ->
          responder.respond(
              Response.content(Code.CONTENT, ContentFormat.TEXT, pattern(2000)), nowNanos);
      case "store" -> {
        store.put("store", request.payload().compact());
        responder.respond(Response.of(Code.CHANGED), nowNanos);
      }
      case "separate" ->
          scope.timers().at(nowNanos + 1_500_000_000L, then -> responder.respond(text, then));
      case "observe" -> observe(request, responder, text, nowNanos);
      default -> responder.respond(Response.of(Code.NOT_FOUND), nowNanos);
    }
  }

  private static Code echoed(Code method) {
    return method.equals(Code.GET) || method.equals(Code.FETCH)
        ? Code.CONTENT
        : method.equals(Code.DELETE) ? Code.DELETED : Code.CHANGED;
  }

  private void observe(Request request, Responder responder, Response now, long nowNanos) {
    if (request.options().observe().orElse(1) != 0) {
      responder.respond(now, nowNanos);
      return;
    }
    relation =
        Optional.of(responder.respondObserving(now, (reason, then) -> ended.add(reason), nowNanos));
  }

  /// Notifies whoever observes `/observe`.
  void change(Bytes body, boolean confirmable) {
    Response response = Response.content(Code.CONTENT, ContentFormat.TEXT, body);
    scope.post(now -> relation.orElseThrow().notify(response, confirmable, now));
  }

  /// Asks and waits.
  Response ask(Code method, String uri, Bytes body, boolean confirmable) throws Exception {
    CompletableFuture<Reply> replied = new CompletableFuture<>();
    Request request = new Request(method, options(uri, body), body, confirmable);
    scope.post(
        now -> scope.requester().request(peer(uri), request, (r, n) -> replied.complete(r), now));
    return switch (replied.get(30, TimeUnit.SECONDS)) {
      case Reply.Answered(Peer from, Response response) -> response;
      case Reply other -> throw new AssertionError(method + " " + uri + ": " + other);
    };
  }

  /// Observes; everything heard goes to `heard`, the end as well.
  Requester.Observation observe(String uri, BlockingQueue<Bytes> heard) throws Exception {
    CompletableFuture<Requester.Observation> observing = new CompletableFuture<>();
    ObservationListener listener =
        new ObservationListener() {
          @Override
          public void onReply(Reply reply, long nowNanos) {
            heard.add(
                reply instanceof Reply.Answered(Peer from, Response first)
                    ? first.payload()
                    : Bytes.ofUtf8(reply.toString()));
          }

          @Override
          public void onNotification(Peer from, Response response, long nowNanos) {
            heard.add(response.payload());
          }

          @Override
          public void onEnded(Response last, long nowNanos) {
            heard.add(Bytes.ofUtf8("ended"));
          }
        };
    Request request = Request.of(Code.GET, options(uri, Bytes.EMPTY));
    scope.post(
        now -> observing.complete(scope.requester().observe(peer(uri), request, listener, now)));
    return observing.get(30, TimeUnit.SECONDS);
  }

  /// Cancels an observation and waits for the answer.
  void cancel(Requester.Observation observation) throws Exception {
    CompletableFuture<Reply> replied = new CompletableFuture<>();
    scope.post(now -> observation.cancel((reply, then) -> replied.complete(reply), now));
    if (!(replied.get(30, TimeUnit.SECONDS) instanceof Reply.Answered)) {
      throw new AssertionError("not cancelled: " + replied);
    }
  }

  private static Options options(String uri, Bytes body) {
    URI parsed = URI.create(uri);
    Options.Builder options =
        Options.builder().uriPath(parsed.getPath().substring(1).split("/", -1));
    Optional.ofNullable(parsed.getQuery()).ifPresent(options::uriQuery);
    if (!body.isEmpty()) {
      options.contentFormat(ContentFormat.TEXT);
    }
    return options.build();
  }

  private Peer peer(String uri) {
    URI parsed = URI.create(uri);
    InetSocketAddress address = new InetSocketAddress(parsed.getHost(), parsed.getPort());
    return new Peer(transport, SocketAddresses.toIp(address), Identity.ANONYMOUS);
  }

  @Override
  public void close() {
    loops.close();
  }
}
