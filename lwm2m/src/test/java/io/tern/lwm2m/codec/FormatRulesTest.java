// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static io.tern.lwm2m.codec.Codecs.hex;
import static io.tern.lwm2m.codec.Codecs.node;
import static io.tern.lwm2m.codec.Codecs.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.model.CoreVersions;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.node.Node;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Rules about formats that stand beside their grammar: what is left out, what is ignored, what was decided
/// where the specification is silent.
class FormatRulesTest {
  private static final Models DEVICE =
      Registry.builtIn().modelsFor(Release.V1_1, new ObjectList("", List.of(), List.of()));

  private static Node device(ContentFormat format, String base, Bytes payload) {
    Decoded decoded = Codecs.decode(format, base, payload, DEVICE);
    assertThat(decoded).isInstanceOf(Decoded.OneNode.class);
    return ((Decoded.OneNode) decoded).node();
  }

  @Test
  @Spec("DT-19")
  void a_value_of_type_time_is_a_value_and_never_the_time_of_its_record() {
    Node time = new Node.SingleResource(13, new Value.Time(1_700_000_000));
    Bytes json = Bytes.ofUtf8("[{\"n\":\"/3/0/13\",\"v\":1700000000}]");
    assertThat(Formats.encode(ContentFormat.SENML_JSON, path("/3/0/13"), time, DEVICE))
        .isEqualTo(new Encoded.Payload(ContentFormat.SENML_JSON, json));
    assertThat(device(ContentFormat.SENML_JSON, "/3/0/13", json)).isEqualTo(time);
    Bytes timed = Bytes.ofUtf8("[{\"n\":\"/3/0/13\",\"t\":1700000000}]");
    assertThat(Codecs.decode(ContentFormat.SENML_JSON, "/3/0/13", timed, DEVICE))
        .isInstanceOf(Decoded.Broken.class);
  }

  @Test
  @Spec({"FMT-41", "FMT-42"})
  void a_single_resource_has_no_instances_in_any_format() {
    Map<ContentFormat, Bytes> payloads =
        Map.of(
            ContentFormat.TEXT, Bytes.ofUtf8("1"),
            ContentFormat.CBOR, hex("01"),
            ContentFormat.TLV, hex("41 00 01"),
            ContentFormat.SENML_JSON, Bytes.ofUtf8("[{\"n\":\"/3/0/9/0\",\"v\":1}]"),
            ContentFormat.LWM2M_CBOR, hex("A1 84 03 00 09 00 01"));
    payloads.forEach(
        (format, payload) ->
            assertThat(Codecs.broken(format, "/3/0/9/0", payload).what())
                .as("%s", format)
                .contains("/3/0/9/0 has no instances"));
    assertThat(device(ContentFormat.TLV, "/3/0/11/0", hex("41 00 01")))
        .isEqualTo(new Node.ResourceInstanceNode(0, new Value.Int(1)));
  }

  @Test
  @Spec({"SML-06", "SML-12"})
  void units_and_update_times_are_read_over() {
    Node level = new Node.SingleResource(9, new Value.Int(87));
    String json = "[{\"bu\":\"Cel\",\"n\":\"/3/0/9\",\"u\":\"%\",\"ut\":60,\"v\":87}]";
    assertThat(device(ContentFormat.SENML_JSON, "/3/0/9", Bytes.ofUtf8(json))).isEqualTo(level);
    Bytes cbor = hex("81 A4 00 66 2F 33 2F 30 2F 39 01 61 25 07 18 3C 02 18 57");
    assertThat(device(ContentFormat.SENML_CBOR, "/3/0/9", cbor)).isEqualTo(level);
  }

  @Test
  @Spec("SML-10")
  void a_sum_is_no_value() {
    Bytes beside = Bytes.ofUtf8("[{\"n\":\"/3/0/9\",\"s\":1,\"v\":87}]");
    assertThat(device(ContentFormat.SENML_JSON, "/3/0/9", beside))
        .isEqualTo(new Node.SingleResource(9, new Value.Int(87)));
    Bytes alone = Bytes.ofUtf8("[{\"n\":\"/3/0/9\",\"s\":1}]");
    assertThat(Codecs.broken(ContentFormat.SENML_JSON, "/3/0/9", alone).what())
        .contains("no value");
  }

