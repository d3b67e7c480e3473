// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import java.util.Optional;

/// Pulls one value after another out of strict JSON (RFC 8259): UTF-8 alone, no comment, no comma too
/// many, no lone surrogate, nothing behind the value.
///
/// What is wrong with the input is kept in the reader instead of being thrown: from the first fault on
/// [#peek] answers [JsonKind#BROKEN], [#hasNext] false and every read something harmless. So a caller
/// reads straight on, in loops over [#hasNext], and asks [#finish] once at the end; it adds its own
/// findings with [#fail].
///
/// Arrays and objects are entered and left; in an object each value comes behind [#readName].
final class JsonReader {
  private static final int NUMBER_CHARS_MAX = 400;
  private static final int EXPONENT_DIGITS_MAX = 3;

  /// Integers of so many digits always fit a long.
  private static final int LONG_DIGITS = 18;

  private final byte[] input;
  private final Bytes inputBytes;

  /// For each open array or object, the character that closes it.
  private final byte[] closers;

  private int depth;
  private int at;

  /// Whether the next value, or the name before it, begins at `at`.
  private boolean ready;

  /// Whether that value is the first one of the open array or object.
  private boolean first = true;

  /// Whether the name before it has been read.
  private boolean named;

  private boolean done;
  private int faultAt;
  private boolean broken;
  private String fault = "";

  /// The string read last, as it stands between its quotes.
  private int textFrom;

  private int textTo;
  private boolean escaped;

  JsonReader(Bytes input, int nestingMax) {
    this.input = input.toArray();
    inputBytes = Bytes.wrap(this.input);
    this.closers = new byte[nestingMax];
  }

  boolean isBroken() {
    return broken;
  }

  /// Records a fault. Only the first one counts.
  void fail(String what) {
    if (!broken) {
      broken = true;
      fault = what;
      faultAt = at;
    }
  }

  /// Judges the end: nothing but blanks may follow. Returns what is wrong, with the byte where.
  Optional<String> finish() {
    if (!isBroken()) {
      skipBlanks();
      if (!done || depth > 0) {
        fail("the input ends too early");
      } else if (at < input.length) {
        fail("something behind the end");
      }
    }
    return isBroken() ? Optional.of(fault + " (byte " + faultAt + ")") : Optional.empty();
  }

  /// Whether another value follows in the open array or object, or else in the input.
  boolean hasNext() {
    if (isBroken() || ready) {
      return ready && !isBroken();
    }
    skipBlanks();
    if (at == input.length) {
      if (depth > 0) {
        fail("the input ends too early");
      }
      return false;
    }
    if (depth == 0) {
      ready = !done;
      return ready;
    }
    if (input[at] == closers[depth - 1]) {
      return false;
    }
    if (!first) {
      expect(',');
      skipBlanks();
      if (at < input.length && input[at] == closers[depth - 1]) {
        fail("a comma too many");
      }
    }
    ready = !isBroken();
    return ready;
  }

  /// What follows: behind a name its value, before it an object's end or [JsonKind#TEXT].
  JsonKind peek() {
    if (!hasNext()) {
      return isBroken() ? JsonKind.BROKEN : JsonKind.END;
    }
    int c = at < input.length ? input[at] : -1;
    return switch (c) {
      case '{' -> JsonKind.OBJECT;
      case '[' -> JsonKind.ARRAY;
      case '"' -> JsonKind.TEXT;
      case 't', 'f' -> JsonKind.BOOLEAN;
      case 'n' -> JsonKind.NULL;
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> JsonKind.NUMBER;
      default -> {
        fail(c < 0 ? "the input ends too early" : "no value");
        yield JsonKind.BROKEN;
      }
    };
  }

  void enterArray() {
    enter(JsonKind.ARRAY, ']');
  }

  void enterObject() {
    enter(JsonKind.OBJECT, '}');
  }

  private void enter(JsonKind kind, char closer) {
    if (!isNext(kind)) {
      return;
    }
    if (depth == closers.length) {
      fail("nested deeper than " + closers.length);
      return;
    }
    at++;
    closers[depth++] = (byte) closer;
    ready = false;
    named = false;
    first = true;
  }

