// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import java.util.Optional;

/// Records of a SenML JSON pack (RFC 8428 §5).
final class SenmlJsonSource implements SenmlSource {
  private final JsonReader reader;
  private final Tolerances tolerances;

  /// Whether the array of records is left.
  private boolean left;

  SenmlJsonSource(Bytes payload, DecodeLimits limits, Tolerances tolerances) {
    this.tolerances = tolerances;
    reader = new JsonReader(payload, limits.nestingMax());
    reader.enterArray();
  }

  @Override
  public boolean hasNext() {
    return !left && reader.hasNext();
  }

  @Override
  public void read(SenmlRecord record) {
    reader.enterObject();
    while (reader.hasNext()) {
      reader.readName();
      SenmlLabel label = SenmlLabel.named(reader);
      if (label == SenmlLabel.OTHER) {
        if (reader.text().endsWith("_")) {
          fail("a field that must be understood and is not");
        }
        record.add(label);
        reader.skip();
      } else {
        if (!record.add(label)) {
          fail(SenmlSource.repetition(label));
        }
        read(label, record);
      }
    }
    reader.leave();
  }

  private void read(SenmlLabel label, SenmlRecord record) {
    switch (label) {
      case BASE_NAME -> readBaseName(record);
      case NAME -> readName(record);
      case BASE_TIME -> reader.readNumber(record.baseTime);
      case TIME -> reader.readNumber(record.time);
      case VALUE, STRING, BOOLEAN, DATA, LINK -> {
        if (!record.addValue()) {
          fail("more than one value");
        }
        readValue(label, record.value);
      }
      case BASE_VERSION -> {
        if (!SenmlSource.isKnownVersion(reader.readNumber(new Scalar()))) {
          fail("an unknown version of SenML");
        }
      }
      case BASE_VALUE, BASE_SUM -> fail(SenmlSource.refusal(label));
      case BASE_UNIT, UNIT, SUM, UPDATE_TIME, OTHER -> reader.skip();
    }
  }

  private void readBaseName(SenmlRecord record) {
    record.baseIsIds = reader.readIds(record.baseIds);
    record.baseText = record.baseIsIds ? "" : reader.text();
  }

  private void readName(SenmlRecord record) {
    record.nameIsIds = reader.readIds(record.nameIds) && !record.nameIds.isOpen();
    if (!record.nameIsIds) {
      record.nameText = reader.text();
    }
  }

  private void readValue(SenmlLabel label, Scalar value) {
    switch (label) {
      case STRING -> value.text(reader.readText());
      case BOOLEAN -> value.flag(reader.readBoolean());
      case LINK -> value.link(reader.readText());
      case DATA -> {
        String text = reader.readText();
        Optional<Bytes> data = Base64Text.decode(text);
        if (data.isEmpty()) {
          fail("field vd is no base64");
        }
        if (Base64Text.isPlain(text) || text.endsWith("=")) {
          tolerances.use(Tolerance.BASE64_VARIANT).ifPresent(this::fail);
        }
        value.data(data.orElse(Bytes.EMPTY));
      }
      default -> {
        if (reader.peek() == JsonKind.NULL) {
          reader.readNull();
          value.nothing();
        } else {
          reader.readNumber(value);
        }
      }
    }
  }

  @Override
  public void fail(String what) {
    reader.fail(what);
  }

  @Override
  public boolean isBroken() {
    return reader.isBroken();
  }

  @Override
  public Optional<String> finish() {
    if (!left) {
      reader.leave();
      left = true;
    }
    return reader.finish();
  }
}
