// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.Peer;
import io.tern.coap.Timers;
import io.tern.net.relay.Fate;
import io.tern.net.relay.Link;
import io.tern.net.relay.LinkProfile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// A simulated world: nodes, links between them, and a clock that jumps from event to event. One
/// seed decides everything, so one seed is one run.
///
/// Single-threaded. Nothing happens but inside `run…`; what nodes throw comes out of there.
public final class SimNet {
  /// More events than this without time moving on is a loop without end.
  private static final int EVENTS_AT_ONCE_MAX = 1_000_000;

  private final long seed;
  private final SimClock clock = new SimClock();
  private final SimTrace trace;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final List<SimNode> nodes = new ArrayList<>();
  private final Map<Address, SimNode> nodesByAddress = new HashMap<>();
  private final Map<Route, Link> links = new HashMap<>();
  private final Set<Route> cuts = new HashSet<>();
  private final Map<String, Supplier<List<String>>> invariants = new LinkedHashMap<>();
  private LinkProfile usual = LinkProfile.PERFECT;
  private long eventsMade;
  private int eventsAtOnce;

  /// An empty world whose links are perfect.
  public SimNet(long seed) {
    this(seed, SimTrace.LAST_LINES);
  }

  SimNet(long seed, int traceLinesMax) {
    this.seed = seed;
    trace = new SimTrace(clock, traceLinesMax);
  }

  /// Where a datagram is sent from and to, by the numbers of the nodes.
  private record Route(int from, int to) {}

  /// Something that will happen. `number` keeps the order of what happens at one time.
  private record Event(long atNanos, long number, Timers.Task task) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(atNanos, other.atNanos);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  /// The seed of this world.
  public long seed() {
    return seed;
  }

  /// The clock of this world.
  public SimClock clock() {
    return clock;
  }

  /// The time of this world.
  public long nowNanos() {
    return clock.nowNanos();
  }

  /// Randomness for `purpose` that nothing else draws from.
  public RandomGenerator random(String purpose) {
    return new SplittableRandom(Link.mix(seed, purpose.hashCode()));
  }

  /// The node that was made with this name; makes it where there is none.
  public SimNode node(String name) {
    return nodes.stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseGet(() -> node(new Address.Name(name)));
  }

  /// The node at this address; makes it where there is none.
  public SimNode node(Address address) {
    SimNode known = nodesByAddress.get(address);
    if (known != null) {
      return known;
    }
    SimNode node = new SimNode(this, nodes.size(), address);
    nodes.add(node);
    nodesByAddress.put(address, node);
    return node;
  }

  /// All nodes, in the order they were made.
  public List<SimNode> nodes() {
    return List.copyOf(nodes);
  }

  /// Makes all links like this, those changed before included.
  public void links(LinkProfile profile) {
    usual = profile;
    links.values().forEach(link -> link.become(profile));
  }

  /// Makes the link from one node to another like this, in this direction alone.
  public void link(SimNode from, SimNode to, LinkProfile profile) {
    linkOf(new Route(from.number(), to.number())).become(profile);
  }

  /// Cuts two nodes off from each other until [#heal]. What is under way still arrives.
  public void partition(SimNode one, SimNode other) {
    cuts.add(new Route(one.number(), other.number()));
    cuts.add(new Route(other.number(), one.number()));
  }

  /// Ends a partition.
  public void heal(SimNode one, SimNode other) {
    cuts.remove(new Route(one.number(), other.number()));
    cuts.remove(new Route(other.number(), one.number()));
  }

  /// Exchanges the addresses of two nodes, as a translator does that hands out a port too soon.
  public void swap(SimNode one, SimNode other) {
    Address address = one.address();
    one.address(other.address());
    other.address(address);
    nodesByAddress.put(one.address(), one);
    nodesByAddress.put(other.address(), other);
    trace.note(one + " and " + other + " exchange their addresses");
  }

  /// Runs `task` after `delay` of virtual time.
  public void after(Duration delay, Timers.Task task) {
    at(nowNanos() + delay.toNanos(), task);
  }

  private void at(long atNanos, Timers.Task task) {
    events.add(new Event(atNanos, eventsMade++, task));
  }

  /// Writes a line into the trace.
  public void note(String text) {
    trace.note(text);
  }

  /// The last packets and notes.
  public SimTrace trace() {
    return trace;
  }

  /// Has [Invariants] ask `violations` when the world has come to rest; each violation is a sentence.
  /// Another invariant of the same name is replaced.
  public void invariant(String name, Supplier<List<String>> violations) {
    invariants.put(name, violations);
  }

