// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.lwm2m.Path;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// Writes leaves as a pack in the most compact form: without base name, or with one for each object or each
/// instance, whatever takes the fewest bytes.
final class SenmlWriting {
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
    for (int i = 0; i < leaves.size(); i++) {
      write(i, level);
    }
    return Optional.empty();
  }

  /// How many ids the base names have: as many as make the pack smallest, and two where it is all the same.
  private int levelOfBase() {
    int none = 0;
    int objects = 0;
    int instances = 0;
    for (int i = 0; i < leaves.size(); i++) {
      Path path = leaves.get(i).path();
      int object = length(path, 0, 1);
      int instance = length(path, 1, 2);
      none += object + instance;
      objects += instance - 1 + (startsBase(i, 1) ? object + 1 + sink.baseNameBytes() : 0);
      instances += startsBase(i, 2) ? object + instance + 1 + sink.baseNameBytes() : 0;
    }
    instances -= leaves.size();
    if (leaves.size() == 1 || none < Math.min(objects, instances)) {
      return 0;
    }
    return objects < instances ? 1 : 2;
  }

  private boolean startsBase(int index, int level) {
    return level > 0
        && (index == 0
            || !leaves.get(index).path().sharesWith(leaves.get(index - 1).path(), level));
  }

  /// The characters of the ids between two levels, each with a slash.
  private static int length(Path path, int from, int to) {
    int length = 0;
    for (int level = from; level < to; level++) {
      int id = path.id(level);
      length += id < 10 ? 2 : id < 100 ? 3 : id < 1000 ? 4 : id < 10_000 ? 5 : 6;
    }
    return length;
  }

  private void write(int index, int level) {
    Leaf leaf = leaves.get(index);
    boolean base = startsBase(index, level);
    Optional<BigDecimal> baseTime = index == 0 ? timeBase.seconds() : Optional.empty();
    Optional<BigDecimal> time = timeBase.offset(leaf);
    sink.beginRecord(
        2 + (base ? 1 : 0) + (baseTime.isPresent() ? 1 : 0) + (time.isPresent() ? 1 : 0));
    if (base) {
      sink.baseName(leaf.path(), level);
    }
    baseTime.ifPresent(sink::baseTime);
    sink.name(leaf.path(), level);
    time.ifPresent(sink::time);
    sink.value(leaf.value());
    sink.endRecord();
  }
}