  /// Leaves the array or object entered last, all of whose values must have been read.
  void leave() {
    if (hasNext()) {
      fail("more values than expected");
    }
    if (!isBroken()) {
      at++;
      depth--;
      endValue();
    }
  }

  /// Reads the name before the next value of the open object. [#nameIs] and [#text] tell it.
  void readName() {
    if (!hasNext() || named || at == input.length || input[at] != '"') {
      fail("no name");
      return;
    }
    scanText();
    skipBlanks();
    expect(':');
    skipBlanks();
    named = true;
  }

  /// The characters of the string read last in one number, where it has one to three and no escapes; else 0.
  int shortName() {
    int size = textTo - textFrom;
    if (escaped || size > 3) {
      return 0;
    }
    int name = 0;
    for (int i = textFrom; i < textTo; i++) {
      name = name << 8 | input[i];
    }
    return name;
  }

  /// Reads a string into `ids`; whether it is made of ids. If not, [#text] tells it.
  boolean readIds(NameIds ids) {
    if (!isNext(JsonKind.TEXT)) {
      return false;
    }
    scanText();
    endValue();
    return !escaped && !isBroken() && ids.read(inputBytes, textFrom, textTo);
  }

  /// Whether the string read last is `ascii`.
  boolean nameIs(String ascii) {
    if (escaped) {
      return text().equals(ascii);
    }
    if (textTo - textFrom != ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (input[textFrom + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /// The string read last; empty at a fault.
  String text() {
    if (isBroken()) {
      return "";
    }
    Optional<String> raw = inputBytes.utf8Strict(textFrom, textTo);
    if (raw.isEmpty()) {
      fail("malformed UTF-8");
      return "";
    }
    return escaped ? unescape(raw.get()) : raw.get();
  }

  String readText() {
    if (!isNext(JsonKind.TEXT)) {
      return "";
    }
    scanText();
    endValue();
    return text();
  }

  boolean readBoolean() {
    if (!isNext(JsonKind.BOOLEAN)) {
      return false;
    }
    boolean value = input[at] == 't';
    readWord(value ? "true" : "false");
    return value;
  }

  void readNull() {
    if (isNext(JsonKind.NULL)) {
      readWord("null");
    }
  }

  private void readWord(String word) {
    for (int i = 0; i < word.length() && !isBroken(); i++) {
      expect(word.charAt(i));
    }
    endValue();
  }

  /// Reads a number with all its digits.
  Scalar readNumber(Scalar into) {
    if (!isNext(JsonKind.NUMBER)) {
      return into.nothing();
    }
    int from = at;
    boolean negative = input[at] == '-';
    at += negative ? 1 : 0;
    int digitsFrom = at;
    long magnitude = readDigits(0);
    int digits = at - digitsFrom;
    if (digits > 1 && input[digitsFrom] == '0') {
      fail("a number with a leading zero");
    }
    boolean whole = true;
    int power = 0;
    if (at < input.length && input[at] == '.') {
      whole = false;
      int fractionFrom = ++at;
      magnitude = readDigits(magnitude);
      power = fractionFrom - at;
      digits -= power;
    }
    if (at < input.length && (input[at] | 0x20) == 'e') {
      whole = false;
      power += readExponent();
    }
    if (at - from > NUMBER_CHARS_MAX) {
      fail("a number too long");
    }
    endValue();
    if (isBroken()) {
      return into.nothing();
    }
    if (digits > LONG_DIGITS) {
      return into.digits(inputBytes.slice(from, at).utf8());
    }
    if (whole) {
      return into.whole(negative ? -magnitude : magnitude);
    }
    return magnitude == 0 && negative
        ? into.binary(-0.0)
        : into.decimal(negative ? -magnitude : magnitude, power);
  }

  private int readExponent() {
    at++;
    boolean negative = at < input.length && input[at] == '-';
    at += at < input.length && (input[at] == '+' || input[at] == '-') ? 1 : 0;
    int from = at;
    long exponent = readDigits(0);
    if (at - from > EXPONENT_DIGITS_MAX) {
      fail("a number out of range");
      return 0;
    }
    return (int) (negative ? -exponent : exponent);
  }

  /// Moves behind at least one digit; returns the number that those of `front` and they make, where that
  /// fits.
  private long readDigits(long front) {
    byte[] in = input;
    int i = at;
    long number = front;
    while (i < in.length && in[i] >= '0' && in[i] <= '9') {
      number = number * 10 + (in[i++] - '0');
    }
    if (i == at) {
      fail("a digit is missing");
    }
    at = i;
    return number;
  }

  /// Moves past one value with all that is in it.
  void skip() {
    int base = depth;
    do {
      if (depth > base && !hasNext()) {
        leave();
        continue;
      }
      if (depth > base && closers[depth - 1] == '}') {
        readName();
        text();
      }
      switch (peek()) {
        case OBJECT -> enterObject();
        case ARRAY -> enterArray();
        case TEXT -> readText();
        case NUMBER -> readNumber(new Scalar());
        case BOOLEAN -> readBoolean();
        case NULL -> readNull();
        case END, BROKEN -> fail("no value");
      }
    } while (!isBroken() && depth > base);
  }

  private boolean isNext(JsonKind kind) {
    JsonKind next = peek();
    if (next != kind) {
      fail("not " + kind.name().toLowerCase(java.util.Locale.ROOT));
      return false;
    }
    if (depth > 0 && closers[depth - 1] == '}' && !named) {
      fail("no name");
      return false;
    }
    return true;
  }

  private void endValue() {
    ready = false;
    named = false;
    first = false;
    done = depth == 0;
  }

  private void skipBlanks() {
    while (at < input.length
        && input[at] <= ' '
        && (input[at] == ' ' || input[at] == '\n' || input[at] == '\r' || input[at] == '\t')) {
      at++;
    }
  }

  private void expect(char c) {
    if (at < input.length && input[at] == c) {
      at++;
    } else {
      fail("expected " + c);
    }
  }

  /// Moves past a string, whose opening quote is next.
  private void scanText() {
    byte[] in = input;
    int i = at + 1;
    textFrom = i;
    escaped = false;
    while (i < in.length && in[i] != '"') {
      int c = in[i];
      if (c >= 0 && c < ' ') {
        at = i;
        fail("a control character in a string");
        return;
      }
      if (c == '\\') {
        escaped = true;
        i++;
      }
      i++;
    }
    textTo = Math.min(i, in.length);
    at = i;
    if (i >= in.length) {
      fail("a string without end");
    }
    at++;
  }

  private String unescape(String raw) {
    StringBuilder text = new StringBuilder(raw.length());
    int i = 0;
    while (i < raw.length() && !isBroken()) {
      char c = raw.charAt(i++);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      char code = raw.charAt(i++);
      if (code == 'u') {
        text.append(unicode(raw, i));
        i += 4;
      } else {
        int known = "\"\\/bfnrt".indexOf(code);
        if (known < 0) {
          fail("an unknown escape");
        } else {
          text.append("\"\\/\b\f\n\r\t".charAt(known));
        }
      }
    }
    for (i = 0; i < text.length() && !isBroken(); i += Character.charCount(text.codePointAt(i))) {
      if (text.codePointAt(i) >= Character.MIN_SURROGATE
          && text.codePointAt(i) <= Character.MAX_SURROGATE) {
        fail("half a character");
      }
    }
    return isBroken() ? "" : text.toString();
  }

  private char unicode(String raw, int from) {
    int code = 0;
    for (int i = from; i < from + 4; i++) {
      int digit =
          i < raw.length() && raw.charAt(i) < 0x80 ? Character.digit(raw.charAt(i), 16) : -1;
      if (digit < 0) {
        fail("an unknown escape");
      }
      code = code << 4 | digit & 15;
    }
    return (char) code;
  }
}
