// SPDX-License-Identifier: Apache-2.0

package io.tern.client.observe;

import io.tern.client.AnswerListener;
import io.tern.client.ClientEvent;
import io.tern.coap.Response;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.node.Node;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// What observations need of the client around them. Runs on the client's loop.
public interface ObservationPort {
  /// Reads the node at `path` as the server may see it.
  void read(Path path, AnswerListener<Node> listener, long nowNanos);

  /// Reads the nodes at `paths` as far as the server may see them; never refused.
  void read(List<Path> paths, AnswerListener<SequencedMap<Path, Node>> listener, long nowNanos);

  /// The attributes in effect for an observation of `path` that was asked for with `request`.
  Attributes effective(Path path, Attributes request);

  /// How many notifications are kept of what has these attributes while there is no way to the server.
  int storedMax(Attributes effective);

  /// The message that carries the nodes of what was asked for.
  ///
  /// @param time when they were so, where that is not now
  Response content(Observations.Wish wish, SequencedMap<Path, Node> nodes, Optional<Instant> time);

  /// The server did not acknowledge a notification, so that an observation is over here of which the
  /// server may not know.
  void onSilence(long nowNanos);

  /// Something worth telling happened.
  void onEvent(ClientEvent event, long nowNanos);
}
