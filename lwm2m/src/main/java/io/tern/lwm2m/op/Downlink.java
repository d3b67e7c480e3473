// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.op;

import io.tern.coap.ContentFormat;
import io.tern.coap.link.Link;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.codec.Change;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// An operation that the server asks of the client.
///
/// @param <R> what the client answers when it succeeds
public sealed interface Downlink<R> extends Operation {
  /// The path it is aimed at; the root where it names several.
  Path path();

  /// Whether it may reach its client twice: the second time does no more than the first.
  default boolean isIdempotent() {
    return switch (this) {
      case Execute execute -> false;
      case Create create -> false;
      case Read read -> true;
      case Discover discover -> true;
      case Write write -> true;
      case WriteAttributes attributes -> true;
      case Delete delete -> true;
      case Observe observe -> true;
      case CancelObservation cancel -> true;
      case Composite<?> composite -> true;
    };
  }

  /// Read (LwM2M 1.2 Core §6.3.1).
  record Read(Path path, Optional<ContentFormat> accept) implements Downlink<Node> {}

  /// Discover (LwM2M 1.2 Core §6.3.2).
  ///
  /// @param depth 0 to 3 (1.2), empty for the default
  record Discover(Path path, OptionalInt depth) implements Downlink<List<Link>> {}

  /// Write (LwM2M 1.2 Core §6.3.3).
  ///
  /// @param node the new content: an instance, a resource or a resource instance, as the path says
  /// @param format empty to let the version and announcements of the client decide
  record Write(Path path, Mode mode, Node node, Optional<ContentFormat> format)
      implements Downlink<Done> {
    /// What happens to what the payload does not mention.
    public enum Mode {
      /// It goes away (PUT).
      REPLACE,
      /// It stays (POST).
      UPDATE
    }
  }

  /// Write-Attributes (LwM2M 1.2 Core §6.3.4).
  record WriteAttributes(Path path, Attributes attributes) implements Downlink<Done> {}

  /// Execute (LwM2M 1.2 Core §6.3.5).
  record Execute(Path path, Arguments arguments) implements Downlink<Done> {}

  /// Create (LwM2M 1.2 Core §6.3.6): one instance below the object `path`.
  ///
  /// @param instanceId empty to let the client choose
  /// @param content the resources of the new instance (its own id is ignored)
  record Create(
      Path path, OptionalInt instanceId, Node.InstanceNode content, Optional<ContentFormat> format)
      implements Downlink<Created> {}

  /// Delete (LwM2M 1.2 Core §6.3.7).
  record Delete(Path path) implements Downlink<Done> {}

  /// Read-Composite (LwM2M 1.2 Core §6.3.8). What cannot be read is left out of the answer.
  ///
  /// @param paths at least one, of any depth, the root included
  record ReadComposite(List<Path> paths, Optional<ContentFormat> accept)
      implements Composite<Contents> {
    public ReadComposite {
      paths = atLeastOne(paths);
    }
  }

  /// Write-Composite (LwM2M 1.2 Core §6.3.9): all changes or none.
  ///
  /// @param changes at least one
  /// @param format empty to let the version and announcements of the client decide
  record WriteComposite(List<Change> changes, Optional<ContentFormat> format)
      implements Composite<Done> {
    public WriteComposite {
      changes = atLeastOne(changes);
    }
  }

  /// Observe (LwM2M 1.2 Core §6.4.1).
  ///
  /// @param attributes what holds for this observation alone (1.2)
  record Observe(Path path, Optional<ContentFormat> accept, Attributes attributes)
      implements Downlink<Observed> {
    /// Without attributes of its own.
    public Observe(Path path, Optional<ContentFormat> accept) {
      this(path, accept, Attributes.NONE);
    }
  }

  /// Observe-Composite (LwM2M 1.2 Core §6.4.4): one notification tells of all paths.
  ///
  /// @param paths at least one, of any depth
  /// @param attributes what holds for this observation alone (1.2)
  record ObserveComposite(List<Path> paths, Optional<ContentFormat> accept, Attributes attributes)
      implements Composite<ObservedComposite> {
    public ObserveComposite {
      paths = atLeastOne(paths);
    }
  }

  /// Cancel Observation (LwM2M 1.2 Core §6.4.3).
  record CancelObservation(Path path) implements Downlink<Done> {}

  /// Cancel Observation-Composite (LwM2M 1.2 Core §6.4.5).
  ///
  /// @param paths those of the Observe-Composite, in its order
  record CancelObservationComposite(List<Path> paths) implements Composite<Done> {
    public CancelObservationComposite {
      paths = atLeastOne(paths);
    }
  }

  /// An operation that names its paths in the payload (LwM2M 1.1 and newer).
  ///
  /// @param <R> what the client answers when it succeeds
  sealed interface Composite<R> extends Downlink<R> {
    @Override
    default Path path() {
      return Path.ROOT;
    }
  }

  private static <T> List<T> atLeastOne(List<T> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a composite operation names something");
    }
    return List.copyOf(parts);
  }

  /// It is done; there is nothing more to say.
  record Done() {}

  /// An instance was created.
  ///
  /// @param location its path, where the client told or the server chose it
  record Created(Optional<Path> location) {}

  /// The answer to Observe.
  ///
  /// @param node the value now
  /// @param established false where the client answered the read but will not notify
  record Observed(Node node, boolean established) {}

  /// The answer to Read-Composite: one node for each resource, and for each time the client gave.
  record Contents(List<TimedNode> nodes) {
    public Contents {
      nodes = List.copyOf(nodes);
    }
  }

  /// The answer to Observe-Composite.
  ///
  /// @param contents the values now
  /// @param established false where the client answered the read but will not notify
  record ObservedComposite(Contents contents, boolean established) {}
}
