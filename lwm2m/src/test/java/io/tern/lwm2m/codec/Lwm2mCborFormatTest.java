// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static io.tern.lwm2m.codec.Codecs.hex;
import static io.tern.lwm2m.codec.Codecs.instance;
import static io.tern.lwm2m.codec.Codecs.integer;
import static io.tern.lwm2m.codec.Codecs.multiple;
import static io.tern.lwm2m.codec.Codecs.object;
import static io.tern.lwm2m.codec.Codecs.single;
import static io.tern.lwm2m.codec.Codecs.text;
import static io.tern.lwm2m.codec.Payloads.at;
import static io.tern.lwm2m.codec.Payloads.encode;
import static io.tern.lwm2m.codec.Payloads.fault;
import static io.tern.lwm2m.codec.Payloads.nodes;
import static io.tern.lwm2m.codec.Payloads.now;
import static io.tern.lwm2m.codec.Payloads.second;
import static io.tern.lwm2m.codec.Trees.device;
import static io.tern.lwm2m.codec.Trees.real;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.ContentFormat;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.spec.Spec;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Lwm2mCborFormatTest {
  private static final ContentFormat FORMAT = ContentFormat.LWM2M_CBOR;

  private static final String VEC_23 =
      "A1 82 03 00 A6 00 64 41636D65 06 A2 00 01 01 05 09 18 57 0B A1 00 00 0D 1A 6553F100 10 61 55";
  private static final String VEC_24 =
      "A1 03 A1 00 A6 00 64 41636D65 06 A2 00 01 01 05 09 18 57 0B A1 00 00 0D 1A 6553F100 10 61 55";

  private static List<TimedNode> decode(Path base, String hex) {
    return nodes(Payloads.decode(FORMAT, base, hex(hex), TestModels.MODELS));
  }

  private static String faultOf(Path base, String hex) {
    return fault(FORMAT, base, hex(hex)).what();
  }

  @Test
  @Spec({"VEC-23", "LCB-04", "LCB-06", "LCB-07"})
  void reads_and_writes_an_instance_below_an_array_key() {
    assertThat(decode(Path.of(3, 0), VEC_23)).containsExactly(now(Path.of(3, 0), device()));
    assertThat(encode(FORMAT, Path.of(3, 0), device())).isEqualTo(hex(VEC_23));
  }

  @Test
  @Spec({"VEC-24", "LCB-03", "LCB-05"})
  void reads_nested_maps() {
    assertThat(decode(Path.of(3, 0), VEC_24)).containsExactly(now(Path.of(3, 0), device()));
    assertThat(decode(Path.of(3), VEC_24)).containsExactly(now(Path.of(3), object(3, device())));
  }

  @ParameterizedTest
  @Spec({"VEC-25", "VEC-29", "LCB-01", "LCB-02", "LCB-05", "LCB-17"})
  @ValueSource(
      strings = {
        "BF 03 BF 00 BF 09 18 57 FF FF FF",
        "BF 9F 03 00 FF A1 09 18 57 FF",
        "A1 03 A1 00 A1 09 18 57",
        "A1 82 03 00 A1 09 18 57",
        "A1 83 03 00 09 18 57",
        "A1 81 03 A1 82 00 09 18 57",
        "A1 03 A1 9F 00 09 FF 19 0057",
        "A1 190003 A1 1800 A1 09 190057",
        "A1 83 03 00 09 FA 42AE0000",
        "A1 83 03 00 09 C4 82 00 18 57"
      })
  void equivalent_maps_say_the_same(String hex) {
    assertThat(decode(Path.of(3, 0, 9), hex))
        .containsExactly(now(Path.of(3, 0, 9), single(9, integer(87))));
  }

  @Test
  @Spec({"VEC-26", "LCB-05"})
  void reads_and_writes_a_composite() {
    List<TimedNode> nodes =
        List.of(
            now(Path.of(1, 0, 1), single(1, integer(120))),
            now(Path.of(1, 0, 6), single(6, new Value.Bool(true))),
            now(Path.of(3, 0, 9), single(9, integer(87))));

    assertThat(decode(Path.ROOT, "A3 83 01 00 01 18 78 83 01 00 06 F5 82 03 00 A1 09 18 57"))
        .isEqualTo(nodes);
    assertThat(encode(FORMAT, nodes))
        .isEqualTo(hex("A2 82 01 00 A2 01 18 78 06 F5 83 03 00 09 18 57"));
  }

  @Test
  void an_instance_is_written_in_one_piece_wherever_its_parts_are() {
    assertThat(
            encode(
                FORMAT,
                List.of(
                    now(Path.of(3, 0, 16), single(16, text("U"))),
                    now(Path.of(1, 0, 1), single(1, integer(120))),
                    now(Path.of(3, 0, 9), single(9, integer(87))))))
        .isEqualTo(hex("A2 83 01 00 01 18 78 82 03 00 A2 09 18 57 10 61 55"));
  }

  @Test
  @Spec({"VEC-27", "LCB-09", "DM-103", "FMT-48"})
  void an_instance_may_be_created_without_id() {
    String hex = "A1 82 10 19FFFF A1 00 A1 00 65 6465762D31";
    Node.InstanceNode content = instance(0, multiple(0, 0, text("dev-1")));

    DecodedCreate decoded =
        Formats.decodeCreate(
            FORMAT, Path.of(16), hex(hex), TestModels.MODELS, DecodeLimits.DEFAULT, Payloads.NOW);

    assertThat(decoded)
        .isEqualTo(
            new DecodedCreate.Instances(
                List.of(new DecodedCreate.NewInstance(OptionalInt.empty(), content)), Set.of()));
    assertThat(
            Formats.encodeCreate(
                FORMAT, Path.of(16), OptionalInt.empty(), content, TestModels.MODELS))
        .isEqualTo(new Encoded.Payload(FORMAT, hex("A1 84 10 19FFFF 00 00 65 6465762D31")));
  }

  @Test
  @Spec("DM-103")
  void an_instance_may_be_created_with_id() {
    String hex = "A1 82 10 07 A1 00 A1 00 65 6465762D31";
    Node.InstanceNode content = instance(7, multiple(0, 0, text("dev-1")));

    assertThat(create(hex))
        .isEqualTo(
            new DecodedCreate.Instances(
                List.of(new DecodedCreate.NewInstance(OptionalInt.of(7), content)), Set.of()));
    assertThat(Formats.encodeCreate(FORMAT, Path.of(16), OptionalInt.of(7), content, Models.NONE))
        .isEqualTo(new Encoded.Payload(FORMAT, hex("A1 84 10 07 00 00 65 6465762D31")));
  }

  private static DecodedCreate create(String hex) {
    return Formats.decodeCreate(
        FORMAT, Path.of(16), hex(hex), TestModels.MODELS, DecodeLimits.DEFAULT, Payloads.NOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "A0",
        "A2 82 10 19FFFF A1 00 A1 00 61 61 82 10 01 A1 00 A1 00 61 61",
        "A1 82 10 1A00010000 A1 00 A1 00 61 61",
        "A1 82 19FFFF 00 A1 00 A1 00 61 61",
        "A1 83 10 19FFFF 19FFFF A1 00 61 61"
      })
  void refuses_to_create_from_nonsense(String hex) {
    assertThat(create(hex)).isInstanceOf(DecodedCreate.Broken.class);
  }

  @Test
  @Spec("LCB-09")
  void the_open_id_is_for_create_alone() {
    assertThat(faultOf(Path.of(16), "A1 82 10 19FFFF A1 00 A1 00 61 61"))
        .startsWith("an id out of range");
  }

  @Test
  @Spec({"VEC-28", "LCB-14"})
  void a_known_prefix_may_lead() {
    Path path = Path.of(3303, 0);
    Reading reading = new Reading(TestModels.MODELS, DecodeLimits.DEFAULT, Payloads.NOW, "/d01");
    String inArray = "A1 83 63 643031 19 0CE7 00 A1 19 1644 FB 4036800000000000";
    String onTop = "A1 63 643031 A1 82 19 0CE7 00 A1 19 1644 FB 4036800000000000";

    for (String hex : List.of(inArray, onTop)) {
      assertThat(nodes(Formats.decode(FORMAT, path, hex(hex), reading)))
          .containsExactly(now(path, instance(0, single(5700, real(22.5)))));
      assertThat(faultOf(path, hex)).startsWith("an unknown prefix");
    }
  }

  @ParameterizedTest
  @Spec({
    "VEC-91", "VEC-92", "VEC-93", "VEC-94", "VEC-95", "VEC-96", "VEC-98", "LCB-01", "LCB-02",
    "LCB-11", "LCB-12", "LCB-16"
  })
  @CsvSource({
    "A0, an empty map",
    "BF FF, an empty map",
    "A1 03 A0, an empty map",
    "A1 80 01, a key without id",
    "A1 9F FF 01, a key without id",
    "A2 83 03 00 09 18 57 82 03 00 A1 09 18 58, given twice",
    "A2 83 03 00 06 01 84 03 00 06 00 01, /3/0/6 has instances alone",
    "A1 03 05, 'a value for /3,'",
    "A1 82 03 00 05, 'a value for /3/0,'",
    "A1 85 03 00 06 00 01 05, a path of more than four ids",
    "A1 84 03 00 06 00 A1 01 05, a map below a resource instance",
    "A1 20 01, item of major type 1",
    "A1 61 33 A1 00 A1 09 01, an unknown prefix",
    "A1 03 A1 61 30 A1 09 01, item of major type 3",
    "A1 F4 01, item of major type 7",
    "A1 82 03 A0 01, item of major type 5",
    "A1 83 03 00 19FFFF 01, an id out of range",
    "A1 83 03 00 1BFFFFFFFFFFFFFFFF 01, an id out of range",
    "A1 83 03 00 09 82 01 02, no value",
    "A1 83 03 00 09 F7, no value",
    "A1 83 03 00 09 D8 20 61 61, a tag that makes no value",
    "A1 83 03 00 09 61 35, /3/0/9 is not of type Integer",
    "A1 83 04 00 09 05, /4/0/9 is not below /3",
    "A1 03 F6, 'a value for /3, which is no resource'",
    "A2 03 F6 04 F6, 'a value for /3, which is no resource'",
    "A1 82 03 00 F6, 'a value for /3/0, which is no resource'",
    "A1 83 04 00 09 F6, /4/0/9 is not below /3",
    "80, item of major type 4",
    "05, item of major type 0",
    "A1 83 03 00 09 05 00, bytes behind the last item",
    "BF 83 03 00 09 05, input ends inside an item",
    "BB 7FFFFFFFFFFFFFFF 03, more elements than bytes",
    "A1 9B FFFFFFFFFFFFFFFF 03, more elements than bytes",
    "A1 83 03 00 00 7B 7FFFFFFFFFFFFFFF 61, string runs past the end"
  })
  void refuses_payloads_that_break_the_rules(String hex, String what) {
    assertThat(faultOf(Path.of(3), hex)).startsWith(what);
  }

  @Test
  @Spec("LCB-16")
  void limits_the_nesting() {
    assertThat(faultOf(Path.of(3), "A1 03".repeat(100_000))).startsWith("a map below");
    assertThat(faultOf(Path.of(3), "A1 61 61".repeat(100_000))).startsWith("an unknown prefix");
    Reading reading = new Reading(Models.NONE, DecodeLimits.DEFAULT, Payloads.NOW, "/a");
    assertThat(Formats.decode(FORMAT, Path.of(3), hex("A1 61 61".repeat(100_000)), reading))
        .isInstanceOf(Decoded.Broken.class);
  }

  @ParameterizedTest
  @Spec({"DT-07", "LCB-07"})
  @CsvSource({
    "1A 6553F100, 1700000000",
    "20, -1",
    "C1 1A 6553F100, 1700000000",
    "C1 FB 41D954FC40000000, 1700000000",
    "C0 74 323032332D31312D31345432323A31333A32305A, 1700000000",
    "C0 7819 323032332D31312D31345432333A31333A32302B30313A3030, 1700000000"
  })
  void times_are_numbers_or_tagged(String leaf, long seconds) {
    assertThat(decode(Path.of(3, 0, 13), "A1 83 03 00 0D " + leaf))
        .containsExactly(now(Path.of(3, 0, 13), single(13, new Value.Time(seconds))));
  }

  @ParameterizedTest
  @Spec("LCB-07")
  @ValueSource(
      strings = {
        "C0 1A 6553F100",
        "C0 61 78",
        "C0 7816 323032332D31312D31345432323A31333A32302E355A",
        "C0 C1 00",
        "C1 C1 00",
        "C1 61 30",
        "C1 F93800",
        "C2 41 01"
      })
  void refuses_other_times(String leaf) {
    assertThat(faultOf(Path.of(3, 0, 13), "A1 83 03 00 0D " + leaf)).isNotEmpty();
  }

  @Test
  @Spec({"DT-07", "LCB-07"})
  void what_says_that_it_is_a_time_is_of_no_other_type() {
    assertThat(faultOf(Path.of(3, 0, 9), "A1 83 03 00 09 C1 18 57"))
        .isEqualTo("/3/0/9 is not of type Integer");
    assertThat(decode(Path.of(3, 0, 999), "A1 83 03 00 19 03E7 C1 18 57"))
        .containsExactly(now(Path.of(3, 0, 999), single(999, Value.Int.of(87))));
  }

  @Test
  @Spec({"LCB-08", "DT-08"})
  void object_links_are_text() {
    Node node = multiple(22, 0, new Value.ObjectLink(66, 1));
    String hex = "A1 84 03 00 16 00 64 36363A31";

    assertThat(decode(Path.of(3, 0, 22), hex)).containsExactly(now(Path.of(3, 0, 22), node));
    assertThat(encode(FORMAT, Path.of(3, 0, 22), node)).isEqualTo(hex(hex));
  }

  @Test
  @Spec("LCB-10")
  void null_says_nothing() {
    Decoded decoded =
        Payloads.decode(
            FORMAT, Path.of(3, 0), hex("A1 82 03 00 A2 04 F6 09 18 57"), TestModels.MODELS);

    assertThat(nodes(decoded))
        .containsExactly(now(Path.of(3, 0), instance(0, single(9, integer(87)))));
    assertThat(((Decoded.Content) decoded).tolerances()).containsExactly(Tolerance.CBOR_NULL);
  }

  @Test
  @Spec("DM-43")
  void no_content_is_no_byte() {
    assertThat(encode(FORMAT, Path.of(3, 0), instance(0)).isEmpty()).isTrue();
    assertThat(decode(Path.of(3, 0), "")).containsExactly(now(Path.of(3, 0), instance(0)));
    assertThat(decode(Path.of(3), "")).containsExactly(now(Path.of(3), object(3)));
    assertThat(decode(Path.ROOT, "")).isEmpty();
    assertThat(faultOf(Path.of(3, 0, 9), "")).isEqualTo("no value");
  }

  @Test
  @Spec("LCB-13")
  void carries_no_times() {
    assertThat(
            Formats.encode(
                FORMAT,
                Path.of(3, 0, 9),
                List.of(at(second(1_700_000_000), Path.of(3, 0, 9), single(9, integer(87)))),
                Models.NONE))
        .isInstanceOf(Encoded.Unsupported.class);
  }

  @Test
  @Spec("MODEL-09")
  void without_a_model_the_leaf_gives_the_type() {
    Path path = Path.of(99, 0);

    assertThat(
            nodes(
                Payloads.decode(
                    FORMAT,
                    path,
                    hex("A1 82 18 63 00 A6 01 05 02 F9 4500 03 61 61 04 F5 05 41 01 06 A1 03 20"),
                    Models.NONE)))
        .containsExactly(
            now(
                path,
                instance(
                    0,
                    single(1, integer(5)),
                    single(2, real(5)),
                    single(3, text("a")),
                    single(4, new Value.Bool(true)),
                    single(5, new Value.Opaque(hex("01"))),
                    multiple(6, 3, integer(-1)))));
  }

  @Test
  void limits_the_number_of_values() {
    Reading reading = new Reading(Models.NONE, new DecodeLimits(2, 16), Payloads.NOW);

    assertThat(Formats.decode(FORMAT, Path.of(3, 0), hex("A1 82 03 00 A2 00 00 01 00"), reading))
        .isInstanceOf(Decoded.Content.class);
    assertThat(
            Formats.decode(FORMAT, Path.of(3, 0), hex("A1 82 03 00 A3 00 00 01 00 02 00"), reading))
        .isInstanceOf(Decoded.Broken.class);
  }

  @Test
  void all_types_stand_as_their_cbor_kind() {
    Path path = Path.of(TestModels.ALL_TYPES, 0);
    Node node =
        instance(
            0,
            single(TestModels.single(DataType.UNSIGNED_INTEGER), new Value.Unsigned(-1)),
            single(TestModels.single(DataType.FLOAT), real(22.5)),
            single(TestModels.single(DataType.OPAQUE), new Value.Opaque(hex("0102"))));

    assertThat(encode(FORMAT, path, node).hex())
        .contains("1bffffffffffffffff")
        .contains("fa41b40000")
        .contains("420102");
  }
}
