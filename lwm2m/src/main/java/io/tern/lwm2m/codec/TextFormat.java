// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.TimedNode;
import java.util.List;
import java.util.Optional;

/// text/plain (0): one value as people write it (LwM2M 1.2 Core §7.4.1 and appendix C).
final class TextFormat implements Format {
  static final TextFormat INSTANCE = new TextFormat();

  private TextFormat() {}

  @Override
  public ContentFormat number() {
    return ContentFormat.TEXT;
  }

  @Override
  public Decoded decode(Path base, Bytes payload, Reading reading) {
    Optional<String> text = payload.utf8Strict();
    return OneValue.decode(
        this,
        base,
        reading,
        type -> text.isPresent() ? parse(type, text.get()) : Typed.MISFIT,
        type -> text.flatMap(it -> tolerance(type, it)));
  }

  /// The value of `type` that `text` spells; [Typed#MISFIT] where it spells none.
  static Value parse(DataType type, String text) {
    Optional<? extends Value> value =
        switch (type) {
          case STRING, CORE_LINK, OBJECT_LINK, NONE -> Optional.of(Typed.ofText(type, text));
          case INTEGER -> Decimal.signed(text).map(Value.Int::of);
          case TIME -> Decimal.signed(text).map(Value.Time::new);
          case UNSIGNED_INTEGER -> Decimal.unsigned(text).map(Value.Unsigned::new);
          case FLOAT -> Decimal.real(text).map(Value.Real::new);
          case BOOLEAN ->
              switch (text) {
                case "0" -> Optional.of(Value.Bool.FALSE);
                case "1" -> Optional.of(Value.Bool.TRUE);
                default -> Optional.empty();
              };
          case OPAQUE -> Base64Text.decode(text).map(Value.Opaque::new);
        };
    return value.isPresent() ? value.get() : Typed.MISFIT;
  }

  private static Optional<Tolerance> tolerance(DataType type, String text) {
    return switch (type) {
      case OPAQUE ->
          Base64Text.isPadded(text) ? Optional.empty() : Optional.of(Tolerance.BASE64_VARIANT);
      case OBJECT_LINK -> new Scalar().text(text).tolerance(type);
      default -> Optional.empty();
    };
  }

  @Override
  public Encoded encode(Path path, List<TimedNode> nodes, Models models) {
    return OneValue.of(nodes)
        .map(
            value ->
                print(value)
                    .<Encoded>map(text -> new Encoded.Payload(number(), Bytes.ofUtf8(text)))
                    .orElseGet(() -> unsupported("such a value")))
        .orElseGet(() -> unsupported("anything but one value without time"));
  }

  private static Optional<String> print(Value value) {
    return switch (value) {
      case Value.Text(var text) -> Optional.of(text);
      case Value.CoreLink(var text) -> Optional.of(text);
      case Value.ObjectLink link -> Optional.of(link.toString());
      case Value.Int(var number) -> Optional.of(Long.toString(number));
      case Value.Time(var seconds) -> Optional.of(Long.toString(seconds));
      case Value.Unsigned(var bits) -> Optional.of(Long.toUnsignedString(bits));
      case Value.Real(var number) ->
          Double.isFinite(number) ? Optional.of(Decimal.plain(number)) : Optional.empty();
      case Value.Bool(var truth) -> Optional.of(truth ? "1" : "0");
      case Value.Opaque(var bytes) -> Optional.of(Base64Text.padded(bytes));
      case Value.Raw _ -> Optional.empty();
    };
  }
}
