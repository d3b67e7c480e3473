// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.Version;
import io.tern.spec.Spec;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeTest {
  private static Value value(DataType type, String text) {
    return switch (type) {
      case INTEGER -> new Value.Int(Long.parseLong(text));
      case UNSIGNED_INTEGER -> new Value.Unsigned(Long.parseUnsignedLong(text));
      case TIME -> new Value.Time(Long.parseLong(text));
      case FLOAT -> new Value.Real(Double.parseDouble(text));
      case STRING -> new Value.Text(text);
      case OPAQUE -> new Value.Opaque(Bytes.ofUtf8(text));
      default -> throw new IllegalArgumentException(type.toString());
    };
  }

  @ParameterizedTest
  @Spec({"DDF-05", "MODEL-11", "DT-18"})
  @CsvSource(
      delimiter = '|',
      value = {
        "INTEGER | 0..255 | 0 | -1",
        "INTEGER | 0..255 | 255 | 256",
        "INTEGER | 1-65534 | 65534 | 0",
        "INTEGER | 1 to 15 | 15 | 16",
        "INTEGER | 1 .. 15 | 15 | 16",
        "INTEGER | [1:4] | 4 | 5",
        "INTEGER | 0,1,2 | 2 | 3",
        "INTEGER | 5, 10, 15, 20 | 15 | 14",
        "INTEGER | 0..3, 99 | 99 | 4",
        "INTEGER | 0..247, 255 | 255 | 254",
        "INTEGER | 1...15 | 15 | 16",
        "INTEGER | -30..-120 | -120 | -121",
        "INTEGER | -110..-48 | -110 | -47",
        "INTEGER | -24..24 | -24 | 25",
        "INTEGER | 0..2^28-1 | 268435455 | 268435456",
        "INTEGER | 0..2^63-1 | 9223372036854775807 | -1",
        "INTEGER | -2^15..2^15-1 | -32768 | 32768",
        "INTEGER | 8-Bits | 255 | 256",
        "INTEGER | 8 bit | -128 | -129",
        "INTEGER | 2 bytes | 65535 | 65536",
        "INTEGER | 1: normal 2: remote 3: local | 3 | 0",
        "INTEGER | 0: disabled 1: normal 255: non_responsive | 255 | 2",
        "UNSIGNED_INTEGER | 0: RELEASE 1: CLICK 3: DOUBLE-CLICK | 3 | 2",
        "UNSIGNED_INTEGER | 16-bit | 65535 | 65536",
        "UNSIGNED_INTEGER | 0..65535 | 65535 | 18446744073709551615",
        "UNSIGNED_INTEGER | 0..18446744073709551614 | 9223372036854775808 | 18446744073709551615",
        "TIME | 10..20 | 20 | 21",
        "FLOAT | 0.0..1.0 | 1.0 | 1.0000001",
        "FLOAT | 0.5..1.5 | 0.5 | 0.4",
        "FLOAT | 0; 3.8..20.5 | 0 | 3.7",
        "FLOAT | 0.000001..1.0 | 0.000001 | 0",
        "FLOAT | -100.0..100.0 | -100 | -100.5",
        "FLOAT | 0..1 | 1 | 1e300",
        "STRING | 0..3 | '' | abcd",
        "STRING | 1..3 bytes | abc | ''",
        "STRING | 0..2 | \u00E9 | \u00E9\u00E9",
        "STRING | 0-2 Bytes | ab | abc",
        "STRING | 2,4 | ab | abc",
        "STRING | 2 or 4 Bytes | abcd | abc",
        "STRING | 3 B | abc | abcd",
        "OPAQUE | 16,32,48 | 0123456789abcdef | 0123456789",
        "OPAQUE | 16-32-48 bytes | 0123456789abcdef | 0123456789",
        "OPAQUE | 3 bytes | abc | abcd",
        "OPAQUE | 0..4 | abcd | abcde"
      })
  void a_range_divides_good_from_bad(DataType type, String text, String good, String bad) {
    Range range = Range.parse(text, type).orElseThrow();
    assertThat(range.admits(value(type, good))).isTrue();
    assertThat(range.admits(value(type, bad))).isFalse();
  }

  @ParameterizedTest
  @Spec("DDF-05")
  @CsvSource(
      delimiter = '|',
      value = {
        "INTEGER | 255",
        "INTEGER | 2 Instances",
        "INTEGER | 99-bit",
        "INTEGER | 0-bit",
        "INTEGER | ..",
        "INTEGER | 0..",
        "INTEGER | 0,,1",
        "INTEGER | 2^99..2^100",
        "INTEGER | <7 to >12.5",
        "INTEGER | 0: disabled, see below",
        "INTEGER | ''",
        "UNSIGNED_INTEGER | 7",
        "BOOLEAN | 0..1",
        "OBJECT_LINK | 0..65535",
        "FLOAT | ON;OFF",
        "STRING | The possible values are listed in 5.3.1.1",
        "STRING | -5..-1",
        "STRING | 0",
        "OPAQUE | 8 bit"
      })
  void what_cannot_be_read_is_no_range(DataType type, String text) {
    assertThat(Range.parse(text, type)).isEmpty();
  }

  @Test
  @Spec("DT-04")
  void a_number_that_came_in_32_bits_is_compared_as_it_was_meant() {
    Range range = Range.parse("0..0.1", DataType.FLOAT).orElseThrow();
    assertThat(range.admits(new Value.Real(0.1f))).isTrue();
    assertThat(range.admits(new Value.Real(0.11f))).isFalse();
    assertThat(range.admits(new Value.Real(Double.NaN))).isTrue();
  }

  @Test
  void a_range_is_told_in_one_spelling() {
    assertThat(Range.parse("0 - 2^32-1", DataType.INTEGER).orElseThrow())
        .hasToString("0..4294967295");
    assertThat(Range.parse("0: off 1: on", DataType.INTEGER).orElseThrow()).hasToString("0, 1");
  }

  /// Refusing a good value is worse than passing a bad one on: what is in this list is not checked.
  @Test
  @Spec("DDF-05")
  void of_all_ranges_in_the_registry_only_these_are_not_understood() {
    Registry registry = Registry.builtIn();
    TreeMap<String, Integer> left = new TreeMap<>();
    int understood = 0;
    for (int id : registry.ids()) {
      for (Version version : registry.versions(id)) {
        for (ResourceModel resource :
            registry.object(id, version).orElseThrow().resources().values()) {
          if (Range.of(resource).isPresent()) {
            understood++;
          } else if (!resource.range().isEmpty()) {
            left.merge(resource.type() + " " + resource.range(), 1, Integer::sum);
          }
        }
      }
    }
    assertThat(left.keySet())
        .allMatch(
            text ->
                text.startsWith("BOOLEAN ")
                    || text.startsWith("STRING The possible values")
                    || text.equals("FLOAT ON;OFF")
                    || text.equals("INTEGER &#60;7 to &#62;12.5")
                    || text.equals("INTEGER <7 to >12.5")
                    || text.equals("INTEGER 2 Instances")
                    || text.equals("INTEGER 255")
                    || text.equals("OPAQUE 8 bit"),
            "is known to be unreadable");
    assertThat(understood).isGreaterThan(650);
    assertThat(left.values().stream().mapToInt(Integer::intValue).sum()).isLessThan(25);
  }

  @Test
  @Spec("DDF-05")
  void whatever_is_read_is_read_again_from_its_own_spelling() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    String alphabet = "0123456789012345..--^:,; []btyesBITor<>&aZ\u00E9";
    int ranges = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      for (DataType type : DataType.values()) {
        Optional<Range> range = Range.parse(text.toString(), type);
        ranges += range.isPresent() ? 1 : 0;
        assertThat(range.flatMap(known -> Range.parse(known.toString(), type)).map(Range::toString))
            .as("seed %d, %s %s", seed, type, text)
            .isEqualTo(range.map(Range::toString));
      }
    }
    assertThat(ranges).isPositive();
  }

  @Test
  void a_long_text_is_no_range() {
    assertThat(Range.parse("0,".repeat(100_000) + "1", DataType.INTEGER)).isEmpty();
    assertThat(Range.parse("1: a ".repeat(51) + "!", DataType.INTEGER)).isEmpty();
    assertThat(Range.parse("0,".repeat(70) + "1", DataType.INTEGER)).isEmpty();
  }
}
