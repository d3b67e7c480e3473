// SPDX-License-Identifier: Apache-2.0

package io.tern.client.manage;

import io.tern.client.Answer;
import io.tern.client.ClientLimits;
import io.tern.coap.Code;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.op.Downlink;
import java.util.SortedMap;
import java.util.TreeMap;

/// The notification attributes that a server attached, by path (LwM2M 1.2 Core §6.3.4).
public final class AttributeStore {
  private final ObjectTree tree;
  private final ClientLimits limits;
  private final SortedMap<Path, Attributes> byPath = new TreeMap<>();

  public AttributeStore(ObjectTree tree, ClientLimits limits) {
    this.tree = tree;
    this.limits = limits;
  }

  /// Write-Attributes; what is written must exist.
  public Answer<Downlink.Done> write(Path path, Attributes request) {
    boolean there =
        switch (path.depth()) {
          case 1 -> tree.object(path.objectId()).isPresent();
          case 2 -> tree.instance(path).isPresent();
          default -> tree.supported(path).isPresent();
        };
    if (!there) {
      return Answer.notFound(path);
    }
    if (path.isResourceInstance() && !tree.supported(path).orElseThrow().multiple()) {
      return Answer.refused(Code.METHOD_NOT_ALLOWED, path.parent() + " has no instances");
    }
    Attributes after = at(path).after(request);
    if (after.isEmpty()) {
      byPath.remove(path);
    } else if (byPath.containsKey(path) || byPath.size() < limits.attributesMax()) {
      byPath.put(path, after);
    } else {
      return Answer.refused(Code.SERVICE_UNAVAILABLE, "no room for more attributes");
    }
    return Answer.DONE;
  }

  /// What is attached to exactly that path.
  public Attributes at(Path path) {
    return byPath.getOrDefault(path, Attributes.NONE);
  }

  /// What is attached to the path and, for each attribute that is not, to the nearest level above.
  Attributes inherited(Path path) {
    Attributes found = Attributes.NONE;
    for (int depth = path.depth(); depth >= 1; depth--) {
      found = found.orElse(at(path.prefix(depth)));
    }
    return found;
  }

  /// Forgets what is attached to the path and below.
  public void forget(Path path) {
    byPath.keySet().removeIf(path::contains);
  }

  /// Forgets everything.
  public void clear() {
    byPath.clear();
  }

  /// How many paths have attributes.
  public int size() {
    return byPath.size();
  }
}
