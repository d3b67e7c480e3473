// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import io.tern.coap.EndpointEvents;
import io.tern.coap.Handler;
import io.tern.coap.Malformed;
import io.tern.coap.Message;
import io.tern.coap.Peer;
import io.tern.coap.Request;
import io.tern.coap.Requester;
import io.tern.coap.Timers;
import io.tern.coap.Transfer;
import io.tern.coap.engine.Endpoint;
import io.tern.coap.engine.EndpointConfig;
import io.tern.coap.engine.EndpointGauges;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/// A CoAP endpoint at a node of a simulated world, which watches that the endpoint keeps its promises:
/// every request ends once, everything is forgotten in time, nothing of ours throws.
public final class SimCoapNode {
  private final SimNet net;
  private final SimNode node;
  private final Endpoint endpoint;
  private final Events events = new Events();
  private final List<SimReply> replies = new ArrayList<>();
  private final List<SimObservation> observations = new ArrayList<>();
  private final SimRelations relations = new SimRelations();
  private IntSupplier otherTimers = () -> 0;
  private Handler handler =
      (peer, request, responder, nowNanos) -> {
        throw new IllegalStateException("a request before the node was assembled");
      };

  private SimCoapNode(
      SimNet net, SimNode node, EndpointConfig config, Function<SimCoapNode, Handler> assembler) {
    this.net = net;
    this.node = node;
    // Another life has other message ids and tokens, or peers would take its messages for old ones.
    RandomGenerator random = net.random(node.name() + " life " + node.crashes());
    this.endpoint =
        new Endpoint(config, node.timers(), random, Handler.later(() -> handler), node, events);
    handler = relations.watch(assembler.apply(this));
    node.receiver(endpoint::receive);
    net.invariant(node.name(), this::violations);
  }

  /// An endpoint with the default configuration.
  public static SimCoapNode on(SimNet net, String node, Handler handler) {
    return on(net, node, EndpointConfig.DEFAULT, self -> handler);
  }

  /// An endpoint at the node of this name, which it takes over: an earlier endpoint there is gone, as
  /// after a restart.
  ///
  /// @param assembler makes the handler; may keep the node to send requests from it later
  public static SimCoapNode on(
      SimNet net, String node, EndpointConfig config, Function<SimCoapNode, Handler> assembler) {
    SimNode machine = net.node(node);
    machine.crash();
    return new SimCoapNode(net, machine, config, assembler);
  }

  /// The machine it runs on.
  public SimNode node() {
    return node;
  }

  /// How others see it.
  public Peer peer() {
    return node.peer();
  }

  /// The endpoint, for what has no shorter way here.
  public Endpoint endpoint() {
    return endpoint;
  }

  /// Sends requests whose listeners are the caller's own business.
  public Requester requester() {
    return endpoint;
  }

  /// The timers of the machine.
  public Timers timers() {
    return node.timers();
  }

  /// Sends a request and remembers what becomes of it.
  public SimReply request(Peer to, Request request) {
    SimReply reply = remember(request + " to " + to);
    endpoint.request(to, request, reply, net.nowNanos());
    return reply;
  }

  /// Makes a transfer and remembers what becomes of it.
  public SimReply transfer(Peer to, Transfer transfer) {
    SimReply reply = remember(transfer + " to " + to);
    endpoint.transfer(to, transfer, reply, net.nowNanos());
    return reply;
  }

  /// Asks whether a peer is there and remembers what becomes of it.
  public SimReply ping(Peer to) {
    SimReply reply = remember("ping to " + to);
    endpoint.ping(to, reply, net.nowNanos());
    return reply;
  }

  private SimReply remember(String request) {
    SimReply reply = new SimReply(request);
    replies.add(reply);
    return reply;
  }

  /// Observes a resource and remembers what becomes of it.
  public SimObservation observe(Peer to, Request request) {
    SimObservation observation = new SimObservation(net, "observe " + request + " to " + to);
    observations.add(observation);
    observation.is(endpoint.observe(to, request, observation, net.nowNanos()));
    return observation;
  }

  /// What the endpoint has reported of this kind so far.
  public int count(Kind kind) {
    return events.counts.getOrDefault(kind, 0);
  }

  /// What an endpoint reports.
  public enum Kind {
    RECEIVED,
    SENT,
    RETRANSMITTED,
    DUPLICATE,
    MALFORMED,
    REJECTED
  }

  /// Says how many timers others than the endpoint have set on this machine when the world is at rest.
  public SimCoapNode otherTimers(IntSupplier count) {
    otherTimers = count;
    return this;
  }

  /// What the endpoint owes at rest, each as a sentence.
  public List<String> violations() {
    List<String> found = new ArrayList<>(events.failures);
    replies.stream()
        .filter(reply -> !reply.isOver())
        .forEach(reply -> found.add(reply + " has not ended"));
    observations.forEach(observation -> found.addAll(observation.violations()));
    found.addAll(relations.violations());
    addLeaks(endpoint.gauges(), found);
    return found;
  }

  private void addLeaks(EndpointGauges held, List<String> found) {
    long alive = observations.stream().filter(SimObservation::isAlive).count();
    EndpointGauges due =
        new EndpointGauges(0, 0, 0, 0, 0, 0, (int) alive, relations.alive(), 0, 0, 0);
    if (!held.equals(due)) {
      found.add("holds " + held + " instead of " + due);
    }
    int timers = node.timers().pending();
    if (timers != otherTimers.getAsInt()) {
      found.add(timers + " timers instead of " + otherTimers.getAsInt());
    }
  }

  private final class Events implements EndpointEvents {
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final List<String> failures = new ArrayList<>();

    private void add(Kind kind) {
      counts.merge(kind, 1, Integer::sum);
    }

    @Override
    public void onReceived(Peer peer, Message message, long nowNanos) {
      add(Kind.RECEIVED);
    }

    @Override
    public void onSent(Peer peer, Message message, long nowNanos) {
      add(Kind.SENT);
    }

    @Override
    public void onMalformed(Peer peer, Malformed reason, long nowNanos) {
      add(Kind.MALFORMED);
    }

    @Override
    public void onDuplicate(Peer peer, Message message, long nowNanos) {
      add(Kind.DUPLICATE);
    }

    @Override
    public void onRejected(Peer peer, Message message, Rejection reason, long nowNanos) {
      add(Kind.REJECTED);
      net.note(node + " rejects " + message + ": " + reason);
    }

    @Override
    public void onRetransmitted(Peer peer, int attempt, long nowNanos) {
      add(Kind.RETRANSMITTED);
    }

    @Override
    public void onFailure(Peer peer, RuntimeException failure, long nowNanos) {
      failures.add("failure with " + peer + ": " + failure);
    }
  }
}
