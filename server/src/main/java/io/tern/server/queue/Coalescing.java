// SPDX-License-Identifier: Apache-2.0

package io.tern.server.queue;

import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Makes one Read-Composite of reads that follow each other (LwM2M 1.2 Core §6.3.8), and the outcomes of
/// the reads of its answer. A device that sleeps for days pays one round trip instead of many.
final class Coalescing {
  private final int readsMax;

  /// Registrations whose client refused a Read-Composite; they get single reads.
  private final Set<RegistrationId> refusing = new HashSet<>();

  /// @param readsMax how many reads go out as one, 1 for none
  Coalescing(int readsMax) {
    this.readsMax = readsMax;
  }

  /// What goes out next: the first that waits, with the reads behind it where both can go as one.
  List<Command> next(Backlog backlog, Registration registration) {
    List<Command> batch = new ArrayList<>();
    boolean capable =
        registration.terms().release().compareTo(Release.V1_1) >= 0
            && !refusing.contains(registration.id());
    for (Command command : backlog.waiting()) {
      boolean joins = batch.isEmpty() || (capable && joins(backlog, batch, command));
      if (!joins) {
        break;
      }
      batch.add(command);
    }
    return batch;
  }

  private boolean joins(Backlog backlog, List<Command> batch, Command command) {
    return batch.size() < readsMax
        && isCommon(backlog, batch.getFirst())
        && isCommon(backlog, command)
        && batch.stream()
            .noneMatch(other -> other.operation().path().equals(command.operation().path()));
  }

  /// A read of one resource in any format, which has not been left open before.
  private static boolean isCommon(Backlog backlog, Command command) {
    return command.operation() instanceof Downlink.Read(Path path, var accept)
        && accept.isEmpty()
        && path.isResource()
        && !backlog.isReadAlone(command.id());
  }

  /// The operation that does what these commands ask.
  static Downlink<?> operation(List<Command> commands) {
    return commands.size() == 1
        ? commands.getFirst().operation()
        : new Downlink.ReadComposite(
            commands.stream().map(command -> command.operation().path()).toList(),
            Optional.empty());
  }

  /// The outcome of one of several reads; empty where it has to be asked again, alone.
  Optional<Outcome<?>> outcome(Command read, Outcome<?> ofAll, Registration registration) {
    if (!(ofAll instanceof Outcome.Answered<?>(Downlink.Contents contents))) {
      boolean cannot =
          ofAll instanceof Outcome.Rejected<?>
              || ofAll instanceof Outcome.Invalid<?>
              || ofAll instanceof Outcome.Reset<?>;
      if (cannot) {
        refuse(registration);
      }
      return Optional.empty();
    }
    return contents.nodes().stream()
        .filter(node -> node.path().equals(read.operation().path()))
        .map(TimedNode::node)
        .findFirst()
        .map(Outcome.Answered::new);
  }

  private void refuse(Registration registration) {
    if (refusing.size() > 100_000) {
      refusing.clear();
    }
    refusing.add(registration.id());
  }
}
