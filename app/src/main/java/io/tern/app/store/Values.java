// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store;

import io.tern.coap.Bytes;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.server.Origin;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes trees apart into the single values that are kept.
public final class Values {
  /// Times beyond these (the years -9999 and 9999) are cut to them.
  private static final long SECOND_MAX = 253_402_300_799L;

  private Values() {}

  /// The single values in `parts` that are small enough, as precise in time as they are kept.
  ///
  /// @param received the time of values that carry none; others may lie ahead of it
  public static List<KnownValue> of(List<TimedNode> parts, Origin origin, Instant received) {
    List<KnownValue> values = new ArrayList<>();
    for (TimedNode part : parts) {
      Instant time = kept(part.time().orElse(received));
      Optional<Instant> ahead =
          part.isAhead(received) ? Optional.of(kept(received)) : Optional.empty();
      collect(part.path(), part.node(), new Told(time, origin, ahead, values));
    }
    return values;
  }

  /// The single values that a command brought: what it read, known since it ended.
  public static List<KnownValue> of(Command command) {
    return command.state() instanceof Command.State.Ended(Outcome<?> outcome, long atNanos)
        ? of(told(command.operation(), outcome), Origin.READ, Instant.ofEpochSecond(0, atNanos))
        : List.of();
  }

  /// The values in the answer to an operation; none where it was not answered or tells of none.
  public static List<TimedNode> told(Downlink<?> operation, Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.Answered<?>(Node node) -> told(operation, node);
      case Outcome.Answered<?>(Downlink.Observed observed) -> told(operation, observed.node());
      case Outcome.Answered<?>(Downlink.Contents contents) -> contents.nodes();
      case Outcome.Answered<?>(Downlink.ObservedComposite it) -> it.contents().nodes();
      default -> List.of();
    };
  }

  private static List<TimedNode> told(Downlink<?> operation, Node node) {
    return List.of(new TimedNode(Optional.empty(), operation.path(), node));
  }

  /// `time` as it is kept.
  public static Instant kept(Instant time) {
    long second = Math.clamp(time.getEpochSecond(), -SECOND_MAX, SECOND_MAX);
    return second == time.getEpochSecond()
        ? time.truncatedTo(ChronoUnit.MICROS)
        : Instant.ofEpochSecond(second);
  }

  private record Told(
      Instant time, Origin origin, Optional<Instant> ahead, List<KnownValue> values) {
    void add(Path path, Value value) {
      if (bytes(value) <= ValueHistory.VALUE_BYTES_MAX) {
        values.add(new KnownValue(path, value, time, origin, ahead));
      }
    }
  }

  private static void collect(Path path, Node node, Told told) {
    switch (node) {
      case Node.ObjectNode object ->
          object.instances().forEach((id, child) -> collect(path.child(id), child, told));
      case Node.InstanceNode instance ->
          instance.resources().forEach((id, child) -> collect(path.child(id), child, told));
      case Node.SingleResource single -> told.add(path, single.value());
      case Node.MultipleResource multiple ->
          multiple.values().forEach((id, value) -> told.add(path.child(id), value));
      case Node.ResourceInstanceNode instance -> told.add(path, instance.value());
    }
  }

  private static int bytes(Value value) {
    return switch (value) {
      case Value.Text(String text) -> text.length();
      case Value.CoreLink(String links) -> links.length();
      case Value.Opaque(Bytes content) -> content.size();
      case Value.Raw(Bytes content) -> content.size();
      default -> 0;
    };
  }
}
