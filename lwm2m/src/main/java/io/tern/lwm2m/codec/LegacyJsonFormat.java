// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.TimedNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// The JSON of LwM2M 1.0 (1.0 §6.4.4): one object with a base name and a list of entries. Only 1.0 clients
/// use it. A SenML pack under its number is taken, too.
final class LegacyJsonFormat implements Format {
  static final LegacyJsonFormat INSTANCE = new LegacyJsonFormat();

  private static final int ENTRY_BYTES_EXPECTED = 24;

  private LegacyJsonFormat() {}

  @Override
  public ContentFormat number() {
    return ContentFormat.LWM2M_JSON;
  }

  @Override
  public Decoded decode(Path base, Bytes payload, Reading reading) {
    Tolerances tolerances = new Tolerances(reading);
    LegacyJsonReader reader = new LegacyJsonReader(payload, base, reading, tolerances);
    if (reader.isArray()) {
      return asSenml(base, payload, reading);
    }
    Leaves leaves = new Leaves(base, reading, tolerances, payload.size() / ENTRY_BYTES_EXPECTED);
    Optional<Malformed> fault = reader.readInto(leaves);
    return fault.isPresent() ? new Decoded.Broken(fault.get()) : leaves.decoded();
  }

  private static Decoded asSenml(Path base, Bytes payload, Reading reading) {
    Tolerances tolerances = new Tolerances(reading);
    Optional<String> refusal = tolerances.use(Tolerance.SENML_AS_OLD_JSON);
    if (refusal.isPresent()) {
      return new Decoded.Broken(new Malformed("payload", refusal.get()));
    }
    Decoded decoded = SenmlFormat.JSON.decode(base, payload, reading);
    return decoded instanceof Decoded.Content content
        ? Decoded.with(content, tolerances.used())
        : decoded;
  }

  @Override
  public Encoded encode(Path path, List<TimedNode> nodes, Models models) {
    List<Leaf> leaves = Leaf.of(nodes);
    for (Leaf leaf : leaves) {
      Optional<String> refusal = SharedTime.refusal(leaf).or(() -> refusal(leaf.value()));
      if (refusal.isPresent()) {
        return unsupported(refusal.get());
      }
    }
    Path base = base(path, leaves);
    if (base.isRoot()) {
      return unsupported("several objects");
    }
    SharedTime timeBase = SharedTime.of(leaves);
    JsonWriter writer = new JsonWriter();
    writer.beginObject().name(JsonName.BN).text(base + "/");
    timeBase.seconds().ifPresent(t -> writer.name(JsonName.BT).number(t.toPlainString()));
    writer.beginArray(JsonName.E);
    for (Leaf leaf : leaves) {
      String name = leaf.path().toString().substring(base.toString().length() + 1);
      writer.beginObject().name(JsonName.N).text(name);
      Optional<BigDecimal> offset = timeBase.offset(leaf);
      offset.ifPresent(t -> writer.name(JsonName.T).number(t.toPlainString()));
      write(writer, leaf.value());
      writer.endObject();
    }
    writer.endArray().endObject();
    return new Encoded.Payload(number(), writer.toBytes());
  }

  /// The deepest object or object instance above all of the leaves; the root for several objects.
  private static Path base(Path path, List<Leaf> leaves) {
    Path base = leaves.isEmpty() ? path : leaves.getFirst().path();
    base = base.prefix(Math.min(2, base.depth()));
    for (Leaf leaf : leaves) {
      while (!base.contains(leaf.path())) {
        base = base.parent();
      }
    }
    return base;
  }

  private static Optional<String> refusal(Value value) {
    return value instanceof Value.Real(double number) && !Double.isFinite(number)
        ? Optional.of("the number " + number)
        : Optional.empty();
  }

  private static void write(JsonWriter writer, Value value) {
    switch (value) {
      case Value.Int(long number) -> writer.name(JsonName.V).number(number);
      case Value.Unsigned(long bits) -> writer.name(JsonName.V).number(Long.toUnsignedString(bits));
      case Value.Real(double number) -> writer.name(JsonName.V).number(number);
      case Value.Time(long seconds) -> writer.name(JsonName.V).number(seconds);
      case Value.Text(String text) -> writer.name(JsonName.SV).text(text);
      case Value.CoreLink(String links) -> writer.name(JsonName.SV).text(links);
      case Value.Bool(boolean flag) -> writer.name(JsonName.BV).bool(flag);
      case Value.Opaque(Bytes bytes) -> writer.name(JsonName.SV).text(Base64Text.padded(bytes));
      case Value.Raw(Bytes bytes) -> writer.name(JsonName.SV).text(Base64Text.padded(bytes));
      case Value.ObjectLink link -> writer.name(JsonName.OV).text(link.toString());
    }
  }
}
