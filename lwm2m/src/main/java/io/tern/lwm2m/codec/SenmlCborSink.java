// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.cbor.CborWriter;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import java.math.BigDecimal;
import java.util.Optional;

/// Writes SenML CBOR (RFC 8428 §6), every length declared.
final class SenmlCborSink implements SenmlSink {
  private static final int RECORD_BYTES_EXPECTED = 20;

  private final CborWriter writer;

  SenmlCborSink(int records) {
    writer = new CborWriter(8 + records * RECORD_BYTES_EXPECTED);
    writer.writeArray(records);
  }

  @Override
  public void beginRecord(int fields) {
    writer.writeMap(fields);
  }

  @Override
  public void baseName(Path path, int levels) {
    label(SenmlLabel.BASE_NAME);
    writeIds(path, 0, Math.min(levels, path.depth()), levels < path.depth());
  }

  @Override
  public int baseNameBytes() {
    return 2;
  }

  @Override
  public int nameBytes() {
    return 2;
  }

  @Override
  public void baseTime(BigDecimal seconds) {
    time(SenmlLabel.BASE_TIME, seconds);
  }

  @Override
  public void name(Path path, int levels) {
    label(SenmlLabel.NAME);
    writeIds(path, levels, path.depth(), false);
  }

  /// Writes ids of `path` with slashes between them, and one in front of the first id of all.
  private void writeIds(Path path, int from, int to, boolean slashAtEnd) {
    int bytes = to - from - (from > 0 ? 1 : 0) + (slashAtEnd ? 1 : 0);
    for (int level = from; level < to; level++) {
      bytes += CborWriter.digits(path.id(level));
    }
    writer.beginText(bytes);
    for (int level = from; level < to; level++) {
      if (level > from || level == 0) {
        writer.addText('/');
      }
      writer.addDecimal(path.id(level));
    }
    if (slashAtEnd) {
      writer.addText('/');
    }
  }

  @Override
  public void name(String text) {
    label(SenmlLabel.NAME).writeText(text);
  }

  @Override
  public void time(BigDecimal seconds) {
    time(SenmlLabel.TIME, seconds);
  }

  @Override
  public void removal() {
    label(SenmlLabel.VALUE).writeNull();
  }

  @Override
  public void endRecord() {}

  private CborWriter label(SenmlLabel label) {
    return writer.writeLong(label.number);
  }

  /// Writes seconds as an integer, else as a double that spells the same decimal, else as a decimal
  /// fraction.
  private void time(SenmlLabel label, BigDecimal seconds) {
    label(label);
    if (seconds.scale() <= 0) {
      writer.writeLong(seconds.longValueExact());
    } else if (BigDecimal.valueOf(seconds.doubleValue()).compareTo(seconds) == 0
        || seconds.unscaledValue().bitLength() >= Long.SIZE) {
      writer.writeFloat(seconds.doubleValue());
    } else {
      writer.writeDecimalFraction(seconds.unscaledValue().longValueExact(), -seconds.scale());
    }
  }

  @Override
  public void value(Value value) {
    switch (value) {
      case Value.Real real -> label(SenmlLabel.VALUE).writeFloat(real.value());
      case Value.Int whole -> label(SenmlLabel.VALUE).writeLong(whole.value());
      case Value.Text text -> label(SenmlLabel.STRING).writeText(text.value());
      case Value.Bool flag -> label(SenmlLabel.BOOLEAN).writeBoolean(flag.value());
      case Value.Time time -> label(SenmlLabel.VALUE).writeLong(time.epochSeconds());
      case Value.Unsigned number -> label(SenmlLabel.VALUE).writeUnsigned(number.value());
      case Value.Opaque bytes -> label(SenmlLabel.DATA).writeBytes(bytes.value());
      case Value.Raw bytes -> label(SenmlLabel.DATA).writeBytes(bytes.value());
      case Value.ObjectLink link -> writer.writeText("vlo").writeText(link.toString());
      case Value.CoreLink links -> label(SenmlLabel.STRING).writeText(links.value());
    }
  }

  @Override
  public Optional<String> refusal(Value value) {
    return Optional.empty();
  }

  @Override
  public Bytes toBytes() {
    return writer.toBytes();
  }
}