  /// What the invariants find now, each with the name of its invariant.
  public List<String> violations() {
    List<String> found = new ArrayList<>();
    invariants.forEach(
        (name, violations) ->
            violations.get().forEach(violation -> found.add(name + ": " + violation)));
    return found;
  }

  /// Whether nothing is under way and no timer is set.
  public boolean isIdle() {
    return events.isEmpty() && nodes.stream().allMatch(node -> node.timers().pending() == 0);
  }

  /// Runs until nothing is under way and no timer is set.
  ///
  /// @throws AssertionError where that takes longer than `max`
  public void runUntilIdle(Duration max) {
    if (!runUntil(this::isIdle, max)) {
      throw new AssertionError("not idle after " + max);
    }
  }

  /// Runs until `condition` holds, but not longer than `max`; returns whether it holds.
  public boolean runUntil(BooleanSupplier condition, Duration max) {
    long endNanos = nowNanos() + max.toNanos();
    while (!condition.getAsBoolean()) {
      if (!step(endNanos)) {
        clock.moveTo(endNanos);
        return condition.getAsBoolean();
      }
    }
    return true;
  }

  /// Runs for a time.
  public void runFor(Duration time) {
    runUntil(() -> false, time);
  }

  /// Runs the next event not later than `endNanos`; returns whether there was one.
  private boolean step(long endNanos) {
    Event event = events.peek();
    long eventNanos = event == null ? Timers.NEVER : event.atNanos;
    long wakeUpNanos = nextWakeUpNanos();
    long nextNanos = Math.min(eventNanos, wakeUpNanos);
    if (nextNanos > endNanos) {
      return false;
    }
    if (nextNanos > nowNanos()) {
      clock.moveTo(nextNanos);
      eventsAtOnce = 0;
    } else if (++eventsAtOnce > EVENTS_AT_ONCE_MAX) {
      throw new AssertionError("time stands still at " + clock.elapsed());
    }
    if (event != null && eventNanos <= wakeUpNanos) {
      events.remove();
      event.task.run(nowNanos());
    } else {
      advanceTimers();
    }
    return true;
  }

  private long nextWakeUpNanos() {
    long next = Timers.NEVER;
    for (SimNode node : nodes) {
      next = Math.min(next, node.timers().nextWakeUpNanos());
    }
    return next;
  }

  private void advanceTimers() {
    for (int i = 0; i < nodes.size(); i++) {
      Timers timers = nodes.get(i).timers();
      if (timers.nextWakeUpNanos() <= nowNanos()) {
        timers.advance(nowNanos());
      }
    }
  }

  void move(SimNode node, Address address) {
    if (nodesByAddress.containsKey(address)) {
      throw new IllegalArgumentException(address + " is taken");
    }
    nodesByAddress.remove(node.address());
    trace.note(node + " moves from " + node.address() + " to " + address);
    node.address(address);
    nodesByAddress.put(address, node);
  }

  void carry(SimNode from, Address to, Bytes datagram) {
    SimNode target = nodesByAddress.get(to);
    if (target == null) {
      trace.packet(from.name(), to.toString(), datagram, "nobody there");
      return;
    }
    Route route = new Route(from.number(), target.number());
    Fate fate = linkOf(route).next(datagram.size());
    if (cuts.contains(route)) {
      fate = new Fate.Never("partition");
    }
    switch (fate) {
      case Fate.Never(String why) -> trace.packet(from.name(), target.name(), datagram, why);
      case Fate.Once(long delayNanos) -> deliver(from, to, datagram, delayNanos);
      case Fate.Twice(long delayNanos, long copyDelayNanos) -> {
        deliver(from, to, datagram, delayNanos);
        deliver(from, to, datagram, copyDelayNanos);
      }
    }
  }

  private void deliver(SimNode from, Address to, Bytes datagram, long delayNanos) {
    Peer sender = from.peer();
    trace.packet(from.name(), to.toString(), datagram, delayNanos);
    at(
        nowNanos() + delayNanos,
        now -> {
          SimNode target = nodesByAddress.get(to);
          if (target == null) {
            trace.packet(from.name(), to.toString(), datagram, "lost: nobody there any more");
          } else if (target.isAsleep()) {
            trace.packet(from.name(), target.name(), datagram, "lost: asleep");
          } else {
            target.receive(sender, datagram, now);
          }
        });
  }

  private Link linkOf(Route route) {
    return links.computeIfAbsent(
        route, made -> new Link(usual, Link.mix(Link.mix(seed, made.from), made.to)));
  }
}
