// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.lwm2m.Path;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// Writes leaves as a pack in the most compact form: without base name, or with one for each object, instance,
/// resource or path, whatever takes the fewest bytes. What is its own base has no name.
final class SenmlWriting {
  /// A leaf of the resource of the one before saves at most four times what another leaf loses by a longer base.
  private static final int SHARING_FACTOR = 4;

  private final SenmlSink sink;
  private final List<Leaf> leaves;
  private final SharedTime timeBase;

  private SenmlWriting(SenmlSink sink, List<Leaf> leaves) {
    this.sink = sink;
    this.leaves = leaves;
    this.timeBase = SharedTime.of(leaves);
  }

  /// Writes the pack of `leaves`; the answer is why that cannot be, if so.
  static Optional<String> write(SenmlSink sink, List<Leaf> leaves) {
    return new SenmlWriting(sink, leaves).write();
  }

  private Optional<String> write() {
    for (Leaf leaf : leaves) {
      Optional<String> refusal = SharedTime.refusal(leaf);
      if (refusal.isEmpty()) {
        refusal = sink.refusal(leaf.value());
      }
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    int level = levelOfBase();
    Path before = Path.ROOT;
    for (Leaf leaf : leaves) {
      write(leaf, before, level);
      before = leaf.path();
    }
    return Optional.empty();
  }

  /// How many ids the base names have: as many as make the pack smallest, and two where it is all the same.
  private int levelOfBase() {
    int baseBytes = sink.baseNameBytes() + 1;
    int none = 0;
    int objects = 0;
    int instances = -leaves.size();
    int object = 0;
    int instance = 0;
    int ofOneResource = 0;
    Path before = Path.ROOT;
    for (Leaf leaf : leaves) {
      Path path = leaf.path();
      if (startsBase(path, before, 2)) {
        object = length(path.id(0));
        instance = length(path.id(1));
        objects += startsBase(path, before, 1) ? object + baseBytes : 0;
        instances += object + instance + baseBytes;
      } else if (path.sharesWith(before, 3)) {
        ofOneResource++;
      }
      none += object + instance;
      objects += instance - 1;
      before = path;
    }
    if (leaves.size() == 1) {
      return 0;
    }
    int based = Math.min(objects, instances);
    // Longer bases save little where few leaves are of the resource of the one before.
    if (SHARING_FACTOR * ofOneResource >= leaves.size() - ofOneResource) {
      int resources = bytesBehindInstances(3);
      int paths = bytesBehindInstances(4);
      if (Math.min(resources, paths) < Math.min(none, based) + bytesBehindInstances(0)) {
        return paths < resources ? 4 : 3;
      }
    }
    return none < based ? 0 : objects < instances ? 1 : 2;
  }

  /// What base names of so many ids, 3 or 4, and the names behind them take; for 0, what the ids behind the
  /// instance take in names.
  private int bytesBehindInstances(int level) {
    int bytes = 0;
    Path before = Path.ROOT;
    for (Leaf leaf : leaves) {
      Path path = leaf.path();
      int inBase = Math.min(level, path.depth());
      boolean isNamed = level < path.depth();
      if (startsBase(path, before, level)) {
        bytes += sink.baseNameBytes() + (isNamed ? 1 : 0);
        for (int i = 0; i < inBase; i++) {
          bytes += length(path.id(i));
        }
      }
      if (isNamed) {
        bytes += sink.nameBytes() - (level > 0 ? 1 : 0);
        for (int i = Math.max(2, inBase); i < path.depth(); i++) {
          bytes += length(path.id(i));
        }
      }
      before = path;
    }
    return bytes;
  }

  /// A resource and an instance of it, told at different times, have no base in common: what stands behind a
  /// base name with a slash at its end has a name.
  ///
  /// @param before the path of the leaf before, the root for none
  private static boolean startsBase(Path path, Path before, int level) {
    return level > 0
        && (!path.sharesWith(before, level)
            || before.isRoot()
            || level > 2 && path.depth() != before.depth());
  }

  /// The characters of an id, with a slash.
  private static int length(int id) {
    return id < 10 ? 2 : id < 100 ? 3 : id < 1000 ? 4 : id < 10_000 ? 5 : 6;
  }

  private void write(Leaf leaf, Path before, int level) {
    boolean base = startsBase(leaf.path(), before, level);
    Optional<BigDecimal> baseTime = before.isRoot() ? timeBase.seconds() : Optional.empty();
    Optional<BigDecimal> time = timeBase.offset(leaf);
    boolean isNamed = level < leaf.path().depth();
    sink.beginRecord(
        1
            + (isNamed ? 1 : 0)
            + (base ? 1 : 0)
            + (baseTime.isPresent() ? 1 : 0)
            + (time.isPresent() ? 1 : 0));
    if (base) {
      sink.baseName(leaf.path(), level);
    }
    baseTime.ifPresent(sink::baseTime);
    if (isNamed) {
      sink.name(leaf.path(), level);
    }
    time.ifPresent(sink::time);
    sink.value(leaf.value());
    sink.endRecord();
  }
}
