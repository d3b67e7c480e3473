// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.EndpointEvents;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Response;
import io.tern.coap.engine.Endpoint;
import io.tern.coap.engine.EndpointConfig;
import io.tern.coap.timer.TimerWheel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Heap that a server keeps for each peer it has heard of.
///
/// Servers in processes of their own are asked for their heap before and after one confirmable request
/// of each peer. Tern's endpoint alone, on virtual time, shows the rest: more requests of each, and
/// what is left when nothing has been heard for an exchange lifetime.
final class PeersBench {
  /// The most requests of one peer; the endpoint remembers up to 16 of them.
  private static final int REQUESTS_MAX = 16;

  private static final Response FOUND =
      new Response(Code.CONTENT, Options.NONE, Bytes.ofUtf8("ok"));

  private final int peers;

  PeersBench(int peers) {
    this.peers = peers;
  }

  /// Bytes for each peer.
  ///
  /// @param requests how many requests each peer had made
  /// @param idle whether they had been silent for longer than the exchange lifetime
  record Held(int requests, boolean idle, double bytesPerPeer) {}

  /// Heap of the server process of `subject` for each peer after one request.
  double ofProcess(Subject subject, BenchOptions options) throws IOException {
    try (ServerProcess server = subject.start(options.prefix());
        LoadGenerator load = new LoadGenerator(server.address())) {
      load.use(CoapCase.CON.clients(subject, 1), 1);
      load.run(() -> load.begun() >= 1);
      long before = Long.parseLong(server.ask("heap").getFirst());
      load.use(CoapCase.CON.clients(subject, peers), options.window());
      long first = load.begun();
      Load asked = load.run(() -> load.begun() >= first + peers);
      if (asked.wrong() > 0 || asked.answered() < peers * 0.99) {
        throw new IOException(subject.title() + " left peers without answer: " + asked);
      }
      long after = Long.parseLong(server.ask("heap").getFirst());
      return (double) (after - before) / peers;
    }
  }

  /// Tern's endpoint with 1, 2, 4, 8 and 16 requests of each peer, then idle.
  List<Held> ofEndpoint() {
    List<Held> held = new ArrayList<>();
    long nowNanos = 1_000_000_000_000_000_000L;
    var timers = new TimerWheel(nowNanos);
    var endpoint =
        new Endpoint(
            EndpointConfig.DEFAULT,
            timers,
            new Random(1),
            (peer, request, responder, now) -> responder.respond(FOUND, now),
            (peer, datagram) -> {},
            EndpointEvents.NONE);
    Script script = Script.get("bench", true, false, 0);
    byte[] template = script.step(0).request();
    long before = usedHeapBytes();
    int messageId = 0;
    for (int requests = 1; requests <= REQUESTS_MAX; requests *= 2) {
      while (messageId < requests) {
        for (int peer = 0; peer < peers; peer++) {
          byte[] datagram = template.clone();
          datagram[2] = (byte) (messageId >>> 8);
          datagram[3] = (byte) messageId;
          Address from = Address.Ip.v4(LoadGenerator.BASE + peer, 5_683);
          endpoint.receive(Peer.udp(from), Bytes.wrap(datagram), nowNanos);
        }
        messageId++;
      }
      held.add(new Held(requests, false, (double) (usedHeapBytes() - before) / peers));
    }
    // A peer may be remembered an eighth longer than its exchange lifetime.
    long lifetimeNanos = EndpointConfig.DEFAULT.transmission().usual().exchangeLifetimeNanos();
    timers.advance(nowNanos + lifetimeNanos + lifetimeNanos / 4);
    if (endpoint.gauges().peers() > 0) {
      throw new IllegalStateException("idle peers are remembered: " + endpoint.gauges());
    }
    held.add(new Held(REQUESTS_MAX, true, (double) (usedHeapBytes() - before) / peers));
    return held;
  }

  private static long usedHeapBytes() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      runtime.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  /// The report of everything, as a table or as JSON lines.
  String report(BenchOptions options) throws IOException {
    StringBuilder text = new StringBuilder();
    List<Held> endpoint = ofEndpoint();
    double tern = ofProcess(Subject.TERN, options);
    if (!options.json()) {
      text.append(String.format(Locale.ROOT, "peers  heap for each of %d peers%n", peers));
    }
    for (Held it : endpoint) {
      text.append(line(options, it));
    }
    for (Subject subject : List.of(Subject.TERN, Subject.CALIFORNIUM, Subject.JAVA_COAP)) {
      double bytes = subject == Subject.TERN ? tern : ofProcess(subject, options);
      text.append(
          options.json()
              ? String.format(
                  Locale.ROOT,
                  "{\"case\":\"peers\",\"peer\":\"%s\",\"subjectBytes\":%.0f,\"peerBytes\":%.0f,"
                      + "\"ratio\":%.4f}%n",
                  subject.title(),
                  tern,
                  bytes,
                  tern / bytes)
              : String.format(
                  Locale.ROOT,
                  "       %-28s %8.0f bytes%n",
                  subject.title() + " process, 1 request",
                  bytes));
    }
    return text.toString();
  }

  private static String line(BenchOptions options, Held held) {
    return options.json()
        ? String.format(
            Locale.ROOT,
            "{\"case\":\"peers-endpoint\",\"requests\":%d,\"idle\":%b,\"subjectBytes\":%.1f}%n",
            held.requests(),
            held.idle(),
            held.bytesPerPeer())
        : String.format(
            Locale.ROOT,
            "       %-28s %8.0f bytes%n",
            "tern endpoint, " + (held.idle() ? "idle again" : held.requests() + " requests"),
            held.bytesPerPeer());
  }
}