  @Test
  @Spec({"SML-26", "AMB-36"})
  void an_empty_multiple_resource_is_left_out_of_senml_and_stands_in_tlv() {
    Node.InstanceNode instance =
        Codecs.instance(
            0, Codecs.single(9, new Value.Int(87)), new Node.MultipleResource(11, new TreeMap<>()));
    Bytes json = Bytes.ofUtf8("[{\"n\":\"/3/0/9\",\"v\":87}]");
    assertThat(Formats.encode(ContentFormat.SENML_JSON, path("/3/0"), instance, DEVICE))
        .isEqualTo(new Encoded.Payload(ContentFormat.SENML_JSON, json));
    assertThat(
            device(ContentFormat.TLV, "/3/0", Codecs.encode(ContentFormat.TLV, "/3/0", instance)))
        .isEqualTo(instance);
  }

  @Test
  @Spec("TLV-12")
  void a_value_has_up_to_16_mib_less_one_byte() {
    String path = Codecs.ofType(DataType.OPAQUE);
    int id = TestModels.single(DataType.OPAQUE);
    Node most = new Node.SingleResource(id, new Value.Opaque(Bytes.wrap(new byte[(1 << 24) - 1])));
    Bytes payload = Codecs.encode(ContentFormat.TLV, path, most);
    assertThat(payload.slice(payload.size() - most(payload), payload.size()).size())
        .isEqualTo((1 << 24) - 1);
    assertThat(node(ContentFormat.TLV, path, payload)).isEqualTo(most);
    Node more = new Node.SingleResource(id, new Value.Opaque(Bytes.wrap(new byte[1 << 24])));
    assertThat(Formats.encode(ContentFormat.TLV, path(path), more, TestModels.MODELS))
        .isInstanceOf(Encoded.Unsupported.class);
    Node text =
        new Node.SingleResource(
            TestModels.single(DataType.STRING), new Value.Text("é".repeat(1 << 23)));
    assertThat(
            Formats.encode(
                ContentFormat.TLV, path(Codecs.ofType(DataType.STRING)), text, TestModels.MODELS))
        .isInstanceOf(Encoded.Unsupported.class);
  }

  /// The length that the three bytes in front of the value declare.
  private static int most(Bytes payload) {
    int header = (payload.get(0) & 0x20) == 0 ? 2 : 3;
    return (int) payload.unsigned(header, header + 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 322})
  @Spec({"FMT-07", "FMT-08"})
  void senml_etch_names_what_a_composite_reads_and_changes_and_is_no_format_of_values(int number) {
    ContentFormat etch = new ContentFormat(number);
    Reading reading = new Reading(DEVICE, DecodeLimits.DEFAULT, Codecs.NOW);
    Encoded.Payload paths =
        (Encoded.Payload) Formats.encodePaths(etch, List.of(path("/3/0/9"), path("/1/0")));
    assertThat(Formats.decodePaths(etch, paths.bytes(), reading))
        .isInstanceOfSatisfying(
            DecodedPaths.Paths.class,
            read -> assertThat(read.paths()).containsExactly(path("/3/0/9"), path("/1/0")));
    List<Change> changes =
        List.of(
            new Change.Put(path("/1/0/1"), new Value.Int(120)),
            new Change.Remove(path("/2/0/2/101")));
    Encoded.Payload patch = (Encoded.Payload) Formats.encodePatch(etch, changes);
    assertThat(Formats.decodePatch(etch, patch.bytes(), reading))
        .isInstanceOfSatisfying(
            DecodedPatch.Changes.class, read -> assertThat(read.changes()).isEqualTo(changes));
    assertThat(Formats.knows(etch)).isFalse();
    assertThat(Codecs.decode(etch, "/3/0/9", patch.bytes()))
        .isEqualTo(new Decoded.Unsupported(etch));
  }

  @Test
  @Spec({"AMB-08", "LCB-07", "LCB-08"})
  void lwm2m_cbor_takes_negative_times_and_refuses_a_path_given_twice() {
    assertThat(device(ContentFormat.LWM2M_CBOR, "/3/0/13", hex("A1 83 03 00 0D 20")))
        .isEqualTo(new Node.SingleResource(13, new Value.Time(-1)));
    Bytes twice = hex("A2 83 03 00 09 18 57 82 03 00 A1 09 18 58");
    assertThat(Codecs.broken(ContentFormat.LWM2M_CBOR, "/3/0", twice).what())
        .contains("given twice");
  }

