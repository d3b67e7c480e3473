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
      Optional<SenmlLabel> label = label();
      if (label.isPresent()) {
        if (!record.add(label.get())) {
          fail(SenmlSource.repetition(label.get()));
        }
        read(label.get(), record);
      } else {
        reader.skip();
      }
    }
    reader.leave();
  }

  /// Reads a key; empty for a field to be ignored.
  private Optional<SenmlLabel> label() {
    if (reader.peek() != CborKind.TEXT) {
      return numbered(reader.readLong());
    }
    String text = reader.readText();
    if (text.equals(SenmlLabel.LINK.text)) {
      return Optional.of(SenmlLabel.LINK);
    }
    if (text.endsWith("_")) {
      fail("a field that must be understood and is not");
    }
    for (SenmlLabel label : SenmlLabel.all()) {
      if (label.text.equals(text)) {
        fail("field " + text + " named by text");
      }
    }
    return Optional.empty();
  }

  private static Optional<SenmlLabel> numbered(long number) {
    for (SenmlLabel label : SenmlLabel.all()) {
      if (label.number == number && label != SenmlLabel.LINK) {
        return Optional.of(label);
      }
    }
    return Optional.empty();
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
      case BASE_UNIT, UNIT, SUM, UPDATE_TIME -> reader.skip();
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
