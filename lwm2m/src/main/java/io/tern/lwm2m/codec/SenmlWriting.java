// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.lwm2m.Path;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// Writes leaves as a pack in a compact form: a lone record has its whole name, otherwise the object
/// instance is the base name of its records.
final class SenmlWriting {
  private final SenmlSink sink;
  private final List<Leaf> leaves;
  private final SharedTime timeBase;

  SenmlWriting(SenmlSink sink, List<Leaf> leaves) {
    this.sink = sink;
    this.leaves = leaves;
    this.timeBase = SharedTime.of(leaves);
  }

  /// Writes the pack; the answer is why that cannot be, if so.
  Optional<String> write() {
    for (Leaf leaf : leaves) {
      Optional<String> refusal = SharedTime.refusal(leaf).or(() -> sink.refusal(leaf.value()));
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    sink.begin(leaves.size());
    if (leaves.size() == 1) {
      Leaf lone = leaves.getFirst();
      write("", Optional.empty(), lone.path().toString(), lone);
    } else {
      writeSeveral();
    }
    return Optional.empty();
  }

  private void writeSeveral() {
    Optional<BigDecimal> baseTime = timeBase.seconds();
    Path instance = Path.ROOT;
    for (Leaf leaf : leaves) {
      Path path = leaf.path();
      boolean sameInstance = path.prefix(2).equals(instance);
      instance = path.prefix(2);
      String name =
          path.isResource()
              ? Integer.toString(path.resourceId())
              : path.resourceId() + "/" + path.resourceInstanceId();
      write(sameInstance ? "" : instance + "/", baseTime, name, leaf);
      baseTime = Optional.empty();
    }
  }

  private void write(String baseName, Optional<BigDecimal> baseTime, String name, Leaf leaf) {
    Optional<BigDecimal> time = timeBase.offset(leaf);
    sink.beginRecord(
        2
            + (baseName.isEmpty() ? 0 : 1)
            + (baseTime.isPresent() ? 1 : 0)
            + (time.isPresent() ? 1 : 0));
    if (!baseName.isEmpty()) {
      sink.baseName(baseName);
    }
    baseTime.ifPresent(sink::baseTime);
    sink.name(name);
    time.ifPresent(sink::time);
    sink.value(leaf.value());
    sink.endRecord();
  }
}
