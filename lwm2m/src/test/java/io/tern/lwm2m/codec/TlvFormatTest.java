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
import static io.tern.lwm2m.codec.Codecs.object;
import static io.tern.lwm2m.codec.Codecs.opaque;
import static io.tern.lwm2m.codec.Codecs.path;
import static io.tern.lwm2m.codec.Codecs.raw;
import static io.tern.lwm2m.codec.Codecs.single;
import static io.tern.lwm2m.codec.Codecs.text;
import static io.tern.lwm2m.codec.Codecs.tolerated;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlvFormatTest {
  private static final ContentFormat TLV = ContentFormat.TLV;

  private static final String DEVICE_HEX =
      "C4 00 41 63 6D 65 86 06 41 00 01 41 01 05 88 07 08 42 00 0E 74 42 01 13 88"
          + " C1 09 57 83 0B 41 00 00 C4 0D 65 53 F1 00 C1 10 55";

  private static final Node.InstanceNode DEVICE =
      instance(
          0,
          single(0, text("Acme")),
          multiple(6, 0, integer(1), 1, integer(5)),
          multiple(7, 0, integer(3700), 1, integer(5000)),
          single(9, integer(87)),
          multiple(11, 0, integer(0)),
          single(13, new Value.Time(1_700_000_000)),
          single(16, text("U")));

  /// Reads and writes: the bytes are the smallest legal form of the node.
  private static void isBothWays(String path, String hex, Node node) {
    assertThat(node(TLV, path, hex(hex))).isEqualTo(node);
    assertThat(encode(TLV, path, node)).isEqualTo(hex(hex));
  }

  private static String all(DataType type) {
    return "/" + TestModels.ALL_TYPES + "/0/" + TestModels.single(type);
  }

  private static Node.SingleResource of(DataType type, Value value) {
    return single(TestModels.single(type), value);
  }

  private static String resource(DataType type, String lengthAndValue) {
    return "C%s %02X %s"
        .formatted(
            lengthAndValue.substring(0, 1), TestModels.single(type), lengthAndValue.substring(1));
  }

  @Test
  @Spec({"VEC-01", "TLV-01", "TLV-02", "TLV-03", "TLV-04", "TLV-11", "TLV-14", "TLV-15"})
  void an_instance_is_its_resources_in_a_row() {
    isBothWays("/3/0", DEVICE_HEX, DEVICE);
  }

  @Test
  @Spec({"VEC-02", "TLV-14"})
  void an_object_wraps_its_instances_whatever_their_number() {
    isBothWays("/3", "08 00 2A " + DEVICE_HEX, object(3, DEVICE));
    isBothWays("/16", "", object(16));
    isBothWays(
        "/16",
        "07 00 85 00 43 00 61 62 63 07 01 85 00 43 00 64 65 66",
        object(
            16,
            instance(0, multiple(0, 0, text("abc"))),
            instance(1, multiple(0, 0, text("def")))));
  }

  @Test
  @Spec({"VEC-03", "TLV-15", "FMT-44", "AMB-37"})
  void a_multiple_resource_may_be_empty() {
    isBothWays("/3/0", "80 0B", instance(0, multiple(11)));
    isBothWays("/3/0/11", "80 0B", multiple(11));
  }

  @Test
  @Spec({"VEC-04", "TLV-02"})
  void ids_take_two_bytes_where_they_must() {
    isBothWays(
        "/2/0/2",
        "88 02 0A 41 00 01 41 65 0F 61 01 36 1F",
        multiple(2, 0, integer(1), 101, integer(15), 310, integer(31)));
    isBothWays("/2/0/2/310", "61 01 36 1F", new Node.ResourceInstanceNode(310, integer(31)));
  }

  @Test
  @Spec({"VEC-05", "TLV-03"})
  void lengths_take_as_many_bytes_as_they_must() {
    String resource = all(DataType.OPAQUE);
    int id = TestModels.single(DataType.OPAQUE);
    for (int length : new int[] {0, 1, 7, 8, 255, 256, 300, 65_535, 65_536, 70_000}) {
      Value value = new Value.Opaque(Bytes.wrap(new byte[length]));
      Bytes payload = encode(TLV, resource, single(id, value));
      int header = length < 8 ? 2 : length < 256 ? 3 : length < 65_536 ? 4 : 5;
      assertThat(payload.size()).isEqualTo(header + length);
      assertThat(node(TLV, resource, payload)).isEqualTo(single(id, value));
    }
    Bytes long300 = encode(TLV, "/3/0/0", single(0, text("x".repeat(300))));
    assertThat(long300.slice(0, 4)).isEqualTo(hex("D0 00 01 2C"));
  }

  @Test
  @Spec({"VEC-06", "DT-08", "DT-13"})
  void an_object_link_is_two_ids_of_16_bits() {
    Value.ObjectLink link = new Value.ObjectLink(66, 1);
    isBothWays("/3/0/22", "86 16 44 00 00 42 00 01", multiple(22, 0, link));
    assertThat(tolerated(TLV, "/3/0/22", hex("C4 16 00 42 00 01")))
        .isEqualTo(multiple(22, 0, link));
    assertThat(tolerated(TLV, "/3/0/22", hex("C4 16 FF FF FF FF")))
        .isEqualTo(multiple(22, 0, Value.ObjectLink.NULL));
  }

  @Test
  @Spec({"VEC-07", "VEC-08", "DT-04"})
  void a_float_takes_four_bytes_where_they_lose_nothing() {
    assertThat(node(TLV, "/3303/0/5700", hex("E4 16 44 41 B4 00 00")))
        .isEqualTo(single(5700, new Value.Real(22.5)));
    assertThat(node(TLV, "/3303/0/5700", hex("E8 16 44 08 40 36 80 00 00 00 00 00")))
        .isEqualTo(single(5700, new Value.Real(22.5)));
    assertThat(encode(TLV, "/3303/0/5700", single(5700, new Value.Real(22.5))))
        .isEqualTo(hex("E4 16 44 41 B4 00 00"));
    assertThat(encode(TLV, "/3303/0/5700", single(5700, new Value.Real(0.1))))
        .isEqualTo(hex("E8 16 44 08 3F B9 99 99 99 99 99 9A"));
  }

  @ParameterizedTest
  @Spec({"VEC-09", "DT-02", "DT-07", "DT-11"})
  @CsvSource({
    "0, 1 00",
    "127, 1 7F",
    "128, 2 00 80",
    "-1, 1 FF",
    "-128, 1 80",
    "-129, 2 FF 7F",
    "-750, 2 FD 12",
    "32767, 2 7F FF",
    "32768, 4 00 00 80 00",
    "-2147483648, 4 80 00 00 00",
    "2147483648, 8 08 00 00 00 00 80 00 00 00",
    "9223372036854775807, 8 08 7F FF FF FF FF FF FF FF",
    "-9223372036854775808, 8 08 80 00 00 00 00 00 00 00"
  })
  void an_integer_takes_the_shortest_of_four_widths(long number, String lengthAndValue) {
    String hex = resource(DataType.INTEGER, lengthAndValue);
    isBothWays(all(DataType.INTEGER), hex, of(DataType.INTEGER, integer(number)));
    isBothWays(
        all(DataType.TIME),
        resource(DataType.TIME, lengthAndValue),
        of(DataType.TIME, new Value.Time(number)));
  }

  @ParameterizedTest
  @Spec({"VEC-10", "DT-03", "DT-12"})
  @CsvSource({
    "0, 1 00",
    "255, 1 FF",
    "256, 2 01 00",
    "49320, 2 C0 A8",
    "65535, 2 FF FF",
    "65536, 4 00 01 00 00",
    "4294967295, 4 FF FF FF FF",
    "4294967296, 8 08 00 00 00 01 00 00 00 00",
    "18446744073709551615, 8 08 FF FF FF FF FF FF FF FF"
  })
  void an_unsigned_integer_has_no_sign_bit(String number, String lengthAndValue) {
    isBothWays(
        all(DataType.UNSIGNED_INTEGER),
        resource(DataType.UNSIGNED_INTEGER, lengthAndValue),
        of(DataType.UNSIGNED_INTEGER, new Value.Unsigned(Long.parseUnsignedLong(number))));
  }

  @Test
  @Spec({"DT-01", "DT-05", "DT-06", "DT-09"})
  void the_other_types_are_read_as_the_model_says() {
    isBothWays(
        all(DataType.BOOLEAN),
        resource(DataType.BOOLEAN, "1 01"),
        of(DataType.BOOLEAN, new Value.Bool(true)));
    isBothWays(
        all(DataType.STRING), resource(DataType.STRING, "2 C3 A9"), of(DataType.STRING, text("é")));
    isBothWays(
        all(DataType.OPAQUE),
        resource(DataType.OPAQUE, "3 01 FF 00"),
        of(DataType.OPAQUE, opaque("01 FF 00")));
    isBothWays(
        all(DataType.CORE_LINK),
        resource(DataType.CORE_LINK, "4 3C 2F 33 3E"),
        of(DataType.CORE_LINK, new Value.CoreLink("</3>")));
    isBothWays(
        all(DataType.OBJECT_LINK),
        resource(DataType.OBJECT_LINK, "4 00 42 00 01"),
        of(DataType.OBJECT_LINK, new Value.ObjectLink(66, 1)));
    isBothWays(
        all(DataType.OBJECT_LINK),
        resource(DataType.OBJECT_LINK, "4 FF FF FF FF"),
        of(DataType.OBJECT_LINK, Value.ObjectLink.NULL));
  }

  @Test
  @Spec({"VEC-11", "TLV-19"})
  void an_instance_may_be_empty() {
    isBothWays("/16", "00 05", object(16, instance(5)));
    isBothWays("/16/5", "", instance(5));
  }

  @Test
  @Spec("VEC-12")
  void a_partial_update_names_what_changes() {
    isBothWays(
        "/1/0",
        "C1 02 65 C2 03 03 F2 C2 05 07 D0 C1 06 01 C1 07 55",
        instance(
            0,
            single(2, integer(101)),
            single(3, integer(1010)),
            single(5, integer(2000)),
            single(6, new Value.Bool(true)),
            single(7, text("U"))));
  }

  @Test
  @Spec({"DT-12", "MODEL-09", "TLV-18", "VER-06"})
  void without_a_model_a_value_is_its_bytes() {
    Decoded decoded = decode(TLV, "/3/0", hex(DEVICE_HEX), Models.NONE);
    assertThat(decoded).isInstanceOf(Decoded.Content.class);
    Node.InstanceNode node =
        (Node.InstanceNode) ((Decoded.Content) decoded).nodes().getFirst().node();
    assertThat(node.resources().get(9)).isEqualTo(single(9, raw("57")));
    assertThat(node.resources().get(6)).isEqualTo(multiple(6, 0, raw("01"), 1, raw("05")));
    Encoded again = Formats.encode(TLV, path("/3/0"), node, Models.NONE);
    assertThat(((Encoded.Payload) again).bytes()).isEqualTo(hex(DEVICE_HEX));
    assertThat(node(TLV, "/3/0/200", hex("C3 C8 01 02 03")))
        .isEqualTo(single(200, raw("01 02 03")));
    assertThat(node(TLV, "/3/0/200", hex("83 C8 41 09 FF"))).isEqualTo(multiple(200, 9, raw("FF")));
  }

  @Test
  @Spec({"DT-12", "DT-18"})
  void a_value_is_written_as_the_type_that_the_model_wants() {
    assertThat(encode(TLV, "/3303/0/5700", single(5700, integer(22))))
        .isEqualTo(hex("E4 16 44 41 B0 00 00"));
    assertThat(encode(TLV, all(DataType.INTEGER), of(DataType.INTEGER, new Value.Unsigned(255))))
        .isEqualTo(hex(resource(DataType.INTEGER, "2 00 FF")));
    assertThat(
            encode(
                TLV, all(DataType.UNSIGNED_INTEGER), of(DataType.UNSIGNED_INTEGER, integer(255))))
        .isEqualTo(hex(resource(DataType.UNSIGNED_INTEGER, "1 FF")));
  }

  @Test
  @Spec({"DT-11", "TLV-11"})
  void wide_headers_are_legal_and_wide_integers_tolerated() {
    assertThat(node(TLV, "/3/0/9", hex("F8 00 09 00 00 01 57"))).isEqualTo(single(9, integer(87)));
    assertThat(tolerated(TLV, "/3/0/9", hex("C4 09 00 00 00 57")))
        .isEqualTo(single(9, integer(87)));
    assertThat(tolerated(TLV, "/3/0/9", hex("C8 09 08 FF FF FF FF FF FF FF FF")))
        .isEqualTo(single(9, integer(-1)));
    assertThat(
            tolerated(
                TLV,
                all(DataType.UNSIGNED_INTEGER),
                hex(resource(DataType.UNSIGNED_INTEGER, "2 00 FF"))))
        .isEqualTo(of(DataType.UNSIGNED_INTEGER, new Value.Unsigned(255)));
  }

  @Test
  @Spec({"TLV-14", "DM-77", "VEC-85"})
  void an_instance_around_its_own_content_is_tolerated_and_around_another_refused() {
    assertThat(tolerated(TLV, "/1/0", hex("08 00 03 C1 01 3C")))
        .isEqualTo(instance(0, single(1, integer(60))));
    assertThat(tolerated(TLV, "/1/0/1", hex("08 00 03 C1 01 3C")))
        .isEqualTo(single(1, integer(60)));
    assertThat(broken(TLV, "/1/0", hex("08 01 03 C1 01 3C")).where()).isEqualTo("/1/0");
    broken(TLV, "/1/0", hex("08 00 03 C1 01 3C C1 02 01"));
    broken(TLV, "/1/0", hex("08 00 03 C1 01 3C 08 01 03 C1 01 3C"));
    broken(TLV, "/1/0", hex("C1 02 01 08 00 03 C1 01 3C"));
  }

  @Test
  @Spec({"TLV-16", "DM-78"})
  void a_resource_instance_is_read_in_the_forms_that_are_about() {
    Node.ResourceInstanceNode value = new Node.ResourceInstanceNode(1, integer(5));
    isBothWays("/3/0/6/1", "41 01 05", value);
    assertThat(tolerated(TLV, "/3/0/6/1", hex("83 06 41 01 05"))).isEqualTo(value);
    assertThat(tolerated(TLV, "/3/0/6/1", hex("C1 06 05"))).isEqualTo(value);
    broken(TLV, "/3/0/6/1", hex("41 02 05"));
    broken(TLV, "/3/0/6/1", hex("83 07 41 01 05"));
    broken(TLV, "/3/0/6/1", hex("86 06 41 00 05 41 01 05"));
    broken(TLV, "/3/0/6/1", hex("41 01 05 41 02 05"));
    broken(TLV, "/3/0/6/1", hex(""));
  }

  @Test
  @Spec({"TLV-16", "DM-78", "MODEL-01"})
  void single_or_multiple_is_what_the_model_says() {
    assertThat(tolerated(TLV, "/3/0/6", hex("41 00 01 41 01 05")))
        .isEqualTo(multiple(6, 0, integer(1), 1, integer(5)));
    assertThat(tolerated(TLV, "/3/0/6", hex("C1 06 01"))).isEqualTo(multiple(6, 0, integer(1)));
    assertThat(tolerated(TLV, "/3/0", hex("83 09 41 03 57")))
        .isEqualTo(instance(0, single(9, integer(87))));
    broken(TLV, "/3/0/9", hex("86 09 41 00 57 41 01 58"));
    broken(TLV, "/3/0/9", hex("80 09"));
    broken(TLV, "/3/0/9", hex("41 00 57"));
  }

  @Test
  @Spec("TLV-14")
  void the_only_instance_of_an_object_may_come_bare() {
    assertThat(tolerated(TLV, "/3", hex("C1 09 57")))
        .isEqualTo(object(3, instance(0, single(9, integer(87)))));
    assertThat(broken(TLV, "/1", hex("C1 01 3C")).where()).isEqualTo("/1");
  }

  @ParameterizedTest
  @Spec({"VEC-80", "VEC-83", "VEC-84", "TLV-13", "TLV-17"})
  @ValueSource(
      strings = {
        "C8 00 05 41", // longer than what is there
        "C1 09 57 C1 09 58", // twice
        "C1 09 57 81 09", // cut off
        "86 06 41 00 01 41 00 05", // instance twice
        "41 00 01", // instance without resource
        "83 06 C1 00 01", // resource inside a resource
        "83 06 00 00", // object instance inside a resource
        "83 06 80 00", // multiple resource inside one
        "03 00 C1 00 01 C1 09 57", // instance, then more
        "C1",
        "E1 00",
        "C8 00",
        "D0 00 01",
        "D8 00 00 00", // half a header
        "E1 FF FF 00", // reserved id
        "86 06 41 00 01 41 01", // instance cut off
        "83 06 42 00 01" // instance longer than its resource
      })
  void broken_structure_is_refused(String hex) {
    Malformed reason = broken(TLV, "/3/0", hex(hex));
    assertThat(reason.where()).isNotBlank();
    assertThat(reason.what()).isNotBlank();
  }

  @ParameterizedTest
  @Spec({"VEC-81", "VEC-82", "DT-05", "DT-11", "DT-18"})
  @CsvSource({
    "INTEGER, 0",
    "INTEGER, 3 00 00 01",
    "INTEGER, 5 00 00 00 00 01",
    "INTEGER, 6 00 00 00 00 00 01",
    "INTEGER, 7 00 00 00 00 00 00 01",
    "INTEGER, 8 09 00 00 00 00 00 00 00 00 01",
    "UNSIGNED_INTEGER, 3 00 00 01",
    "TIME, 0",
    "TIME, 3 00 00 01",
    "FLOAT, 0",
    "FLOAT, 1 01",
    "FLOAT, 2 00 00",
    "BOOLEAN, 0",
    "BOOLEAN, 1 02",
    "BOOLEAN, 2 00 01",
    "OBJECT_LINK, 0",
    "OBJECT_LINK, 3 00 00 00",
    "STRING, 1 FF",
    "STRING, 3 ED A0 80",
    "CORE_LINK, 2 C3 28"
  })
  void a_value_that_is_not_of_its_type_is_refused(DataType type, String lengthAndValue) {
    Malformed reason = broken(TLV, all(type), hex(resource(type, lengthAndValue)));
    assertThat(reason.where()).isEqualTo(all(type));
    assertThat(reason.what()).contains(type.registryName());
  }

  @Test
  void a_refusal_says_where_in_the_tree() {
    assertThat(broken(TLV, "/3", hex("08 00 08 C1 09 57 83 06 42 00 01 FF")).where())
        .contains("byte");
    assertThat(broken(TLV, "/3", hex("07 00 85 06 43 02 00 00 01")).where()).isEqualTo("/3/0/6/2");
  }

  @Test
  @Spec({"VEC-13", "DM-102", "FMT-48", "AMB-35"})
  void create_says_whether_the_server_chose_the_ids() {
    Node.InstanceNode content = instance(1, multiple(0, 0, text("dev-1")));
    Bytes wrapped = hex("08 01 09 87 00 45 00 64 65 76 2D 31");
    assertThat(create("/16", wrapped))
        .containsExactly(new DecodedCreate.NewInstance(OptionalInt.of(1), content));
    assertThat(encodeCreate(OptionalInt.of(1), content)).isEqualTo(wrapped);

    Bytes bare = wrapped.slice(3, wrapped.size());
    List<DecodedCreate.NewInstance> open = create("/16", bare);
    assertThat(open).hasSize(1);
    assertThat(open.getFirst().id()).isEmpty();
    assertThat(open.getFirst().content().resources()).isEqualTo(content.resources());
    assertThat(encodeCreate(OptionalInt.empty(), content)).isEqualTo(bare);

    assertThat(create("/16", wrapped.concat(hex("00 07"))))
        .extracting(instance -> instance.id().orElse(-1))
        .containsExactly(1, 7);
    assertThat(create("/16", Bytes.EMPTY).getFirst().id()).isEmpty();
  }

  private static List<DecodedCreate.NewInstance> create(String object, Bytes payload) {
    DecodedCreate decoded = decodeCreate(object, payload);
    assertThat(decoded).isInstanceOf(DecodedCreate.Instances.class);
    return ((DecodedCreate.Instances) decoded).instances();
  }

  private static DecodedCreate decodeCreate(String object, Bytes payload) {
    return Formats.decodeCreate(
        TLV, path(object), payload, TestModels.MODELS, DecodeLimits.DEFAULT, Codecs.NOW);
  }

  private static Bytes encodeCreate(OptionalInt id, Node.InstanceNode content) {
    Encoded encoded = Formats.encodeCreate(TLV, Path.of(16), id, content, TestModels.MODELS);
    return ((Encoded.Payload) encoded).bytes();
  }

  @ParameterizedTest
  @Spec({"DM-102", "TLV-17"})
  @ValueSource(
      strings = {"00 01 00 01", "00 01 C1 00 01", "C1 00 01 00 01", "41 00 01", "C8 00 05 41"})
  void a_broken_create_is_refused(String hex) {
    assertThat(decodeCreate("/33000", hex(hex))).isInstanceOf(DecodedCreate.Broken.class);
  }

  @Test
  @Spec({"TLV-21", "FMT-46", "FMT-47"})
  void what_tlv_cannot_carry_is_refused() {
    TimedNode timed = new TimedNode(Optional.of(Codecs.NOW), path("/3/0/9"), single(9, integer(1)));
    TimedNode plain = new TimedNode(Optional.empty(), path("/3/0/9"), single(9, integer(1)));
    assertThat(Formats.encode(TLV, path("/3/0/9"), List.of(timed), TestModels.MODELS))
        .isInstanceOf(Encoded.Unsupported.class);
    assertThat(Formats.encode(TLV, Path.ROOT, List.of(plain), TestModels.MODELS))
        .isInstanceOf(Encoded.Unsupported.class);
    assertThat(Formats.encode(TLV, path("/3/0"), List.of(plain, plain), TestModels.MODELS))
        .isInstanceOf(Encoded.Unsupported.class);
    assertThat(decode(TLV, "/", hex("00 01"))).isInstanceOf(Decoded.Unsupported.class);
    Value huge = new Value.Opaque(Bytes.wrap(new byte[1 << 24]));
    assertThat(Formats.encode(TLV, path("/5/0/0"), single(0, huge), TestModels.MODELS))
        .isInstanceOf(Encoded.Unsupported.class);
  }

  @Test
  @Spec("FMT-12")
  void the_number_from_before_the_registration_is_read() {
    Bytes payload = hex("C1 09 57");
    assertThat(tolerated(new ContentFormat(1542), "/3/0/9", payload))
        .isEqualTo(single(9, integer(87)));
    Encoded encoded =
        Formats.encode(
            new ContentFormat(1542), path("/3/0/9"), single(9, integer(87)), TestModels.MODELS);
    assertThat(encoded).isEqualTo(new Encoded.Payload(TLV, payload));
  }
}
