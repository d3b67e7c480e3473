// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import java.util.Optional;

/// Records of a SenML JSON pack as most devices write it: names of ids, values without escapes or exponents, no
/// blanks. Gives up at anything else, with a fault that says nothing; so whoever meets a fault reads the
/// payload again with [SenmlJsonSource].
final class SenmlJsonScan implements SenmlSource {
  private static final int DIGITS_MAX = 18;

  private final byte[] input;
  private final Bytes bytes;
  private int at;
  private boolean broken;

  SenmlJsonScan(Bytes payload) {
    input = payload.toArray();
    bytes = Bytes.wrap(input);
    broken = !isNext('[');
  }

  /// What stands in front of a record is skipped with it: the bracket, or a comma.
  @Override
  public boolean hasNext() {
    return !broken && at + 1 < input.length && input[at] != ']' && input[at + 1] == '{';
  }

  @Override
  public void read(SenmlRecord record) {
    at++;
    do {
      at++;
      broken |= !readField(record);
    } while (!broken && isNext(','));
    broken |= !isNext('}');
    at++;
    broken |= !isNext(',') && !isNext(']');
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
    boolean ends = !broken && at == input.length - 1 && input[at] == ']';
    return ends ? Optional.empty() : Optional.of("unusual");
  }

  private boolean isNext(char c) {
    return at < input.length && input[at] == c;
  }

  private boolean readField(SenmlRecord record) {
    return switch (label()) {
      case 'n' -> record.add(SenmlLabel.NAME) && readName(record);
      case 'v' -> record.add(SenmlLabel.VALUE) && record.addValue() && readNumber(record.value);
      case 'v' << 8 | 's' ->
          record.add(SenmlLabel.STRING)
              && record.addValue()
              && record.readText(bytes, at + 1, endOfText());
      case 'b' << 8 | 'n' ->
          record.add(SenmlLabel.BASE_NAME) && record.readBaseName(bytes, at + 1, endOfText());
      case 't' -> record.add(SenmlLabel.TIME) && readNumber(record.time);
      default -> false;
    };
  }

  private boolean readName(SenmlRecord record) {
    int end = isNext('"') ? record.readQuotedName(input, at + 1) : -1;
    at = end + 1;
    return end >= 0;
  }

  /// The characters of a label of one or two in one number, read with the colon behind it; 0 for any other.
  private int label() {
    byte[] in = input;
    int i = at;
    if (i + 5 > in.length || in[i] != '"') {
      return 0;
    }
    if (in[i + 2] == '"' && in[i + 3] == ':') {
      at = i + 4;
      return in[i + 1];
    }
    if (in[i + 3] == '"' && in[i + 4] == ':') {
      at = i + 5;
      return in[i + 1] > 0 ? in[i + 1] << 8 | in[i + 2] : 0;
    }
    return 0;
  }

  /// Moves past a string; the answer is where its closing quote is, -1 for none that is usual.
  private int endOfText() {
    byte[] in = input;
    int i = at;
    if (i >= in.length || in[i] != '"') {
      return -1;
    }
    i++;
    while (i < in.length && in[i] != '"') {
      int c = in[i++];
      if (c == '\\' || (c >= 0 && c < ' ')) {
        return -1;
      }
    }
    at = i + 1;
    return i < in.length ? i : -1;
  }

  private boolean readNumber(Scalar into) {
    byte[] in = input;
    int i = at;
    boolean negative = i < in.length && in[i] == '-';
    i += negative ? 1 : 0;
    int from = i;
    long magnitude = 0;
    while (i < in.length && in[i] >= '0' && in[i] <= '9') {
      magnitude = magnitude * 10 + (in[i++] - '0');
    }
    int whole = i - from;
    if (whole == 0 || (whole > 1 && in[from] == '0')) {
      return false;
    }
    int decimals = 0;
    if (i < in.length && in[i] == '.') {
      int point = i++;
      while (i < in.length && in[i] >= '0' && in[i] <= '9') {
        magnitude = magnitude * 10 + (in[i++] - '0');
      }
      decimals = i - point - 1;
      if (decimals == 0 || (negative && magnitude == 0)) {
        return false;
      }
    }
    if (whole + decimals > DIGITS_MAX) {
      return false;
    }
    at = i;
    long number = negative ? -magnitude : magnitude;
    if (decimals == 0) {
      into.whole(number);
    } else {
      into.decimal(number, -decimals);
    }
    return true;
  }
}
