// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.op;

import io.tern.coap.Malformed;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.codec.Change;
import io.tern.lwm2m.model.Conformance;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.model.ResourceModel.Operations;
import io.tern.lwm2m.node.Node;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Whether the object definitions allow what the server is about to ask: the operation of each resource that
/// is named, and type, shape, range and length of each value (LwM2M 1.2 Core §6.3, Operations and
/// RangeEnumeration of a definition). Which resources of an instance may be written is up to the client: what a
/// read returned may be written back. What no definition describes is allowed.
public final class DownlinkCheck {
  private DownlinkCheck() {}

  /// Why the definitions forbid `operation`, the first reason; empty where they allow it.
  public static Optional<String> refusal(Downlink<?> operation, Models models) {
    return switch (operation) {
      case Downlink.Read read -> unreadable(read.path(), models);
      case Downlink.Observe observe -> unreadable(observe.path(), models);
      case Downlink.ReadComposite(var paths, _) -> unreadable(paths, models);
      case Downlink.ObserveComposite(var paths, _, _) -> unreadable(paths, models);
      case Downlink.Write(Path path, _, Node node, _) ->
          unwritable(path, models).or(() -> misfit(path, node, models));
      case Downlink.WriteComposite(var changes, _) ->
          changes.stream().flatMap(change -> unfit(change, models).stream()).findFirst();
      case Downlink.Create create when create.path().isObject() ->
          misfit(create.path().child(create.content().id()), create.content(), models);
      case Downlink.Execute execute -> notPermitted(execute.path(), Operations::executable, models);
      case Downlink.Delete delete -> unwritable(delete.path(), models);
      case Downlink.Create _,
          Downlink.Discover _,
          Downlink.WriteAttributes _,
          Downlink.CancelObservation _,
          Downlink.CancelObservationComposite _ ->
          Optional.empty();
    };
  }

  /// The definition that forbids an operation of the resource at `path`; empty where it is permitted, unknown,
  /// or `path` names no resource.
  public static Optional<ResourceModel> forbidding(
      Path path, Predicate<Operations> permits, Models models) {
    return path.depth() < 3
        ? Optional.empty()
        : models.resource(path).filter(model -> !permits.test(model.operations()));
  }

  /// What to say of it: which operations the definition permits.
  public static String text(Path path, ResourceModel forbidding) {
    return "%s (%s) has the operations: %s"
        .formatted(path, forbidding.name(), forbidding.operations().text());
  }

  private static Optional<String> notPermitted(
      Path path, Predicate<Operations> permits, Models models) {
    return forbidding(path, permits, models).map(model -> text(path, model));
  }

  private static Optional<String> unreadable(Path path, Models models) {
    return notPermitted(path, Operations::readable, models);
  }

  private static Optional<String> unreadable(List<Path> paths, Models models) {
    return paths.stream().flatMap(path -> unreadable(path, models).stream()).findFirst();
  }

  private static Optional<String> unwritable(Path path, Models models) {
    return notPermitted(path, Operations::writable, models);
  }

  private static Optional<String> misfit(Path path, Node node, Models models) {
    return Conformance.check(path, node, models).map(Malformed::toString);
  }

  private static Optional<String> unfit(Change change, Models models) {
    Path path = change.path();
    Optional<String> unwritable = unwritable(path, models);
    if (unwritable.isPresent() || !(change instanceof Change.Put(_, Value value))) {
      return unwritable;
    }
    return switch (path.depth()) {
      case 3 -> misfit(path, new Node.SingleResource(path.resourceId(), value), models);
      case 4 ->
          misfit(path, new Node.ResourceInstanceNode(path.resourceInstanceId(), value), models);
      // No value has its place there, whatever the definitions say.
      default -> Optional.empty();
    };
  }
}
