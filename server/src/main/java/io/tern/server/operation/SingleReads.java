// SPDX-License-Identifier: Apache-2.0

package io.tern.server.operation;

import io.tern.coap.Code;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.OutcomeListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads the paths of a Read-Composite one after the other, for a client that has no such operation. As
/// there, what cannot be read is left out.
final class SingleReads {
  private final List<Path> paths = new ArrayList<>();
  private final Asking asking;
  private final Ending ending;
  private final List<TimedNode> nodes = new ArrayList<>();
  private int next;
  private boolean anyAnswered;

  /// Sends one read.
  interface Asking {
    void ask(Downlink.Read read, OutcomeListener<Node> listener, long nowNanos);
  }

  /// Told what the reads led to; nothing where the client refused every one of them.
  interface Ending {
    void onEnd(Optional<Outcome<Downlink.Contents>> outcome, long nowNanos);
  }

  SingleReads(Downlink.ReadComposite read, ObjectList announced, Asking asking, Ending ending) {
    this.asking = asking;
    this.ending = ending;
    for (Path path : read.paths()) {
      if (path.isRoot()) {
        announced.objects().forEach(object -> paths.add(Path.of(object.id())));
      } else {
        paths.add(path);
      }
    }
  }

  void start(long nowNanos) {
    if (next == paths.size()) {
      Outcome<Downlink.Contents> contents =
          new Outcome.Answered<>(new Downlink.Contents(distinct()));
      ending.onEnd(anyAnswered ? Optional.of(contents) : Optional.empty(), nowNanos);
      return;
    }
    Path path = paths.get(next++);
    asking.ask(
        new Downlink.Read(path, Optional.empty()),
        (outcome, now) -> onOutcome(path, outcome, now),
        nowNanos);
  }

  private void onOutcome(Path path, Outcome<Node> outcome, long nowNanos) {
    switch (outcome) {
      case Outcome.Answered<Node>(Node node) -> {
        anyAnswered = true;
        resources(path, node, found -> nodes.add(found));
        start(nowNanos);
      }
      case Outcome.Rejected<Node>(Code code, String why) when isLeftOut(code) -> start(nowNanos);
      case Outcome.Rejected<Node>(Code code, String why) ->
          end(new Outcome.Rejected<>(code, why), nowNanos);
      case Outcome.Undecodable<Node>(var reason) ->
          end(new Outcome.Undecodable<>(reason), nowNanos);
      case Outcome.Invalid<Node>(String why) -> end(new Outcome.Invalid<>(why), nowNanos);
      case Outcome.TimedOut<Node> timedOut -> end(new Outcome.TimedOut<>(), nowNanos);
      case Outcome.Asleep<Node> asleep -> end(new Outcome.Asleep<>(), nowNanos);
      case Outcome.Unreachable<Node>(String why) -> end(new Outcome.Unreachable<>(why), nowNanos);
      case Outcome.Reset<Node> reset -> end(new Outcome.Reset<>(), nowNanos);
      case Outcome.Overloaded<Node>(String why) -> end(new Outcome.Overloaded<>(why), nowNanos);
      case Outcome.Expired<Node> expired -> end(new Outcome.Expired<>(), nowNanos);
      case Outcome.Cancelled<Node> cancelled -> end(new Outcome.Cancelled<>(), nowNanos);
    }
  }

  private void end(Outcome<Downlink.Contents> outcome, long nowNanos) {
    ending.onEnd(Optional.of(outcome), nowNanos);
  }

  private static boolean isLeftOut(Code code) {
    return code.equals(Code.UNAUTHORIZED)
        || code.equals(Code.NOT_FOUND)
        || code.equals(Code.METHOD_NOT_ALLOWED);
  }

  private static void resources(Path path, Node node, Consumer<TimedNode> found) {
    switch (node) {
      case Node.ObjectNode object ->
          object.instances().values().forEach(i -> resources(path.child(i.id()), i, found));
      case Node.InstanceNode instance ->
          instance.resources().values().forEach(r -> resources(path.child(r.id()), r, found));
      case Node.ResourceInstanceNode(int id, var value) -> {
        var values = new java.util.TreeMap<>(java.util.Map.of(id, value));
        Path resource = path.parent();
        found.accept(
            new TimedNode(
                Optional.empty(),
                resource,
                new Node.MultipleResource(resource.resourceId(), values)));
      }
      case Node.ResourceNode resource ->
          found.accept(new TimedNode(Optional.empty(), path, resource));
    }
  }

  /// Of paths that overlap, the first word counts.
  private List<TimedNode> distinct() {
    List<TimedNode> kept = new ArrayList<>();
    for (TimedNode node : nodes) {
      if (kept.stream().noneMatch(other -> other.path().equals(node.path()))) {
        kept.add(node);
      }
    }
    kept.sort(java.util.Comparator.comparing(TimedNode::path));
    return kept;
  }
}
