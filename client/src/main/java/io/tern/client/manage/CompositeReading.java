// SPDX-License-Identifier: Apache-2.0

package io.tern.client.manage;

import io.tern.client.Answer;
import io.tern.client.AnswerListener;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.node.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Read-Composite (LwM2M 1.2 Core §6.3.8): what cannot be read is left out, be it all.
public final class CompositeReading {
  private final ObjectTree tree;
  private final Reading reading;

  public CompositeReading(ObjectTree tree) {
    this.tree = tree;
    this.reading = new Reading(tree);
  }

  /// Reads the nodes at `paths`, of any depth; the root stands for all objects. The answer has them by
  /// path, and is never a refusal.
  public void read(
      List<Path> paths, AnswerListener<SequencedMap<Path, Node>> listener, long nowNanos) {
    List<Path> wanted = new ArrayList<>();
    for (Path path : paths) {
      if (path.isRoot()) {
        wanted.addAll(tree.objects());
      } else {
        wanted.add(path);
      }
    }
    List<Path> readable =
        wanted.stream().distinct().filter(path -> !tree.isHidden(path.objectId())).toList();
    if (readable.isEmpty()) {
      listener.onAnswer(Answer.given(new TreeMap<>()), nowNanos);
      return;
    }
    Collecting collecting = new Collecting(readable.size(), listener);
    for (Path path : readable) {
      reading.read(path, (answer, n) -> collecting.add(path, answer, n), nowNanos);
    }
  }

  /// Waits for all of them.
  private static final class Collecting {
    private final AnswerListener<SequencedMap<Path, Node>> listener;
    private final TreeMap<Path, Node> found = new TreeMap<>();
    private int missing;

    Collecting(int missing, AnswerListener<SequencedMap<Path, Node>> listener) {
      this.missing = missing;
      this.listener = listener;
    }

    void add(Path path, Answer<Node> answer, long nowNanos) {
      Optional<Node> node =
          answer instanceof Answer.Given<Node>(Node given) ? Optional.of(given) : Optional.empty();
      node.ifPresent(given -> found.put(path, given));
      if (--missing == 0) {
        listener.onAnswer(Answer.given(found), nowNanos);
      }
    }
  }
}
