// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import io.tern.client.ClientConfig;
import io.tern.client.ClientEvent;
import io.tern.client.DeviceCode;
import io.tern.client.ServerAccount;
import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.EndpointEvents;
import io.tern.coap.ObservationListener;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Requester;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.coap.engine.Endpoint;
import io.tern.coap.engine.EndpointConfig;
import io.tern.coap.timer.TimerWheel;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.Registry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/// A client engine in virtual time, and the server that the test plays: its answers to uplinks and its
/// requests, over two CoAP endpoints and a wire that may be cut.
final class Stage {
  static final long SECOND = 1_000_000_000L;
  static final long START = 1_760_000_000L * SECOND;
  static final Peer SERVER = Peer.udp(Address.Ip.v4(0x0A000001, 5683));
  static final Peer CLIENT = Peer.udp(Address.Ip.v4(0x0A000002, 40000));
  static final Peer STRANGER = Peer.udp(Address.Ip.v4(0x0A000003, 5683));

  final TimerWheel timers = new TimerWheel(START);
  final List<ClientEvent> events = new ArrayList<>();
  final List<Uplinked> uplinks = new ArrayList<>();
  final Endpoint clientEnd;
  final Endpoint serverEnd;
  final ClientEngine client;
  private final Deque<Runnable> wire = new ArrayDeque<>();

  long now = START;
  boolean cut;

  /// What the server answers to an uplink.
  Function<Request, Response> answer = Stage::accept;

  /// Takes an uplink over from [#answer].
  Optional<Responder> kept = Optional.empty();

  boolean keepNext;

  /// What the client has sent.
  int datagramsSent;

  record Uplinked(long atNanos, Request request) {
    String method() {
      return request.method().equals(Code.DELETE) ? "DELETE" : "POST";
    }

    String path() {
      return "/" + String.join("/", request.options().uriPath());
    }

    List<String> query() {
      return request.options().uriQuery();
    }

    String payload() {
      return request.payload().utf8();
    }
  }

  Stage(ClientConfig config) {
    this(config, EndpointConfig.DEFAULT);
  }

  Stage(ClientConfig config, EndpointConfig endpoint) {
    ClientEngine[] engine = new ClientEngine[1];
    clientEnd =
        new Endpoint(
            endpoint,
            timers,
            new SplittableRandom(1),
            (peer, request, responder, n) -> engine[0].onRequest(peer, request, responder, n),
            (peer, datagram) -> carry(peer, CLIENT, datagram),
            EndpointEvents.NONE);
    serverEnd =
        new Endpoint(
            endpoint,
            timers,
            new SplittableRandom(2),
            this::onUplink,
            (peer, datagram) -> carry(peer, SERVER, datagram),
            EndpointEvents.NONE);
    client =
        new ClientEngine(
            config,
            DeviceCode.onLoop(() -> now),
            timers,
            new SplittableRandom(3),
            (event, n) -> events.add(event));
    engine[0] = client;
  }

  static Models models(Release release) {
    return Registry.builtIn().modelsFor(release, new ObjectList("", List.of(), List.of()));
  }

  static ClientConfig config(Release release) {
    return config(release, ServerAccount.of("coap://10.0.0.1:5683", SERVER));
  }

  static ClientConfig config(Release release, ServerAccount account) {
    return ClientConfig.of(new EndpointName("dev-1"), release, account, Stage::models);
  }

  /// A registered client of that release.
  static Stage registered(Release release) {
    return registered(new Stage(config(release)));
  }

  static Stage registered(Stage stage) {
    stage.start();
    return stage;
  }

  void start() {
    client.start(clientEnd, now);
    run();
  }

  /// Answers Register with 2.01 and `/rd/h1`, Update and Send with 2.04, De-register with 2.02.
  static Response accept(Request request) {
    if (request.method().equals(Code.DELETE)) {
      return Response.of(Code.DELETED);
    }
    if (request.options().uriPath().size() > 1 || request.options().uriPath().contains("dp")) {
      return Response.of(Code.CHANGED);
    }
    Options location = Options.builder().locationPath("rd", "h1").build();
    return new Response(Code.CREATED, location, Bytes.EMPTY);
  }

  private void onUplink(Peer peer, Request request, Responder responder, long nowNanos) {
    uplinks.add(new Uplinked(nowNanos, request));
    if (keepNext) {
      keepNext = false;
      kept = Optional.of(responder);
    } else {
      responder.respond(answer.apply(request), nowNanos);
    }
  }