  @Test
  @Spec("AMB-11")
  void an_object_link_of_senml_is_known_by_its_own_label() {
    Bytes json = Bytes.ofUtf8("[{\"n\":\"/3/0/22/0\",\"vlo\":\"66:1\"}]");
    assertThat(Codecs.decode(ContentFormat.SENML_JSON, "/3/0/22", json, Models.NONE))
        .isInstanceOfSatisfying(
            Decoded.Content.class,
            content ->
                assertThat(content.nodes().getFirst().node())
                    .isEqualTo(Codecs.multiple(22, 0, new Value.ObjectLink(66, 1))));
    Reading reading = new Reading(Models.NONE, DecodeLimits.DEFAULT, Codecs.NOW);
    Bytes valued = Bytes.ofUtf8("[{\"n\":\"/3/0/9\",\"v\":1}]");
    assertThat(Formats.decodePaths(ContentFormat.SENML_ETCH_JSON, valued, reading))
        .isInstanceOf(DecodedPaths.Broken.class);
  }

  @Test
  @Spec("AMB-15")
  void a_firmware_object_of_release_1_2_is_of_1_1_and_may_have_more() {
    assertThat(CoreVersions.implied(Release.V1_2, 5)).isEqualTo(new Version(1, 1));
    Models models =
        Registry.builtIn().modelsFor(Release.V1_2, new ObjectList("", List.of(), List.of()));
    assertThat(models.resource(path("/5/0/14"))).isEmpty();
    Bytes payload = hex("A1 82 05 00 A3 03 00 0D 05 0E F5");
    Decoded decoded = Codecs.decode(ContentFormat.LWM2M_CBOR, "/5/0", payload, models);
    assertThat(decoded)
        .isEqualTo(
            new Decoded.OneNode(
                path("/5/0"),
                Codecs.instance(
                    0,
                    Codecs.single(3, new Value.Int(0)),
                    Codecs.single(13, new Value.Unsigned(5)),
                    Codecs.single(14, new Value.Bool(true)))));
  }

  @Test
  @Spec({"AMB-13", "TLV-20"})
  void lengths_are_those_of_the_tables() {
    for (int size : new int[] {0, 7, 8, 255, 256, 65_535, 65_536}) {
      Value value = new Value.Opaque(Bytes.wrap(new byte[size]));
      Node one = new Node.SingleResource(TestModels.single(DataType.OPAQUE), value);
      Bytes payload = Codecs.encode(ContentFormat.TLV, Codecs.ofType(DataType.OPAQUE), one);
      int lengthBytes = size < 8 ? 0 : size < 256 ? 1 : size < 65_536 ? 2 : 3;
      int idBytes = one.id() < 256 ? 1 : 2;
      assertThat(payload.get(0) >>> 3 & 3).isEqualTo(lengthBytes);
      assertThat(payload.size()).isEqualTo(1 + idBytes + lengthBytes + size);
    }
  }

  @Test
  @Spec("DT-10")
  void an_executable_resource_has_no_value_to_write_as_null() {
    Bytes nothing = hex("A1 83 03 00 04 F6");
    Decoded decoded = Codecs.decode(ContentFormat.LWM2M_CBOR, "/3/0", nothing, DEVICE);
    assertThat(decoded)
        .isInstanceOfSatisfying(
            Decoded.Content.class,
            content -> {
              assertThat(content.tolerances()).containsExactly(Tolerance.CBOR_NULL);
              assertThat(content.nodes().getFirst().node()).isEqualTo(Codecs.instance(0));
            });
    assertThat(DEVICE.resource(path("/3/0/4")).map(it -> it.type()))
        .isEqualTo(Optional.of(DataType.NONE));
  }

  @Test
  @Spec("AMB-24")
  void senml_has_the_null_link_in_decimals_unsigned_integers_as_values_and_data_without_padding() {
    assertThat(written(DataType.OBJECT_LINK, new Value.ObjectLink(65_535, 65_535)))
        .contains("\"vlo\":\"65535:65535\"");
    assertThat(written(DataType.UNSIGNED_INTEGER, new Value.Unsigned(-1)))
        .contains("\"v\":18446744073709551615");
    assertThat(written(DataType.OPAQUE, new Value.Opaque(Bytes.of(0xFB, 0xFF))))
        .contains("\"vd\":\"-_8\"");
  }

  private static String written(DataType type, Value value) {
    Node node = new Node.SingleResource(TestModels.single(type), value);
    return Codecs.encode(ContentFormat.SENML_JSON, Codecs.ofType(type), node).utf8();
  }
}
