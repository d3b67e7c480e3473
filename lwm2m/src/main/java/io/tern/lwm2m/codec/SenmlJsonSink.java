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
  public int nameBytes() {
    return "\"n\":\"\",".length();
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
      case Value.Real real -> writer.name(JsonName.V).number(real.value());
      case Value.Int whole -> number(whole.value());
      case Value.Text text -> string(text.value());
      case Value.Bool flag -> writer.name(JsonName.VB).bool(flag.value());
      case Value.Time time -> number(time.epochSeconds());
      case Value.Unsigned number ->
          writer.name(JsonName.V).number(Long.toUnsignedString(number.value()));
      case Value.Opaque bytes -> data(bytes.value());
      case Value.Raw bytes -> data(bytes.value());
      case Value.ObjectLink link -> writer.name(JsonName.VLO).text(link.toString());
      case Value.CoreLink links -> string(links.value());
    }
  }

  private void number(long number) {
    writer.name(JsonName.V).number(number);
  }

  private void string(String text) {
    writer.name(JsonName.VS).text(text);
  }

  private void data(Bytes bytes) {
    writer.name(JsonName.VD).text(Base64Text.urlSafe(bytes));
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
