// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import java.math.BigDecimal;
import java.util.Optional;

/// Writes SenML JSON (RFC 8428 §5).
final class SenmlJsonSink implements SenmlSink {
  private static final int RECORD_BYTES_EXPECTED = 32;

  private final JsonWriter writer;

  SenmlJsonSink(int records) {
    writer = new JsonWriter(16 + records * RECORD_BYTES_EXPECTED);
    writer.beginArray();
  }

  @Override
  public void beginRecord(int fields) {
    writer.beginObject();
  }

  @Override
  public void baseName(Path path, int levels) {
    writer.name(JsonName.BN).baseName(path, levels);
  }

  @Override
  public int baseNameBytes() {
    return "\"bn\":\"\",".length();
  }

  @Override
  public void baseTime(BigDecimal seconds) {
    writer.name(JsonName.BT).number(seconds.toPlainString());
  }

  @Override
  public void name(Path path, int levels) {
    writer.name(JsonName.N).path(path, levels);
  }

  @Override
  public void name(String text) {
    writer.name(JsonName.N).text(text);
  }

  @Override
  public void time(BigDecimal seconds) {
    writer.name(JsonName.T).number(seconds.toPlainString());
  }

  @Override
  public void removal() {
    writer.name(JsonName.V).nothing();
  }

  @Override
  public void endRecord() {
    writer.endObject();
  }

  @Override
  public void value(Value value) {
    switch (value) {
      case Value.Int(long number) -> writer.name(JsonName.V).number(number);
      case Value.Unsigned(long bits) -> writer.name(JsonName.V).number(Long.toUnsignedString(bits));
      case Value.Real(double number) -> writer.name(JsonName.V).number(number);
      case Value.Time(long seconds) -> writer.name(JsonName.V).number(seconds);
      case Value.Text(String text) -> writer.name(JsonName.VS).text(text);
      case Value.CoreLink(String links) -> writer.name(JsonName.VS).text(links);
      case Value.Bool(boolean flag) -> writer.name(JsonName.VB).bool(flag);
      case Value.Opaque(Bytes bytes) -> writer.name(JsonName.VD).text(Base64Text.urlSafe(bytes));
      case Value.Raw(Bytes bytes) -> writer.name(JsonName.VD).text(Base64Text.urlSafe(bytes));
      case Value.ObjectLink link -> writer.name(JsonName.VLO).text(link.toString());
    }
  }

  @Override
  public Optional<String> refusal(Value value) {
    return value instanceof Value.Real(double number) && !Double.isFinite(number)
        ? Optional.of("the number " + number)
        : Optional.empty();
  }

  @Override
  public Bytes toBytes() {
    return writer.endArray().toBytes();
  }
}
