// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The options of a message: an immutable list of (number, value), ordered by number and, for equal
/// numbers, by position (RFC 7252 §3.1).
///
/// Typed accessors return empty where the option is absent or its value is too long to be what the
/// name says; the codec keeps such a value, so that the endpoint can judge it.
public final class Options {
  /// No options.
  public static final Options NONE = new Options(new int[0], new Bytes[0]);

  private final int[] numbers;
  private final Bytes[] values;

  private Options(int[] numbers, Bytes[] values) {
    this.numbers = numbers;
    this.values = values;
  }

  /// The options of the given numbers (ascending, 0 to 65535) and values, index by index. The arrays
  /// pass to the result: nobody may write to them any more.
  ///
  /// @throws IllegalArgumentException if the numbers are out of order or range
  public static Options wrap(int[] numbers, Bytes[] values) {
    int previous = 0;
    for (int number : numbers) {
      if (number < previous || number > 65535) {
        throw new IllegalArgumentException("option " + number + " behind " + previous);
      }
      previous = number;
    }
    if (numbers.length != values.length) {
      throw new IllegalArgumentException(numbers.length + " numbers, " + values.length + " values");
    }
    return numbers.length == 0 ? NONE : new Options(numbers, values);
  }

  /// A builder that starts empty.
  public static Builder builder() {
    return new Builder();
  }

  /// A builder that starts with these options.
  public Builder toBuilder() {
    Builder builder = new Builder();
    for (int i = 0; i < numbers.length; i++) {
      builder.add(numbers[i], values[i]);
    }
    return builder;
  }

  /// These options but those of the given numbers; this where there is none of them.
  public Options without(int... unwanted) {
    for (int number : unwanted) {
      if (has(number)) {
        Builder builder = toBuilder();
        for (int each : unwanted) {
          builder.remove(each);
        }
        return builder.build();
      }
    }
    return this;
  }

  /// How many options there are, repeated ones counted each.
  public int count() {
    return numbers.length;
  }

  /// The number of the option at `index`.
  public int number(int index) {
    return numbers[index];
  }

  /// The value of the option at `index`.
  public Bytes value(int index) {
    return values[index];
  }

  /// Whether an option of that number is present.
  public boolean has(int number) {
    return indexOf(number) >= 0;
  }

  /// The value of the first option of that number.
  public Optional<Bytes> first(int number) {
    int index = indexOf(number);
    return index < 0 ? Optional.empty() : Optional.of(values[index]);
  }

  /// The first option of that number read as an unsigned integer of up to four bytes.
  public OptionalLong uint(int number) {
    int index = indexOf(number);
    if (index < 0 || values[index].size() > 4) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(unsigned(values[index]));
  }

  /// The values of all options of that number as text, in order.
  public List<String> strings(int number) {
    int index = indexOf(number);
    if (index < 0) {
      return List.of();
    }
    List<String> found = new ArrayList<>(4);
    for (int i = index; i < numbers.length && numbers[i] == number; i++) {
      found.add(values[i].utf8());
    }
    return found;
  }

  /// The segments of the Uri-Path.
  public List<String> uriPath() {
    return strings(OptionNumber.URI_PATH);
  }

  /// The arguments of the Uri-Query.
  public List<String> uriQuery() {
    return strings(OptionNumber.URI_QUERY);
  }

  /// The segments of the Location-Path.
  public List<String> locationPath() {
    return strings(OptionNumber.LOCATION_PATH);
  }

  /// The Content-Format of the payload.
  public Optional<ContentFormat> contentFormat() {
    return format(OptionNumber.CONTENT_FORMAT);
  }

  /// The Content-Format the client wants.
  public Optional<ContentFormat> accept() {
    return format(OptionNumber.ACCEPT);
  }

  /// The Observe value, 0 to 2^24-1 (RFC 7641 §2).
  public OptionalInt observe() {
    int index = indexOf(OptionNumber.OBSERVE);
    if (index < 0 || values[index].size() > 3) {
      return OptionalInt.empty();
    }
    return OptionalInt.of((int) unsigned(values[index]));
  }

  /// The Block1 option (RFC 7959 §2.2).
  public Optional<Block> block1() {
    return first(OptionNumber.BLOCK1).flatMap(Block::decode);
  }

  /// The Block2 option (RFC 7959 §2.2).
  public Optional<Block> block2() {
    return first(OptionNumber.BLOCK2).flatMap(Block::decode);
  }

