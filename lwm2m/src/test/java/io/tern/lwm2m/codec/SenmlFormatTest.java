// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static io.tern.lwm2m.codec.Codecs.instance;
import static io.tern.lwm2m.codec.Codecs.integer;
import static io.tern.lwm2m.codec.Codecs.multiple;
import static io.tern.lwm2m.codec.Codecs.object;
import static io.tern.lwm2m.codec.Codecs.single;
import static io.tern.lwm2m.codec.Codecs.text;
import static io.tern.lwm2m.codec.Payloads.CBOR;
import static io.tern.lwm2m.codec.Payloads.JSON;
import static io.tern.lwm2m.codec.Payloads.at;
import static io.tern.lwm2m.codec.Payloads.cbor;
import static io.tern.lwm2m.codec.Payloads.decode;
import static io.tern.lwm2m.codec.Payloads.encode;
import static io.tern.lwm2m.codec.Payloads.fromCbor;
import static io.tern.lwm2m.codec.Payloads.fromJson;
import static io.tern.lwm2m.codec.Payloads.json;
import static io.tern.lwm2m.codec.Payloads.jsonFault;
import static io.tern.lwm2m.codec.Payloads.nodes;
import static io.tern.lwm2m.codec.Payloads.now;
import static io.tern.lwm2m.codec.Payloads.second;
import static io.tern.lwm2m.codec.Payloads.singleQuoted;
import static io.tern.lwm2m.codec.Trees.device;
import static io.tern.lwm2m.codec.Trees.real;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SenmlFormatTest {
  private static final String VEC_16 =
      "[{'bn':'/3/0/','n':'0','vs':'Acme'},{'n':'6/0','v':1},{'n':'6/1','v':5},{'n':'9','v':87},"
          + "{'n':'11/0','v':0},{'n':'13','v':1700000000},{'n':'16','vs':'U'}]";
  private static final String VEC_17 =
      "87A321652F332F302F006130036441636D65A20063362F300201A20063362F310205A20061390218 57"
          + "A2006431312F300200A200623133021A6553F100A200623136036155";

  @Test
  @Spec({"VEC-16", "SML-21", "SML-22", "SML-05", "SML-07", "SML-08"})
  void reads_and_writes_an_instance_as_json() {
    Path path = Path.of(3, 0);

    assertThat(fromJson(path, VEC_16)).containsExactly(now(path, device()));
    assertThat(singleQuoted(encode(JSON, path, device()))).isEqualTo(VEC_16);
  }

  @Test
  @Spec({"VEC-17", "SML-21", "SML-02"})
  void reads_and_writes_an_instance_as_cbor() {
    Path path = Path.of(3, 0);

    assertThat(fromCbor(path, VEC_17)).containsExactly(now(path, device()));
    assertThat(encode(CBOR, path, device())).isEqualTo(cbor(VEC_17));
  }

  @Test
  @Spec({"VEC-18", "DT-08", "SML-14"})
  void an_object_link_has_a_text_key_in_cbor() {
    String hex = "81 A2 00 69 2F332F302F32322F30 63 766C6F 64 36363A31";
    Path path = Path.of(3, 0, 22, 0);
    Node node = new Node.ResourceInstanceNode(0, new Value.ObjectLink(66, 1));

    assertThat(fromCbor(path, hex)).containsExactly(now(path, node));
    assertThat(encode(CBOR, path, node)).isEqualTo(cbor(hex));
    assertThat(singleQuoted(encode(JSON, path, node)))
        .isEqualTo("[{'n':'/3/0/22/0','vlo':'66:1'}]");
  }

  @Test
  @Spec({"VEC-21", "DM-128", "SML-09"})
  void a_composite_has_a_node_for_each_resource() {
    String hex = "82 A3 21 65 2F312F302F 00 61 31 02 18 78 A2 00 61 36 04 F5";
    List<TimedNode> nodes =
        List.of(
            now(Path.of(1, 0, 1), single(1, integer(120))),
            now(Path.of(1, 0, 6), single(6, new Value.Bool(true))));

    assertThat(fromCbor(Path.ROOT, hex)).isEqualTo(nodes);
    assertThat(encode(CBOR, nodes)).isEqualTo(cbor(hex));
  }

  @Test
  void a_lone_value_has_its_whole_name() {
    Path path = Path.of(3, 0, 9);

    assertThat(singleQuoted(encode(JSON, path, single(9, integer(87)))))
        .isEqualTo("[{'n':'/3/0/9','v':87}]");
    assertThat(
            singleQuoted(
                encode(JSON, List.of(at(second(1_700_000_000), path, single(9, integer(87)))))))
        .isEqualTo("[{'n':'/3/0/9','t':1700000000,'v':87}]");
  }

  @Test
  @Spec({"SML-22", "SML-25", "SML-33"})
  void the_base_name_is_what_makes_the_pack_smallest() {
    Path path = Path.of(3303);
    Node node =
        object(
            3303,
            instance(0, single(5700, real(1.5)), single(5701, text("C"))),
            instance(1, single(5700, real(-2))));
    String expected =
        "[{'bn':'/3303/','n':'0/5700','v':1.5},{'n':'0/5701','vs':'C'},"
            + "{'n':'1/5700','v':-2.0}]";

    assertThat(singleQuoted(encode(JSON, path, node))).isEqualTo(expected);
    assertThat(fromJson(path, expected)).containsExactly(now(path, node));
  }

  @Test
  @Spec({"SML-22", "SML-25"})
  void many_instances_of_a_resource_have_it_as_their_base_name() {
    Path path = Path.of(3, 0, 6);
    TreeMap<Integer, Value> values = new TreeMap<>();
    for (int i = 0; i < 9; i++) {
      values.put(i, new Value.Int(i));
    }
    Node node = new Node.MultipleResource(6, values);

    String written = singleQuoted(encode(JSON, path, node));
    assertThat(written).startsWith("[{'bn':'/3/0/6/','n':'0','v':0},{'n':'1','v':1},");
    assertThat(fromJson(path, written)).containsExactly(now(path, node));
    assertThat(nodes(decode(CBOR, path, encode(CBOR, path, node), TestModels.MODELS)))
        .containsExactly(now(path, node));
    // Two of them are shorter by their instance.
    Node two = multiple(6, 0, integer(1), 1, integer(5));
    assertThat(singleQuoted(encode(JSON, path, two)))
        .isEqualTo("[{'n':'/3/0/6/0','v':1},{'n':'/3/0/6/1','v':5}]");
  }

  @Test
  @Spec({"SML-22", "SML-25"})
  void a_resource_and_its_instances_told_in_any_order_are_read_as_they_were_written() {
    Path path = Path.of(65_000, 0, 1);
    for (int mask = 0; mask < 256; mask++) {
      List<TimedNode> told = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Node node = (mask >> i & 1) == 0 ? single(1, integer(i)) : multiple(1, i / 2, integer(i));
        told.add(at(second(1_700_000_000 + i), path, node));
      }
      for (ContentFormat format : List.of(JSON, CBOR)) {
        assertThat(nodes(decode(format, path, encode(format, told), Models.NONE)))
            .as("order %d in %s", mask, format)
            .isEqualTo(told);
      }
    }
  }

  @Test
  @Spec("ETCH-02")
  void overlapping_paths_of_a_composite_are_written_once() {
    List<TimedNode> nodes =
        List.of(
            now(Path.of(3303, 0), instance(0, single(5700, real(1)), single(5701, text("C")))),
            now(Path.of(3303, 0, 5700), single(5700, real(1))));

    assertThat(singleQuoted(encode(JSON, nodes)))
        .isEqualTo("[{'bn':'/3303/0/','n':'5700','v':1.0},{'n':'5701','vs':'C'}]");
  }

  @Test
  @Spec("SML-35")
  void an_instance_without_content_is_an_empty_pack() {
    Path path = Path.of(3, 0);

    assertThat(encode(JSON, path, instance(0))).isEqualTo(json("[]"));
    assertThat(encode(CBOR, path, instance(0))).isEqualTo(cbor("80"));
    assertThat(fromJson(path, "[]")).containsExactly(now(path, instance(0)));
    assertThat(fromCbor(path, "80")).containsExactly(now(path, instance(0)));
    assertThat(fromJson(Path.of(3), "[]")).containsExactly(now(Path.of(3), object(3)));
    assertThat(fromCbor(Path.ROOT, "80")).isEmpty();
    assertThat(fromJson(Path.of(3, 0, 6), "[]"))
        .containsExactly(now(Path.of(3, 0, 6), multiple(6)));
    assertThat(jsonFault(Path.of(3, 0, 9), "[]").what()).isEqualTo("no value");
    assertThat(jsonFault(Path.of(3, 0, 6, 1), "[]").what()).isEqualTo("no value");
  }

  @Test
  @Spec({"VEC-32", "DT-06", "AMB-24", "SML-13"})
  void data_is_base64_of_any_kind_and_written_url_safe() {
    Path path = Path.of(TestModels.ALL_TYPES, 0, TestModels.single(DataType.OPAQUE));
    Node node = single(path.resourceId(), new Value.Opaque(cbor("0102030405FBFF")));

    for (String text : List.of("AQIDBAX7_w", "AQIDBAX7_w==", "AQIDBAX7/w==", "AQIDBAX7/w")) {
      assertThat(fromJson(path, "[{'n':'" + path + "','vd':'" + text + "'}]"))
          .containsExactly(now(path, node));
    }
    assertThat(encode(JSON, path, node))
        .isEqualTo(json("[{'n':'" + path + "','vd':'AQIDBAX7_w'}]"));
    for (String text : List.of("A", "A=", "AQ=", "AQ===", "A*", "AQ==AQ==", " AQ")) {
      assertThat(jsonFault(path, "[{'n':'" + path + "','vd':'" + text + "'}]").what())
          .as(text)
          .startsWith("field vd is no base64");
    }
  }

  @Test
  @Spec({"MODEL-09", "SEND-11"})
  void without_a_model_the_label_gives_the_type_and_the_depth_what_is_multiple() {
    Path path = Path.of(99, 0);
    String text =
        "[{'bn':'/99/0/','n':'1','v':5},{'n':'2','v':5.0},{'n':'3','v':5e0},{'n':'4','vs':'a'},"
            + "{'n':'5','vb':true},{'n':'6','vd':'AQ'},{'n':'7','vlo':'1:2'},{'n':'8/3','v':1},"
            + "{'n':'9','v':9223372036854775808}]";

    assertThat(nodes(decode(JSON, path, json(text), Models.NONE)))
        .containsExactly(
            now(
                path,
                instance(
                    0,
                    single(1, integer(5)),
                    single(2, real(5)),
                    single(3, real(5)),
                    single(4, text("a")),
                    single(5, new Value.Bool(true)),
                    single(6, new Value.Opaque(Bytes.of(1))),
                    single(7, new Value.ObjectLink(1, 2)),
                    multiple(8, 3, integer(1)),
                    single(9, new Value.Unsigned(Long.MIN_VALUE)))));
  }

  @ParameterizedTest
  @Spec({"DT-16", "DT-18", "DT-21"})
  @CsvSource({
    "INTEGER, 9223372036854775807, 9223372036854775807",
    "INTEGER, -9223372036854775808, -9223372036854775808",
    "INTEGER, 9007199254740993, 9007199254740993",
    "INTEGER, 9007199254740993.0, 9007199254740993",
    "INTEGER, 5.0, 5",
    "INTEGER, 50e-1, 5",
    "INTEGER, 5e2, 500",
    "INTEGER, 0e999, 0",
    "INTEGER, 9223372036854775808, ",
    "INTEGER, -9223372036854775809, ",
    "INTEGER, 5.5, ",
    "INTEGER, 1e999, ",
    "INTEGER, 1e-999, ",
    "UNSIGNED_INTEGER, 18446744073709551615, 18446744073709551615",
    "UNSIGNED_INTEGER, 18446744073709551616, ",
    "UNSIGNED_INTEGER, 18446744073709551615.0, 18446744073709551615",
    "UNSIGNED_INTEGER, -1, ",
    "TIME, -1, -1",
    "TIME, 1.5, ",
    "FLOAT, 5, 5.0",
    "FLOAT, 0.1, 0.1",
    "FLOAT, 1e308, 1.0E308",
    "FLOAT, 1e309, ",
    "FLOAT, 18446744073709551615, 1.8446744073709552E19",
    "FLOAT, 1e-400, 0.0"
  })
  void numbers_keep_their_digits_up_to_their_type(DataType type, String number, String expected) {
    Path path = Path.of(TestModels.ALL_TYPES, 0, TestModels.single(type));
    Decoded decoded =
        decode(JSON, path, json("[{'n':'" + path + "','v':" + number + "}]"), TestModels.MODELS);

    if (expected == null) {
      assertThat(decoded).isInstanceOf(Decoded.Broken.class);
    } else {
      Node node = nodes(decoded).getFirst().node();
      String value =
          switch (((Node.SingleResource) node).value()) {
            case Value.Int(long v) -> Long.toString(v);
            case Value.Unsigned(long bits) -> Long.toUnsignedString(bits);
            case Value.Time(long v) -> Long.toString(v);
            case Value.Real(double v) -> Double.toString(v);
            case Value other -> throw new AssertionError(other);
          };
      assertThat(value).isEqualTo(expected);
    }
  }

  @Test
  @Spec("DT-17")
  void json_has_no_numbers_that_are_none() {
    Path path = Path.of(3303, 0, 5700);

    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThat(Formats.encode(JSON, path, single(5700, real(value)), Models.NONE))
          .isInstanceOf(Encoded.Unsupported.class);
      assertThat(
              nodes(decode(CBOR, path, encode(CBOR, path, single(5700, real(value))), Models.NONE)))
          .containsExactly(now(path, single(5700, real(value))));
    }
  }

  @ParameterizedTest
  @Spec({"SML-29", "SML-30", "SML-31", "AMB-65", "DT-04"})
  @ValueSource(
      strings = {
        "9F BF 21 65 2F332F302F 00 61 39 02 18 57 FF FF",
        "9F A3 21 65 2F332F302F 00 61 39 02 18 57 FF",
        "81 BF 00 7F 63 2F332F 63 302F39 FF 02 18 57 FF",
        "9B 0000000000000001 A2 00 66 2F332F302F39 02 1B 0000000000000057",
        "81 A2 02 18 57 00 66 2F332F302F39",
        "81 A2 00 66 2F332F302F39 02 F9 55 70",
        "81 A2 00 66 2F332F302F39 02 FA 42AE0000",
        "81 A2 00 66 2F332F302F39 02 FB 4055C00000000000",
        "81 A2 00 66 2F332F302F39 02 C4 82 00 18 57",
        "81 A2 00 66 2F332F302F39 02 C4 82 20 19 0366",
        "81 A3 20 0A 00 66 2F332F302F39 02 18 57",
        "81 A6 00 66 2F332F302F39 02 18 57 01 61 25 23 61 43 18 63 05 26 F4",
        "81 A3 00 66 2F332F302F39 02 18 57 63 666F6F 82 01 A1 01 F7",
        "81 A5 00 66 2F332F302F39 02 18 57 3A 7FFFFFFF 61 78 09 01 60 61 78"
      })
  void cbor_comes_in_many_shapes(String hex) {
    assertThat(fromCbor(Path.of(3, 0, 9), hex))
        .containsExactly(now(Path.of(3, 0, 9), single(9, integer(87))));
  }
}
