// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.spec.Spec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  private static final List<JsonName> NAMES = List.of(JsonName.values());

  private static JsonReader reader(String text) {
    return new JsonReader(Bytes.ofUtf8(text), 16);
  }

  /// What is wrong with `text` as a whole, read with [JsonReader#skip].
  private static Optional<String> fault(Bytes text) {
    JsonReader reader = new JsonReader(text, 16);
    reader.skip();
    return reader.finish();
  }

  private static String read(String text) {
    JsonReader reader = reader(text);
    String value = reader.readText();
    assertThat(reader.finish()).isEmpty();
    return value;
  }

  @ParameterizedTest
  @Spec("RFC8259-2")
  @ValueSource(
      strings = {
        "{}",
        "[]",
        " [ ] ",
        "\t\r\n{\n}\n",
        "[1,2]",
        "[ 1 , 2 ]",
        "{\"a\":1,\"b\":[{\"c\":null}]}",
        "{ \"a\" : { } , \"\" : [ ] }",
        "\"\"",
        "\"\u007f\"",
        "true",
        "false",
        "null",
        "0",
        "-0",
        "-0.0e-0",
        "1E+400",
        "123456789012345678901234567890",
        "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]"
      })
  void takes_legal_text(String text) {
    assertThat(fault(Bytes.ofUtf8(text))).isEmpty();
  }

  @ParameterizedTest
  @Spec("RFC8259-2")
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "]",
        "}",
        "[}",
        "{]",
        "[1,]",
        "[,1]",
        "[,]",
        "[1 2]",
        "[1,,2]",
        "[1",
        "[1,",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{,\"a\":1}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "{a:1}",
        "{1:1}",
        "{\"a\":1",
        "[1]]",
        "[1] 2",
        "1 2",
        "{}x",
        "// no\n1",
        "/* no */1",
        "\uFEFF1",
        "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]"
      })
  void refuses_broken_structure(String text) {
    assertThat(fault(Bytes.ofUtf8(text))).as(text).isPresent();
  }

  @ParameterizedTest
  @Spec({"RFC8259-3", "RFC8259-6", "RFC8259-7"})
  @ValueSource(
      strings = {
        "tru",
        "truex",
        "True",
        "nul",
        "none",
        "nan",
        "NaN",
        "Infinity",
        "'a'",
        "\"a",
        "\"a\\\"",
        "\"\\",
        "\"\n\"",
        "\"\u0000\"",
        "\"\\x41\"",
        "\"\\u12\"",
        "\"\\u12G4\"",
        "\"\\u\"",
        "\"\\uD800\"",
        "\"\\uDC00\"",
        "\"\\uD800\\u0041\"",
        "\"\\uDC00\\uD800\"",
        "01",
        "-",
        "-01",
        "+1",
        ".5",
        "5.",
        "1.e1",
        "1e",
        "1e+",
        "1e1234",
        "0x10",
        "1_000",
        "--1"
      })
  void refuses_broken_words_strings_and_numbers(String text) {
    assertThat(fault(Bytes.ofUtf8(text))).as(text).isPresent();
  }

  @ParameterizedTest
  @Spec("RFC8259-8.1")
  @ValueSource(
      strings = {
        "22ff22",
        "2280" + "22",
        "22c022",
        "22c0af22",
        "22e0809f22",
        "22eda08022",
        "22f490808022",
        "22c3",
        "7b22ff223a317d",
        "22e282" + "22",
        "225c22ff22"
      })
  void refuses_what_is_no_utf8(String hex) {
    assertThat(fault(Bytes.ofHex(hex))).isPresent();
  }

  @Test
  @Spec("RFC8259-7")
  void reads_strings_with_all_escapes() {
    assertThat(read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"")).isEqualTo("\"\\/\b\f\n\r\t");
    assertThat(read("\"a\\u00e9\\u20AC\\u0000z\"")).isEqualTo("a\u00e9\u20ac\u0000z");
    assertThat(read("\"\\uD83D\\uDE00\"")).isEqualTo("\uD83D\uDE00");
    assertThat(read("\"\u00e9\uD83D\uDE00\uFFFD\"")).isEqualTo("\u00e9\uD83D\uDE00\uFFFD");
  }

  @ParameterizedTest
  @Spec("DT-16")
  @CsvSource({
    "0, 0",
    "-1, -1",
    "999999999999999999, 999999999999999999",
    "-999999999999999999, -999999999999999999"
  })
  void reads_short_integers_as_such(String text, long value) {
    Scalar number = reader(text).readNumber(new Scalar());
    assertThat(number.kind()).isEqualTo(Scalar.Kind.WHOLE);
    assertThat(number.wholeValue()).isEqualTo(value);
  }

  @ParameterizedTest
  @Spec("DT-16")
  @ValueSource(
      strings = {
        "1000000000000000000",
        "9223372036854775807",
        "18446744073709551615",
        "5.0",
        "1e2"
      })
  void keeps_all_digits_of_other_numbers(String text) {
    Scalar number = reader(text).readNumber(new Scalar());
    assertThat(number.kind()).isNotEqualTo(Scalar.Kind.WHOLE);
    assertThat(number.exact().orElseThrow()).isEqualByComparingTo(text);
  }

  @Test
  void refuses_endless_numbers() {
    assertThat(fault(Bytes.ofUtf8("1".repeat(400)))).isEmpty();
    assertThat(fault(Bytes.ofUtf8("1".repeat(401)))).isPresent();
  }

  @Test
  void a_caller_reads_on_without_harm_after_a_fault() {
    JsonReader reader = reader("[1,x");
    reader.enterArray();
    reader.readNumber(new Scalar());
    assertThat(reader.readText()).isEmpty();
    reader.enterObject();
    reader.readName();
    assertThat(reader.nameIs("a")).isFalse();
    reader.skip();
    reader.leave();
    assertThat(reader.hasNext()).isFalse();
    assertThat(reader.peek()).isEqualTo(JsonKind.BROKEN);
    assertThat(reader.finish()).contains("no value (byte 3)");
  }

  @Test
  void values_of_objects_need_their_name_read() {
    JsonReader reader = reader("{\"a\":1}");
    reader.enterObject();
    assertThat(reader.readText()).isEmpty();
    assertThat(reader.finish()).isPresent();
  }

  @Test
  void leaving_early_is_a_fault() {
    JsonReader reader = reader("[1]");
    reader.enterArray();
    reader.leave();
    assertThat(reader.finish()).isPresent();
  }

  @Test
  void names_are_compared_unescaped() {
    JsonReader reader = reader("{\"\\u0062n\":1}");
    reader.enterObject();
    reader.readName();
    assertThat(reader.nameIs("bn")).isTrue();
    assertThat(reader.nameIs("b")).isFalse();
  }

  @Test
  void reads_what_the_writer_writes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      JsonWriter writer = new JsonWriter();
      List<String> written = new ArrayList<>();
      writeBrackets(writer, random, 3, written);
      JsonReader reader = new JsonReader(writer.toBytes(), 16);
      List<String> read = new ArrayList<>();
      readAll(reader, read);
      assertThat(reader.finish()).as("seed %d: %s", seed, writer.toBytes().utf8()).isEmpty();
      assertThat(read).as("seed %d", seed).isEqualTo(written);
    }
  }

  private static void writeBrackets(JsonWriter writer, Random random, int depth, List<String> log) {
    if (random.nextBoolean()) {
      writer.beginArray();
      writeElements(writer, random, depth, log);
    } else {
      writer.beginObject();
      writeMembers(writer, random, depth, log);
    }
  }

  private static void writeElements(JsonWriter writer, Random random, int depth, List<String> log) {
    for (int i = depth == 0 ? 0 : random.nextInt(4); i > 0; i--) {
      writeBrackets(writer, random, depth - 1, log);
    }
    writer.endArray();
    log.add("]");
  }

  private static void writeMembers(JsonWriter writer, Random random, int depth, List<String> log) {
    for (int i = random.nextInt(4); i > 0; i--) {
      JsonName name = NAMES.get(i);
      log.add(name.name().toLowerCase(Locale.ROOT));
      switch (random.nextInt(depth == 0 ? 4 : 5)) {
        case 0 -> {
          long number = random.nextLong() >> random.nextInt(64);
          writer.name(name).number(number);
          log.add(Long.toString(number));
        }
        case 1 -> {
          var text =
              (io.tern.lwm2m.Value.Text) Trees.randomValue(io.tern.lwm2m.DataType.STRING, random);
          writer.name(name).text(text.value());
          log.add(text.value());
        }
        case 2 -> {
          boolean flag = random.nextBoolean();
          writer.name(name).bool(flag);
          log.add(Boolean.toString(flag));
        }
        case 3 -> {
          writer.name(name).nothing();
          log.add("null");
        }
        default -> {
          writer.beginArray(name);
          writeElements(writer, random, depth - 1, log);
        }
      }
    }
    writer.endObject();
    log.add("}");
  }

  private static void readAll(JsonReader reader, List<String> log) {
    switch (reader.peek()) {
      case NUMBER ->
          log.add(reader.readNumber(new Scalar()).exact().map(BigDecimal::toString).orElseThrow());
      case TEXT -> log.add(reader.readText());
      case BOOLEAN -> log.add(Boolean.toString(reader.readBoolean()));
      case NULL -> {
        reader.readNull();
        log.add("null");
      }
      case ARRAY -> {
        reader.enterArray();
        while (reader.hasNext()) {
          readAll(reader, log);
        }
        reader.leave();
        log.add("]");
      }
      case OBJECT -> {
        reader.enterObject();
        while (reader.hasNext()) {
          reader.readName();
          log.add(reader.text());
          readAll(reader, log);
        }
        reader.leave();
        log.add("}");
      }
      case END, BROKEN -> throw new AssertionError(reader.finish().toString());
    }
  }
}
