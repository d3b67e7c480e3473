// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import java.util.Optional;

/// Records of a SenML JSON pack (RFC 8428 §5).
final class SenmlJsonSource implements SenmlSource {
  private final JsonReader reader;

  /// Whether the array of records is left.
  private boolean left;

  SenmlJsonSource(Bytes payload, DecodeLimits limits) {
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
      case BASE_NAME -> record.baseName = reader.readText();
      case NAME -> record.name = reader.readText();
      case BASE_TIME -> record.baseTime = reader.readNumber();
      case TIME -> record.time = reader.readNumber();
      case VALUE, STRING, BOOLEAN, DATA, LINK -> {
        if (!record.setValue(value(label))) {
          fail("more than one value");
        }
      }
      case BASE_VERSION -> {
        if (!SenmlSource.isKnownVersion(reader.readNumber())) {
          fail("an unknown version of SenML");
        }
      }
      case BASE_VALUE, BASE_SUM -> fail(SenmlSource.refusal(label));
      case BASE_UNIT, UNIT, SUM, UPDATE_TIME, OTHER -> reader.skip();
    }
  }

  private Scalar value(SenmlLabel label) {
    return switch (label) {
      case STRING -> new Scalar.Text(reader.readText());
      case BOOLEAN -> new Scalar.Flag(reader.readBoolean());
      case LINK -> new Scalar.Link(reader.readText());
      case DATA -> {
        Optional<Bytes> data = Base64Text.decode(reader.readText());
        if (data.isEmpty()) {
          fail("field vd is no base64");
        }
        yield new Scalar.Data(data.orElse(Bytes.EMPTY));
      }
      default -> {
        if (reader.peek() != JsonKind.NULL) {
          yield reader.readNumber();
        }
        reader.readNull();
        yield new Scalar.Nothing();
      }
    };
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