  private void carry(Peer to, Peer from, Bytes datagram) {
    datagramsSent += from.equals(CLIENT) ? 1 : 0;
    if (cut) {
      return;
    }
    Endpoint end = to.equals(SERVER) ? serverEnd : clientEnd;
    wire.add(() -> end.receive(from, datagram, now));
  }

  /// Lets happen what happens now.
  void run() {
    timers.advance(now);
    while (!wire.isEmpty()) {
      wire.poll().run();
      timers.advance(now);
    }
  }

  /// Lets so many seconds pass.
  void pass(double seconds) {
    passTo(now + (long) (seconds * SECOND));
  }

  void passTo(long until) {
    run();
    while (timers.nextWakeUpNanos() <= until) {
      now = Math.max(now, timers.nextWakeUpNanos());
      run();
    }
    now = until;
    run();
  }

  Uplinked lastUplink() {
    return uplinks.getLast();
  }

  /// The server asks, and gets this reply at once.
  Response ask(Request request) {
    List<Reply> replies = new ArrayList<>();
    serverEnd.request(CLIENT, request, (reply, n) -> replies.add(reply), now);
    run();
    if (replies.size() == 1 && replies.getFirst() instanceof Reply.Answered(Peer p, Response r)) {
      return r;
    }
    throw new AssertionError("replies: " + replies);
  }

  Response get(String path) {
    return ask(Request.of(Code.GET, path(path).build()));
  }

  Response get(String path, ContentFormat accept) {
    return ask(Request.of(Code.GET, path(path).accept(accept).build()));
  }

  Response put(String path, ContentFormat format, Bytes payload) {
    return ask(Request.of(Code.PUT, path(path).contentFormat(format).build(), payload));
  }

  Response putText(String path, String text) {
    return put(path, ContentFormat.TEXT, Bytes.ofUtf8(text));
  }

  Response post(String path, ContentFormat format, Bytes payload) {
    return ask(Request.of(Code.POST, path(path).contentFormat(format).build(), payload));
  }

  Response execute(String path) {
    return ask(Request.of(Code.POST, path(path).build()));
  }

  Response delete(String path) {
    return ask(Request.of(Code.DELETE, path(path).build()));
  }

  Response attributes(String path, String... query) {
    Options.Builder options = path(path);
    for (String argument : query) {
      options.uriQuery(argument);
    }
    return ask(Request.of(Code.PUT, options.build()));
  }

  static Options.Builder path(String text) {
    Options.Builder options = Options.builder();
    for (String segment : text.substring(1).split("/", -1)) {
      options.uriPath(segment);
    }
    return options;
  }

  /// The server observes.
  Observing observe(String path, ContentFormat accept, String... query) {
    Options.Builder options = path(path).accept(accept);
    for (String argument : query) {
      options.uriQuery(argument);
    }
    return observing(Request.of(Code.GET, options.build()));
  }

  Observing observing(Request request) {
    Observing observing = new Observing(this);
    observing.observation = serverEnd.observe(CLIENT, request, observing, now);
    run();
    return observing;
  }

  Observing observeText(String path, String... query) {
    return observe(path, ContentFormat.TEXT, query);
  }

  /// What the server hears of one observation.
  static final class Observing implements ObservationListener {
    private final Stage stage;
    final List<Response> heard = new ArrayList<>();
    final List<Long> heardAtNanos = new ArrayList<>();
    final List<Response> ended = new ArrayList<>();
    Requester.Observation observation;

    Observing(Stage stage) {
      this.stage = stage;
    }

    @Override
    public void onReply(Reply reply, long nowNanos) {
      if (reply instanceof Reply.Answered(Peer from, Response response)) {
        heard.add(response);
        heardAtNanos.add(nowNanos);
      }
    }

    @Override
    public void onNotification(Peer from, Response response, long nowNanos) {
      heard.add(response);
      heardAtNanos.add(nowNanos);
    }

    @Override
    public void onEnded(Response last, long nowNanos) {
      ended.add(last);
    }

    /// The texts heard, the answer to the Observe first.
    List<String> texts() {
      return heard.stream().map(response -> response.payload().utf8()).toList();
    }

    void cancel() {
      observation.cancel((reply, n) -> {}, stage.now);
      stage.run();
    }
  }

  /// The events of one kind.
  <E extends ClientEvent> List<E> events(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /// The paths that the client believes observed.
  List<Path> observed() {
    return client.observedPaths();
  }
}
