// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static io.tern.lwm2m.codec.Codecs.broken;
import static io.tern.lwm2m.codec.Codecs.decode;
import static io.tern.lwm2m.codec.Codecs.encode;
import static io.tern.lwm2m.codec.Codecs.hex;
import static io.tern.lwm2m.codec.Codecs.integer;
import static io.tern.lwm2m.codec.Codecs.multiple;
import static io.tern.lwm2m.codec.Codecs.node;
import static io.tern.lwm2m.codec.Codecs.opaque;
import static io.tern.lwm2m.codec.Codecs.path;
import static io.tern.lwm2m.codec.Codecs.single;
import static io.tern.lwm2m.codec.Codecs.text;
import static io.tern.lwm2m.codec.Codecs.tolerated;
import static io.tern.lwm2m.codec.Trees.real;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFormatTest {
  private static final ContentFormat TEXT = ContentFormat.TEXT;

  private static Value lenient(DataType type, String payload) {
    Node node = tolerated(TEXT, Codecs.ofType(type), Bytes.ofUtf8(payload));
    return ((Node.SingleResource) node).value();
  }

  private static Value read(DataType type, String payload) {
    Node node = node(TEXT, Codecs.ofType(type), Bytes.ofUtf8(payload));
    return ((Node.SingleResource) node).value();
  }

  private static String write(Value value) {
    return encode(TEXT, Codecs.ofType(value.type()), single(0, value)).utf8();
  }

  private static void isBothWays(String payload, Value value) {
    assertThat(read(value.type(), payload)).isEqualTo(value);
    assertThat(write(value)).isEqualTo(payload);
  }

  @Test
  @Spec({"FMT-21", "DT-01", "DT-02", "DT-03", "DT-05", "DT-07", "DT-08", "DT-09"})
  void each_type_has_one_plain_form() {
    isBothWays("", text(""));
    isBothWays(" é\n\u0000\"", text(" é\n\u0000\""));
    isBothWays("0", integer(0));
    isBothWays("-750", integer(-750));
    isBothWays("-9223372036854775808", integer(Long.MIN_VALUE));
    isBothWays("9223372036854775807", integer(Long.MAX_VALUE));
    isBothWays("18446744073709551615", new Value.Unsigned(-1));
    isBothWays("1700000000", new Value.Time(1_700_000_000));
    isBothWays("-1", new Value.Time(-1));
    isBothWays("1", new Value.Bool(true));
    isBothWays("0", new Value.Bool(false));
    isBothWays("66:1", new Value.ObjectLink(66, 1));
    isBothWays("65535:65535", Value.ObjectLink.NULL);
    isBothWays("</3/0>;ver=1.1", new Value.CoreLink("</3/0>;ver=1.1"));
  }

  @Test
  @Spec({"DT-04", "FMT-21"})
  void a_float_is_written_without_exponent_and_read_with_one() {
    isBothWays("22.5", real(22.5));
    isBothWays("-0.5", real(-0.5));
    isBothWays("0.00000000006667", real(6.667e-11));
    assertThat(write(real(1e20))).doesNotContain("E");
    assertThat(write(real(-2.5e-20))).isEqualTo("-0.000000000000000000025");
    assertThat(read(DataType.FLOAT, "6.667e-11")).isEqualTo(real(6.667e-11));
    assertThat(read(DataType.FLOAT, "1E+2")).isEqualTo(real(100));
    assertThat(read(DataType.FLOAT, "7")).isEqualTo(real(7));
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(number)) {
        String text = write(real(number));
        assertThat(text).matches("-?[0-9]+(\\.[0-9]+)?");
        assertThat(read(DataType.FLOAT, text)).isEqualTo(real(number));
      }
    }
  }

  @Test
  @Spec({"VEC-32", "DT-06", "DT-15"})
  void an_opaque_is_base64_in_any_dialect() {
    Value value = opaque("01 02 03 04 05 FB FF");
    isBothWays("AQIDBAX7/w==", value);
    assertThat(lenient(DataType.OPAQUE, "AQIDBAX7/w")).isEqualTo(value);
    assertThat(lenient(DataType.OPAQUE, "AQIDBAX7_w")).isEqualTo(value);
    assertThat(lenient(DataType.OPAQUE, "AQIDBAX7_w==")).isEqualTo(value);
    isBothWays("", opaque(""));
    Random random = new Random(8);
    for (int size = 0; size < 200; size++) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      Value any = new Value.Opaque(Bytes.wrap(bytes));
      assertThat(read(DataType.OPAQUE, write(any))).isEqualTo(any);
    }
  }

  @Test
  @Spec("DT-14")
  void the_null_link_of_the_drafts_is_read() {
    assertThat(lenient(DataType.OBJECT_LINK, "FFFF:FFFF")).isEqualTo(Value.ObjectLink.NULL);
    assertThat(lenient(DataType.OBJECT_LINK, "ffff:ffff")).isEqualTo(Value.ObjectLink.NULL);
  }

  @ParameterizedTest
  @Spec({"VEC-78", "VEC-99", "DT-18", "DT-20", "FMT-22"})
  @CsvSource({
    "BOOLEAN, true",
    "BOOLEAN, false",
    "BOOLEAN, 2",
    "BOOLEAN, ''",
    "BOOLEAN, 01",
    "INTEGER, 1e3",
    "INTEGER, ''",
    "INTEGER, -",
    "INTEGER, +1",
    "INTEGER, ' 1'",
    "INTEGER, '1 '",
    "INTEGER, 1.0",
    "INTEGER, 0x10",
    "INTEGER, 1_000",
    "INTEGER, '1,000'",
    "INTEGER, --1",
    "INTEGER, 9223372036854775808",
    "INTEGER, -9223372036854775809",
    "INTEGER, \u0661",
    "INTEGER, 99999999999999999999999999",
    "INTEGER, 36893488147419103232",
    "UNSIGNED_INTEGER, -1",
    "UNSIGNED_INTEGER, 18446744073709551616",
    "UNSIGNED_INTEGER, ''",
    "TIME, 2026-01-01T00:00:00Z",
    "TIME, 1.5",
    "TIME, ''"
  })
  void text_that_is_no_whole_number_is_refused(DataType type, String payload) {
    refused(type, payload);
  }

  @ParameterizedTest
  @Spec({"VEC-99", "DT-18", "FMT-22"})
  @CsvSource({
    "FLOAT, ''",
    "FLOAT, NaN",
    "FLOAT, Infinity",
    "FLOAT, 1e999",
    "FLOAT, 1d",
    "FLOAT, 0x1p3",
    "FLOAT, '1,5'",
    "FLOAT, +1",
    "FLOAT, .5",
    "FLOAT, 5.",
    "FLOAT, -",
    "FLOAT, 1e",
    "FLOAT, 1e+",
    "FLOAT, ' 1'",
    "FLOAT, 1.2.3",
    "FLOAT, '1 '",
    "OBJECT_LINK, 66",
    "OBJECT_LINK, 66:",
    "OBJECT_LINK, :1",
    "OBJECT_LINK, 66:65536",
    "OBJECT_LINK, -1:0",
    "OBJECT_LINK, 66:1:2",
    "OBJECT_LINK, ''",
    "OBJECT_LINK, 000066:1",
    "OPAQUE, A",
    "OPAQUE, AQ=",
    "OPAQUE, AQ===",
    "OPAQUE, A=Q=",
    "OPAQUE, 'AQ ID'",
    "OPAQUE, ====",
    "OPAQUE, AQI!"
  })
  void text_that_is_no_decimal_link_or_base64_is_refused(DataType type, String payload) {
    refused(type, payload);
  }

  private static void refused(DataType type, String payload) {
    Malformed reason = broken(TEXT, Codecs.ofType(type), Bytes.ofUtf8(payload));
    assertThat(reason.where()).isEqualTo(Codecs.ofType(type));
    assertThat(reason.what()).contains(type.registryName());
  }

  @Test
  @Spec("DT-01")
  void text_that_is_not_utf8_is_refused() {
    broken(TEXT, Codecs.ofType(DataType.STRING), hex("C3"));
    broken(TEXT, Codecs.ofType(DataType.STRING), hex("ED A0 80"));
    broken(TEXT, Codecs.ofType(DataType.INTEGER), hex("31 FF"));
    assertThat(read(DataType.STRING, "\uFFFD")).isEqualTo(text("\uFFFD"));
  }

  @Test
  void numbers_of_any_length_are_judged_quickly() {
    String zeros = "0".repeat(1_000_000);
    broken(TEXT, Codecs.ofType(DataType.INTEGER), Bytes.ofUtf8(zeros));
    broken(TEXT, Codecs.ofType(DataType.FLOAT), Bytes.ofUtf8("0." + zeros));
    broken(TEXT, Codecs.ofType(DataType.FLOAT), Bytes.ofUtf8("1e" + zeros));
  }

  @Test
  @Spec({"FMT-01", "FMT-42"})
  void a_resource_instance_has_a_text_too() {
    assertThat(node(TEXT, "/3/0/6/1", Bytes.ofUtf8("5")))
        .isEqualTo(new Node.ResourceInstanceNode(1, integer(5)));
    assertThat(encode(TEXT, "/3/0/6/1", new Node.ResourceInstanceNode(1, integer(5))))
        .isEqualTo(Bytes.ofUtf8("5"));
  }

  @Test
  @Spec({"MODEL-09", "VER-06"})
  void without_a_model_it_is_text() {
    assertThat(node(TEXT, "/3/0/999", Bytes.ofUtf8("5"))).isEqualTo(single(999, text("5")));
    Decoded decoded = decode(TEXT, "/3/0/9", Bytes.ofUtf8("5"), Models.NONE);
    assertThat(((Decoded.Content) decoded).nodes().getFirst().node())
        .isEqualTo(single(9, text("5")));
  }

  @Test
  @Spec({"FMT-01", "FMT-41", "FMT-43", "FMT-45", "FMT-46", "FMT-47"})
  void what_is_not_one_value_is_refused() {
    for (String wide : new String[] {"/", "/3", "/3/0"}) {
      assertThat(decode(TEXT, wide, Bytes.ofUtf8("5"))).isEqualTo(new Decoded.Unsupported(TEXT));
    }
    assertThat(broken(TEXT, "/3/0/6", Bytes.ofUtf8("5")).where()).isEqualTo("/3/0/6");
    isUnsupported("/3/0", Codecs.instance(0, single(9, integer(1))));
    isUnsupported("/3", Codecs.object(3));
    isUnsupported("/3/0/6", multiple(6, 0, integer(1)));
    isUnsupported("/3/0/999", single(999, Codecs.raw("01")));
    isUnsupported("/3303/0/5700", single(5700, real(Double.NaN)));
    isUnsupported("/3303/0/5700", single(5700, real(Double.POSITIVE_INFINITY)));
    TimedNode timed = new TimedNode(Optional.of(Codecs.NOW), path("/3/0/9"), single(9, integer(1)));
    assertThat(Formats.encode(TEXT, path("/3/0/9"), List.of(timed), TestModels.MODELS))
        .isInstanceOf(Encoded.Unsupported.class);
  }

  private static void isUnsupported(String path, Node node) {
    assertThat(Formats.encode(TEXT, path(path), node, TestModels.MODELS))
        .isInstanceOf(Encoded.Unsupported.class);
  }

  @Test
  @Spec("FMT-12")
  void the_number_from_before_the_registration_is_read() {
    assertThat(tolerated(new ContentFormat(1541), "/3/0/9", Bytes.ofUtf8("87")))
        .isEqualTo(single(9, integer(87)));
    Encoded encoded =
        Formats.encode(
            new ContentFormat(1541), path("/3/0/9"), single(9, integer(87)), TestModels.MODELS);
    assertThat(encoded).isEqualTo(new Encoded.Payload(TEXT, Bytes.ofUtf8("87")));
  }
}
