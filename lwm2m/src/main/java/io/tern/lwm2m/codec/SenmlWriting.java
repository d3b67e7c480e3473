// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.lwm2m.Path;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Writes leaves as a pack in a compact form: a lone record has its whole name, otherwise the object
/// instance is the base name of its records; where all of several leaves have a time, the newest one is
/// the base time.
final class SenmlWriting {
  private final SenmlSink sink;
  private final List<Leaf> leaves;
  private final Duration baseTime;

  SenmlWriting(SenmlSink sink, List<Leaf> leaves) {
    this.sink = sink;
    this.leaves = leaves;
    boolean timed = leaves.size() > 1 && leaves.stream().allMatch(leaf -> leaf.time().isPresent());
    this.baseTime = timed ? newest(leaves) : Duration.ZERO;
  }

  private static Duration newest(List<Leaf> leaves) {
    Duration newest = Duration.ZERO;
    for (Leaf leaf : leaves) {
      Duration time = leaf.time().map(SenmlTime::sinceEpoch).orElse(Duration.ZERO);
      newest = time.compareTo(newest) > 0 ? time : newest;
    }
    return newest;
  }

  /// Writes the pack; the answer is why that cannot be, if so.
  Optional<String> write() {
    for (Leaf leaf : leaves) {
      Optional<String> refusal =
          leaf.time().filter(time -> !SenmlTime.isWritable(time)).isPresent()
              ? Optional.of("a time before July 1978 or after the year 9999")
              : sink.refusal(leaf.value());
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    sink.begin(leaves.size());
    if (leaves.size() == 1) {
      Leaf lone = leaves.getFirst();
      sink.write(
          new SenmlSink.Fields(
              "",
              Optional.empty(),
              lone.path().toString(),
              time(lone),
              Optional.of(lone.value()),
              false));
    } else {
      writeSeveral();
    }
    return Optional.empty();
  }

  private void writeSeveral() {
    Optional<BigDecimal> firstTime =
        Optional.of(baseTime).filter(time -> !time.isZero()).map(SenmlTime::seconds);
    Path instance = Path.ROOT;
    for (Leaf leaf : leaves) {
      Path path = leaf.path();
      boolean sameInstance = path.prefix(2).equals(instance);
      instance = path.prefix(2);
      String name =
          path.isResource()
              ? Integer.toString(path.resourceId())
              : path.resourceId() + "/" + path.resourceInstanceId();
      sink.write(
          new SenmlSink.Fields(
              sameInstance ? "" : instance + "/",
              firstTime,
              name,
              time(leaf),
              Optional.of(leaf.value()),
              false));
      firstTime = Optional.empty();
    }
  }

  private Optional<BigDecimal> time(Leaf leaf) {
    return leaf.time()
        .map(time -> SenmlTime.sinceEpoch(time).minus(baseTime))
        .filter(offset -> !offset.isZero())
        .map(SenmlTime::seconds);
  }
}
