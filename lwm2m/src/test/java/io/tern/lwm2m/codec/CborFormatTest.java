// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static io.tern.lwm2m.codec.Codecs.broken;
import static io.tern.lwm2m.codec.Codecs.decode;
import static io.tern.lwm2m.codec.Codecs.encode;
import static io.tern.lwm2m.codec.Codecs.hex;
import static io.tern.lwm2m.codec.Codecs.instance;
import static io.tern.lwm2m.codec.Codecs.integer;
import static io.tern.lwm2m.codec.Codecs.multiple;
import static io.tern.lwm2m.codec.Codecs.node;
import static io.tern.lwm2m.codec.Codecs.opaque;
import static io.tern.lwm2m.codec.Codecs.path;
import static io.tern.lwm2m.codec.Codecs.single;
import static io.tern.lwm2m.codec.Codecs.text;
import static io.tern.lwm2m.codec.Codecs.tolerated;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CborFormatTest {
  private static final ContentFormat CBOR = ContentFormat.CBOR;

  private static Value read(DataType type, String hex) {
    Node node = node(CBOR, Codecs.ofType(type), hex(hex));
    return ((Node.SingleResource) node).value();
  }

  private static void isBothWays(String hex, Value value) {
    assertThat(read(value.type(), hex)).isEqualTo(value);
    int id = TestModels.single(value.type());
    assertThat(encode(CBOR, Codecs.ofType(value.type()), single(id, value))).isEqualTo(hex(hex));
  }

  @Test
  @Spec({"VEC-14", "VEC-15", "FMT-04", "FMT-23", "FMT-24"})
  void each_type_has_one_shortest_form() {
    isBothWays("F5", new Value.Bool(true));
    isBothWays("F4", new Value.Bool(false));
    isBothWays("1A 00 01 51 80", integer(86_400));
    isBothWays("39 02 ED", integer(-750));
    isBothWays("1B 7F FF FF FF FF FF FF FF", integer(Long.MAX_VALUE));
    isBothWays("3B 7F FF FF FF FF FF FF FF", integer(Long.MIN_VALUE));
    isBothWays("1B FF FF FF FF FF FF FF FF", new Value.Unsigned(-1));
    isBothWays("61 55", text("U"));
    isBothWays("60", text(""));
    isBothWays("42 01 02", opaque("01 02"));
    isBothWays("64 36 36 3A 31", new Value.ObjectLink(66, 1));
    isBothWays("64 3C 2F 33 3E", new Value.CoreLink("</3>"));
    isBothWays("1A 65 53 F1 00", new Value.Time(1_700_000_000));
    isBothWays("FA 41 B4 00 00", new Value.Real(22.5));
    isBothWays("FB 3F B9 99 99 99 99 99 9A", new Value.Real(0.1));
  }

  @ParameterizedTest
  @Spec({"VEC-15", "DT-04", "DT-07", "DT-21", "FMT-24"})
  @CsvSource({
    "FLOAT, FA 41 B4 00 00, 22.5", "FLOAT, FB 40 36 80 00 00 00 00 00, 22.5", "FLOAT, 16, 22.0",
    "FLOAT, 35, -22.0", "FLOAT, C4 82 20 18 E1, 22.5", "FLOAT, 1B 00 00 00 00 00 00 00 05, 5.0"
  })
  void a_float_comes_in_any_width_or_as_an_integer(DataType type, String hex, double number) {
    assertThat(read(type, hex)).isEqualTo(new Value.Real(number));
  }

  @Test
  @Spec({"DT-07", "FMT-23", "FMT-24", "DT-21"})
  void integers_and_times_come_in_several_forms() {
    Value time = new Value.Time(1_700_000_000);
    assertThat(read(DataType.TIME, "C1 1A 65 53 F1 00")).isEqualTo(time);
    assertThat(read(DataType.TIME, "C1 FB 41 D9 54 FC 40 00 00 00")).isEqualTo(time);
    Bytes text = Bytes.ofUtf8("2023-11-14T22:13:20Z");
    assertThat(node(CBOR, Codecs.ofType(DataType.TIME), hex("C0 74").concat(text)))
        .isEqualTo(single(TestModels.single(DataType.TIME), time));
    assertThat(read(DataType.TIME, "20")).isEqualTo(new Value.Time(-1));
    assertThat(read(DataType.INTEGER, "1B 00 00 00 00 00 00 00 05")).isEqualTo(integer(5));
    assertThat(tolerated(CBOR, Codecs.ofType(DataType.INTEGER), hex("F9 45 00")))
        .isEqualTo(single(TestModels.single(DataType.INTEGER), integer(5)));
    assertThat(read(DataType.STRING, "7F 61 61 61 62 FF")).isEqualTo(text("ab"));
    assertThat(read(DataType.OPAQUE, "5F 41 01 41 02 FF")).isEqualTo(opaque("01 02"));
  }

  @ParameterizedTest
  @Spec({"VEC-97", "VEC-98", "DT-18", "C14"})
  @CsvSource({
    "INTEGER, ''",
    "INTEGER, 01 02",
    "INTEGER, 82 01 02",
    "INTEGER, 61 31",
    "INTEGER, F9 45 20",
    "INTEGER, 1B FF FF FF FF FF FF FF FF",
    "INTEGER, 3B FF FF FF FF FF FF FF FF",
    "INTEGER, F5",
    "INTEGER, F6",
    "INTEGER, 18",
    "INTEGER, C2 41 01",
    "INTEGER, A0",
    "INTEGER, FF",
    "UNSIGNED_INTEGER, 20",
    "UNSIGNED_INTEGER, F9 C5 00",
    "BOOLEAN, 01",
    "BOOLEAN, F6",
    "BOOLEAN, E5",
    "STRING, 41 61",
    "STRING, 62 61",
    "STRING, 61 FF",
    "STRING, 7F 61 61",
    "STRING, 7B 7F FF FF FF FF FF FF FF",
    "OPAQUE, 61 61",
    "OPAQUE, 5B 7F FF FF FF FF FF FF FF",
    "OPAQUE, 5A 7F FF FF FF 00",
    "OBJECT_LINK, 62 36 36",
    "OBJECT_LINK, 01",
    "TIME, 61 31",
    "TIME, C0 61 31",
    "TIME, C1 61 31",
    "TIME, C1 C1 01",
    "TIME, C1 F9 38 00",
    "TIME, C1 FB 7F F0 00 00 00 00 00 00",
    "TIME, C1 1B FF FF FF FF FF FF FF FF",
    "TIME, C0 1A 65 53 F1 00",
    "TIME, C1 C4 82 01 05",
    "FLOAT, 61 31",
    "FLOAT, F5",
    "FLOAT, C4 82 19 FF FF 01",
    "CORE_LINK, 01",
    "INTEGER, 9B 7F FF FF FF FF FF FF FF"
  })
  void what_is_not_one_item_of_the_type_is_refused(DataType type, String hex) {
    Malformed reason = broken(CBOR, Codecs.ofType(type), hex(hex));
    assertThat(reason.where()).isNotBlank();
    assertThat(reason.what()).isNotBlank();
  }

  @ParameterizedTest
  @Spec({"FMT-23", "DT-07", "DT-18"})
  @EnumSource(
      value = DataType.class,
      names = {"TIME", "NONE"},
      mode = EnumSource.Mode.EXCLUDE)
  void what_says_that_it_is_a_time_is_of_no_other_type(DataType type) {
    for (String hex :
        List.of("C1 1A 65 53 F1 00", "C1 20", "C1 FB 41 D9 54 FC 40 00 00 00", "C1 F9 38 00")) {
      assertThat(broken(CBOR, Codecs.ofType(type), hex(hex)).what())
          .isEqualTo("not of type " + type.registryName());
    }
    Bytes text = hex("C0 74").concat(Bytes.ofUtf8("2023-11-14T22:13:20Z"));
    assertThat(broken(CBOR, Codecs.ofType(type), text).what())
        .isEqualTo("not of type " + type.registryName());
  }

  @Test
  @Spec("C14")
  void depth_and_declared_sizes_cost_nothing() {
    byte[] deep = new byte[100_000];
    java.util.Arrays.fill(deep, (byte) 0x81);
    broken(CBOR, "/3/0/999", Bytes.wrap(deep));
    java.util.Arrays.fill(deep, (byte) 0xC1);
    broken(CBOR, "/3/0/999", Bytes.wrap(deep));
  }

  @Test
  @Spec("MODEL-09")
  void without_a_model_the_item_tells_the_type() {
    assertThat(node(CBOR, "/3/0/999", hex("18 57"))).isEqualTo(single(999, integer(87)));
    assertThat(node(CBOR, "/3/0/999", hex("61 55"))).isEqualTo(single(999, text("U")));
    assertThat(node(CBOR, "/3/0/999", hex("41 01"))).isEqualTo(single(999, opaque("01")));
    assertThat(node(CBOR, "/3/0/999", hex("F5"))).isEqualTo(single(999, new Value.Bool(true)));
    Value seconds = Value.Int.of(1_700_000_000);
    assertThat(node(CBOR, "/3/0/999", hex("C1 1A 65 53 F1 00"))).isEqualTo(single(999, seconds));
    assertThat(node(CBOR, "/3/0/999", hex("C1 F9 38 00")))
        .isEqualTo(single(999, new Value.Real(0.5)));
    assertThat(node(CBOR, "/3/0/999", hex("C0 74").concat(Bytes.ofUtf8("2023-11-14T22:13:20Z"))))
        .isEqualTo(single(999, seconds));
    assertThat(node(CBOR, "/3/0/999", hex("F9 4D A0")))
        .isEqualTo(single(999, new Value.Real(22.5)));
    assertThat(node(CBOR, "/3/0/999", hex("1B FF FF FF FF FF FF FF FF")))
        .isEqualTo(single(999, new Value.Unsigned(-1)));
  }

  @Test
  @Spec({"FMT-04", "FMT-23", "FMT-25", "AMB-38", "FMT-43", "FMT-45", "FMT-47"})
  void what_is_not_one_value_is_refused() {
    for (String wide : new String[] {"/", "/3", "/3/0"}) {
      assertThat(decode(CBOR, wide, hex("01"))).isEqualTo(new Decoded.Unsupported(CBOR));
    }
    assertThat(broken(CBOR, "/3/0/6", hex("01")).where()).isEqualTo("/3/0/6");
    broken(CBOR, "/3/0/6", hex("82 01 02"));
    isUnsupported("/3/0", instance(0));
    isUnsupported("/3/0/6", multiple(6, 0, integer(1)));
    TimedNode timed = new TimedNode(Optional.of(Codecs.NOW), path("/3/0/9"), single(9, integer(1)));
    assertThat(Formats.encode(CBOR, path("/3/0/9"), List.of(timed), TestModels.MODELS))
        .isInstanceOf(Encoded.Unsupported.class);
    assertThat(node(CBOR, "/3/0/6/1", hex("05")))
        .isEqualTo(new Node.ResourceInstanceNode(1, integer(5)));
  }

  private static void isUnsupported(String path, Node node) {
    assertThat(Formats.encode(CBOR, path(path), node, TestModels.MODELS))
        .isInstanceOf(Encoded.Unsupported.class);
  }

  @Test
  @Spec("DT-18")
  void a_value_is_written_as_the_type_that_the_model_wants() {
    assertThat(encode(CBOR, "/3303/0/5700", single(5700, integer(22))))
        .isEqualTo(hex("FA 41 B0 00 00"));
  }

  @Test
  @Spec("FMT-23")
  void random_values_read_back_as_they_were_written() {
    long seed = 60;
    Random random = new Random(seed);
    for (int round = 0; round < 5_000; round++) {
      for (DataType type : DataType.values()) {
        if (type != DataType.NONE) {
          Node value = single(TestModels.single(type), Trees.randomValue(type, random));
          Bytes payload = encode(CBOR, Codecs.ofType(type), value);
          assertThat(node(CBOR, Codecs.ofType(type), payload))
              .as("seed %d round %d", seed, round)
              .isEqualTo(value);
        }
      }
    }
  }

  @Test
  @Spec("C14")
  void random_bytes_are_read_or_refused() {
    Random random = new Random(61);
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = new byte[random.nextInt(12)];
      random.nextBytes(bytes);
      for (DataType type : DataType.values()) {
        String base = type == DataType.NONE ? "/3/0/999" : Codecs.ofType(type);
        assertThat(decode(CBOR, base, Bytes.wrap(bytes)))
            .isNotInstanceOf(Decoded.Unsupported.class);
      }
    }
  }
}
