// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import java.util.Optional;

/// Records of a SenML CBOR pack as most devices write it: every length declared, names of ids, plain numbers,
/// one byte for each label. Gives up at anything else, with a fault that says nothing; so whoever meets a
/// fault reads the payload again with [SenmlCborSource].
final class SenmlCborScan implements SenmlSource {
  private static final int ARRAY = 4;
  private static final int MAP = 5;
  private static final int TEXT = 3;
  private static final long NO_LENGTH = -1;

  private final Bytes in;
  private int at;
  private long records;
  private boolean broken;

  SenmlCborScan(Bytes payload) {
    in = payload;
    records = length(ARRAY);
  }

  @Override
  public boolean hasNext() {
    return records > 0 && !broken;
  }

  @Override
  public void read(SenmlRecord record) {
    records--;
    for (long fields = length(MAP); fields > 0 && !broken; fields--) {
      readField(record);
    }
  }

  private void readField(SenmlRecord record) {
    int number = next();
    SenmlLabel label = SenmlLabel.numbered(number < 0x20 ? number : 0x1F - number);
    boolean read =
        switch (label) {
          case NAME -> record.readName(in, beginText(), at);
          case VALUE -> record.addValue() && readNumber(record.value);
          case STRING -> record.addValue() && record.readText(in, beginText(), at);
          case BOOLEAN -> record.addValue() && readBoolean(record.value);
          case BASE_NAME -> record.readBaseName(in, beginText(), at);
          case BASE_TIME -> readNumber(record.baseTime);
          case TIME -> readNumber(record.time);
          default -> false;
        };
    broken |= !read || !record.add(label);
  }

  private boolean readBoolean(Scalar into) {
    int head = next();
    into.flag(head == 0xF5);
    return head == 0xF5 || head == 0xF4;
  }

  private boolean readNumber(Scalar into) {
    int head = next();
    int major = head >>> 5;
    int bytes = bytes(head);
    if (bytes < 0 || (major > 1 && major != 7)) {
      return false;
    }
    long argument = argument(head, bytes);
    if (major < 2) {
      into.whole(major == 0 ? argument : ~argument);
      return argument >= 0;
    }
    switch (bytes) {
      case 2 -> into.binary(Float.float16ToFloat((short) argument));
      case 4 -> into.binary(Float.intBitsToFloat((int) argument));
      case 8 -> into.binary(Double.longBitsToDouble(argument));
      default -> {
        return false;
      }
    }
    return true;
  }

  /// Moves past a text string; the answer is where its bytes begin, -1 where there is none.
  private int beginText() {
    long length = length(TEXT);
    if (length < 0 || length > in.size() - at) {
      return -1;
    }
    int from = at;
    at += (int) length;
    return from;
  }

  /// Reads the head of an item of `major`; the answer is its length.
  private long length(int major) {
    int head = next();
    int bytes = bytes(head);
    if (head >>> 5 != major || bytes < 0) {
      broken = true;
      return NO_LENGTH;
    }
    return argument(head, bytes);
  }

  /// The next byte; 0xFF, which begins nothing, at the end.
  private int next() {
    return at < in.size() ? in.get(at++) : 0xFF;
  }

  /// How many bytes of argument follow a head, all of which are there; -1 where they are not.
  private int bytes(int head) {
    int info = head & 31;
    int bytes = info < 24 ? 0 : info < 28 ? 1 << info - 24 : -1;
    return bytes <= in.size() - at ? bytes : -1;
  }

  private long argument(int head, int bytes) {
    int from = at;
    at += bytes;
    return switch (bytes) {
      case 0 -> head & 31;
      case 1 -> in.get(from);
      case 2 -> in.get16(from);
      case 4 -> in.get32(from) & 0xFFFF_FFFFL;
      default -> in.unsigned(from, from + 8);
    };
  }

  @Override
  public void fail(String what) {
    broken = true;
  }

  @Override
  public boolean isBroken() {
    return broken;
  }

  @Override
  public Optional<String> finish() {
    return broken || records != 0 || at != in.size() ? Optional.of("unusual") : Optional.empty();
  }
}
