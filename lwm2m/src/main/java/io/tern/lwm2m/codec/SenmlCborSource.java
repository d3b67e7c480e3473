// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.coap.cbor.CborKind;
import io.tern.coap.cbor.CborReader;
import java.util.Optional;

/// Records of a SenML CBOR pack (RFC 8428 §6). Arrays and maps of indefinite length are taken, too.
final class SenmlCborSource implements SenmlSource {
  private static final int NO_LABEL = Integer.MIN_VALUE;

  private final CborReader reader;
  private final Tolerances tolerances;
  private boolean left;

  SenmlCborSource(Bytes payload, DecodeLimits limits, Tolerances tolerances) {
    this.tolerances = tolerances;
    reader = CborScalar.reader(payload, limits);
    judge(reader.enterArray());
  }

  /// Notes what declares no number of elements.
  private void judge(int elements) {
    if (elements == CborReader.INDEFINITE) {
      tolerances.use(Tolerance.SENML_INDEFINITE_LENGTH).ifPresent(this::fail);
    }
  }

  @Override
  public boolean hasNext() {
    return !left && reader.hasNext();
  }

  @Override
  public void read(SenmlRecord record) {
    judge(reader.enterMap());
    while (reader.hasNext()) {
      SenmlLabel label = label();
      if (label == SenmlLabel.OTHER) {
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

  private SenmlLabel label() {
    int small = reader.readSmall(NO_LABEL);
    if (small != NO_LABEL) {
      return SenmlLabel.numbered(small);
    }
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
      case BASE_NAME -> readBaseName(record);
      case NAME -> readName(record);
      case BASE_TIME -> CborScalar.readNumber(reader, record.baseTime);
      case TIME -> CborScalar.readNumber(reader, record.time);
      case VALUE, STRING, BOOLEAN, DATA, LINK -> {
        if (!record.addValue()) {
          fail("more than one value");
        }
        readValue(label, record.value);
      }
      case BASE_VERSION -> {
        if (!SenmlSource.isKnownVersion(CborScalar.readNumber(reader, new Scalar()))) {
          fail("an unknown version of SenML");
        }
      }
      case BASE_VALUE, BASE_SUM -> fail(SenmlSource.refusal(label));
      case BASE_UNIT, UNIT, SUM, UPDATE_TIME, OTHER -> reader.skip();
    }
  }

  private void readBaseName(SenmlRecord record) {
    record.baseIsIds = readIds(record.baseIds);
    record.baseText = record.baseIsIds ? "" : reader.text();
  }

  private void readName(SenmlRecord record) {
    record.nameIsIds = readIds(record.nameIds) && !record.nameIds.isOpen();
    if (!record.nameIsIds) {
      record.nameText = reader.text();
    }
  }

  private boolean readIds(NameIds ids) {
    int size = reader.readTextStretch();
    return ids.read(reader.stretch(), 0, size);
  }

  private void readValue(SenmlLabel label, Scalar value) {
    switch (label) {
      case STRING -> value.text(reader.readText());
      case BOOLEAN -> value.flag(reader.readBoolean());
      case LINK -> value.link(reader.readText());
      case DATA -> value.data(reader.readBytes());
      default -> CborScalar.readNumberOrNull(reader, value);
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
    return CborScalar.finish(reader);
  }
}
