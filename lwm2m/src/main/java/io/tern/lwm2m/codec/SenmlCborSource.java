// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.cbor.CborKind;
import io.tern.coap.cbor.CborReader;
import java.util.Optional;

/// Records of a SenML CBOR pack (RFC 8428 §6). Arrays and maps of indefinite length are taken, too.
final class SenmlCborSource implements SenmlSource {
  private final CborReader reader;
  private boolean left;

  SenmlCborSource(Bytes payload, DecodeLimits limits) {
    reader = CborScalar.reader(payload, limits);
    reader.enterArray();
  }

  @Override
  public boolean hasNext() {
    return !left && reader.hasNext();
  }

  @Override
  public void read(SenmlRecord record) {
    reader.enterMap();
    while (reader.hasNext()) {
      SenmlLabel label = label();
      if (label == SenmlLabel.OTHER) {
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

  private SenmlLabel label() {
    if (reader.peek() != CborKind.TEXT) {
      return SenmlLabel.numbered(reader.readLong());
    }
    String text = reader.readText();
    if (text.endsWith("_")) {
      fail("a field that must be understood and is not");
    }
    SenmlLabel label = SenmlLabel.named(text);
    if (label != SenmlLabel.LINK && label != SenmlLabel.OTHER) {
      fail("field " + text + " named by text");
    }
    return label;
  }

  private void read(SenmlLabel label, SenmlRecord record) {
    switch (label) {
      case BASE_NAME -> record.baseName = reader.readText();
      case NAME -> record.name = reader.readText();
      case BASE_TIME -> record.baseTime = CborScalar.readNumber(reader);
      case TIME -> record.time = CborScalar.readNumber(reader);
      case VALUE, STRING, BOOLEAN, DATA, LINK -> {
        if (!record.setValue(value(label))) {
          fail("more than one value");
        }
      }
      case BASE_VERSION -> {
        if (!SenmlSource.isKnownVersion(CborScalar.readNumber(reader))) {
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
      case DATA -> new Scalar.Data(reader.readBytes());
      default -> {
        if (reader.peek() != CborKind.NULL) {
          yield CborScalar.readNumber(reader);
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
    return CborScalar.finish(reader);
  }
}
