// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Handler;
import io.tern.coap.ObservationListener;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.net.LoopsConfig;
import io.tern.net.engine.LoopScope;
import io.tern.net.engine.Loops;
import io.tern.peers.Console;
import io.tern.peers.Line;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/// Tern's endpoint on one loop, with the resources and commands that `peers/README.md` gives for bench
/// servers.
final class TernServer {
  private static final Response SMALL = content(Bytes.ofUtf8("ok"));
  private static final Response KILO = content(Bytes.wrap(new byte[1_024]));
  private static final Response LARGE = content(Bytes.wrap(new byte[100 * 1_024]));
  private static final Response VALUE = content(Bytes.ofUtf8("21.5"));
  private static final Response CHANGED = Response.of(Code.CHANGED);
  private static final Response NOT_FOUND = Response.of(Code.NOT_FOUND);
  private static final Options BENCH = Options.builder().uriPath("bench").build();
  private static final int PORT_WORD = 2;

  private final List<List<Responder.Relation>> fans =
      IntStream.range(0, FanClients.RESOURCES)
          .<List<Responder.Relation>>mapToObj(i -> new ArrayList<>())
          .toList();

  private TernServer() {}

  private static Response content(Bytes payload) {
    return new Response(Code.CONTENT, Options.NONE, payload);
  }

  public static void main(String[] args) throws IOException {
    Console console = Console.open();
    var server = new TernServer();
    InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Loops loops = Loops.start(LoopsConfig.at(bind).withLoops(1), scope -> server.handler());
    LoopScope loop = loops.loops().getFirst();
    console.ready("coap://127.0.0.1:" + loops.address().getPort());
    console.runAndExit(
        Map.of(
            "request", line -> new Asking(loop, line, false).answered(),
            "observe", line -> new Asking(loop, line, true).answered()),
        loops);
  }

  private Handler handler() {
    return this::onRequest;
  }

  private void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {
    List<String> path = request.options().uriPath();
    String first = path.isEmpty() ? "" : path.getFirst();
    switch (first) {
      case "bench" -> responder.respond(SMALL, nowNanos);
      case "kilo" -> responder.respond(KILO, nowNanos);
      case "large" ->
          responder.respond(request.method().equals(Code.GET) ? LARGE : CHANGED, nowNanos);
      case "fan" -> onFan(fans.get(Integer.parseInt(path.getLast())), request, responder, nowNanos);
      default -> responder.respond(NOT_FOUND, nowNanos);
    }
  }

  private static void onFan(
      List<Responder.Relation> fan, Request request, Responder responder, long nowNanos) {
    if (request.method().equals(Code.GET)) {
      fan.add(responder.respondObserving(VALUE, (reason, now) -> {}, nowNanos));
      return;
    }
    for (Responder.Relation relation : fan) {
      relation.notify(VALUE, true, nowNanos);
    }
    responder.respond(CHANGED, nowNanos);
  }

  /// `request|observe BASE PORT PEERS COUNT WINDOW`: asks devices in turn, a window of them at a time.
  private static final class Asking {
    private final LoopScope loop;
    private final int base;
    private final int port;
    private final int peers;
    private final int count;
    private final int window;
    private final boolean observes;
    private final CompletableFuture<Integer> done = new CompletableFuture<>();
    private int begun;
    private int ended;
    private int answered;

    Asking(LoopScope loop, Line line, boolean observes) {
      this.loop = loop;
      this.observes = observes;
      base = Integer.parseInt(line.word(1));
      port = Integer.parseInt(line.word(PORT_WORD));
      peers = Integer.parseInt(line.word(PORT_WORD + 1));
      count = Integer.parseInt(line.word(PORT_WORD + 2));
      window = Integer.parseInt(line.word(PORT_WORD + 3));
    }

    List<String> answered() {
      loop.post(
          now -> {
            for (int i = 0; i < window && begun < count; i++) {
              ask(now);
            }
          });
      return List.of("ok", Integer.toString(done.join()));
    }

    private void ask(long nowNanos) {
      Peer peer = Peer.udp(Address.Ip.v4(base + begun++ % peers, port));
      if (observes) {
        Request request =
            Request.of(Code.GET, Options.builder().uriPath("bench").observe(0).build());
        loop.requester().observe(peer, request, new Observing(), nowNanos);
      } else {
        loop.requester().request(peer, Request.of(Code.GET, BENCH), this::onReply, nowNanos);
      }
    }

    private void onReply(Reply reply, long nowNanos) {
      answered += reply instanceof Reply.Answered ? 1 : 0;
      if (++ended == count) {
        done.complete(answered);
      } else if (begun < count) {
        ask(nowNanos);
      }
    }

    private final class Observing implements ObservationListener {
      @Override
      public void onReply(Reply reply, long nowNanos) {
        Asking.this.onReply(reply, nowNanos);
      }

      @Override
      public void onNotification(Peer from, Response response, long nowNanos) {}

      @Override
      public void onEnded(Response last, long nowNanos) {}
    }
  }
}