  private Optional<ContentFormat> format(int number) {
    int index = indexOf(number);
    if (index < 0 || values[index].size() > 2) {
      return Optional.empty();
    }
    return Optional.of(new ContentFormat((int) unsigned(values[index])));
  }

  private int indexOf(int number) {
    for (int i = 0; i < numbers.length && numbers[i] <= number; i++) {
      if (numbers[i] == number) {
        return i;
      }
    }
    return -1;
  }

  private static long unsigned(Bytes value) {
    long result = 0;
    for (int i = 0; i < value.size(); i++) {
      result = result << 8 | value.get(i);
    }
    return result;
  }

  @Override
  public boolean equals(Object object) {
    return object instanceof Options other
        && Arrays.equals(numbers, other.numbers)
        && Arrays.equals(values, other.values);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(numbers) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < numbers.length; i++) {
      text.append(i == 0 ? "" : ", ").append(numbers[i]).append('=').append(values[i]);
    }
    return text.append('}').toString();
  }

  /// Collects options in any order.
  public static final class Builder {
    private int[] numbers = new int[8];
    private Bytes[] values = new Bytes[8];
    private int count;

    private Builder() {}

    /// Adds an option behind those of the same number, 0 to 65535.
    public Builder add(int number, Bytes value) {
      java.util.Objects.checkIndex(number, 65536);
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, count * 2);
        values = Arrays.copyOf(values, count * 2);
      }
      int at = count;
      while (at > 0 && numbers[at - 1] > number) {
        numbers[at] = numbers[at - 1];
        values[at] = values[at - 1];
        at--;
      }
      numbers[at] = number;
      values[at] = value;
      count++;
      return this;
    }

    /// Adds an option whose value is `text` in UTF-8.
    public Builder add(int number, String text) {
      return add(number, Bytes.ofUtf8(text));
    }

    /// Adds an option whose value is `value` (0 to 2^32-1) in the fewest bytes; 0 takes none.
    public Builder addUint(int number, long value) {
      if (value >>> 32 != 0) {
        throw new IllegalArgumentException("not an unsigned integer of 32 bits: " + value);
      }
      int size = (64 - Long.numberOfLeadingZeros(value) + 7) / 8;
      byte[] array = new byte[size];
      for (int i = 0; i < size; i++) {
        array[i] = (byte) (value >>> 8 * (size - 1 - i));
      }
      return add(number, Bytes.wrap(array));
    }

    /// Removes every option of that number.
    public Builder remove(int number) {
      int kept = 0;
      for (int i = 0; i < count; i++) {
        if (numbers[i] != number) {
          numbers[kept] = numbers[i];
          values[kept++] = values[i];
        }
      }
      Arrays.fill(values, kept, count, null);
      count = kept;
      return this;
    }

    /// Adds one Uri-Path option a segment.
    public Builder uriPath(String... segments) {
      for (String segment : segments) {
        add(OptionNumber.URI_PATH, segment);
      }
      return this;
    }

    /// Adds one Uri-Query option.
    public Builder uriQuery(String argument) {
      return add(OptionNumber.URI_QUERY, argument);
    }

    /// Adds one Location-Path option a segment.
    public Builder locationPath(String... segments) {
      for (String segment : segments) {
        add(OptionNumber.LOCATION_PATH, segment);
      }
      return this;
    }

    /// Sets the Content-Format.
    public Builder contentFormat(ContentFormat format) {
      return remove(OptionNumber.CONTENT_FORMAT)
          .addUint(OptionNumber.CONTENT_FORMAT, format.number());
    }

    /// Sets Accept.
    public Builder accept(ContentFormat format) {
      return remove(OptionNumber.ACCEPT).addUint(OptionNumber.ACCEPT, format.number());
    }

    /// Sets Observe to `value`, 0 to 2^24-1.
    public Builder observe(int value) {
      return remove(OptionNumber.OBSERVE).addUint(OptionNumber.OBSERVE, value);
    }

    /// Sets Block1.
    public Builder block1(Block block) {
      return remove(OptionNumber.BLOCK1).addUint(OptionNumber.BLOCK1, block.value());
    }

    /// Sets Block2.
    public Builder block2(Block block) {
      return remove(OptionNumber.BLOCK2).addUint(OptionNumber.BLOCK2, block.value());
    }

    /// The options collected so far.
    public Options build() {
      return count == 0
          ? NONE
          : new Options(Arrays.copyOf(numbers, count), Arrays.copyOf(values, count));
    }
  }
}
