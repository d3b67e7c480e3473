// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.record;

import io.tern.lwm2m.attr.Attributes;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;

/// Notification attributes in records.
final class AttributeRecord {
  private static final int DIGITS_MAX = 64;

  private AttributeRecord() {}

  static void write(RecordWriter writer, Attributes attributes) {
    writer.optional(attributes.pminSeconds()).optional(attributes.pmaxSeconds());
    decimal(writer, attributes.greaterThan());
    decimal(writer, attributes.lessThan());
    decimal(writer, attributes.step());
    writer.optional(attributes.epminSeconds()).optional(attributes.epmaxSeconds());
    writer.optional(attributes.risingEdge(), RecordWriter::flag);
    writer.optional(attributes.confirmable(), RecordWriter::flag);
    writer.optional(attributes.historicalQueueMax());
    writer.list(attributes.unset(), attributes.unset().size(), RecordWriter::text);
  }

  static Attributes read(RecordReader reader) {
    return new Attributes(
        reader.optionalNumber(),
        reader.optionalNumber(),
        reader.optional(AttributeRecord::decimal),
        reader.optional(AttributeRecord::decimal),
        reader.optional(AttributeRecord::decimal),
        reader.optionalNumber(),
        reader.optionalNumber(),
        reader.optional(RecordReader::flag),
        reader.optional(RecordReader::flag),
        reader.optionalNumber(),
        Set.copyOf(reader.list(RecordReader::text)));
  }

  private static void decimal(RecordWriter writer, Optional<BigDecimal> value) {
    writer.optional(value, (to, decimal) -> to.text(decimal.toString()));
  }

  private static BigDecimal decimal(RecordReader reader) {
    String text = reader.text();
    if (text.length() > DIGITS_MAX) {
      throw new RecordReader.Broken("too many digits");
    }
    return new BigDecimal(text);
  }
}
