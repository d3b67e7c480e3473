// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static io.tern.lwm2m.codec.Codecs.instance;
import static io.tern.lwm2m.codec.Codecs.integer;
import static io.tern.lwm2m.codec.Codecs.single;
import static io.tern.lwm2m.codec.Codecs.text;
import static io.tern.lwm2m.codec.Payloads.CBOR;
import static io.tern.lwm2m.codec.Payloads.JSON;
import static io.tern.lwm2m.codec.Payloads.at;
import static io.tern.lwm2m.codec.Payloads.decode;
import static io.tern.lwm2m.codec.Payloads.encode;
import static io.tern.lwm2m.codec.Payloads.fromCbor;
import static io.tern.lwm2m.codec.Payloads.fromJson;
import static io.tern.lwm2m.codec.Payloads.nodes;
import static io.tern.lwm2m.codec.Payloads.now;
import static io.tern.lwm2m.codec.Payloads.second;
import static io.tern.lwm2m.codec.Payloads.singleQuoted;
import static io.tern.lwm2m.codec.Trees.real;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.TimedNode;
import io.tern.spec.Spec;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SenmlTimesTest {
  @Test
  @Spec({"VEC-31", "SML-27", "SML-11", "SML-03", "SEND-07"})
  void records_of_one_time_make_one_node_oldest_first() {
    Path path = Path.of(3303, 0);
    String history =
        "[{'bn':'/3303/0/5700','bt':1700000000,'t':-20,'v':21.9},"
            + "{'t':-10,'v':22.1},{'v':22.5}]";
    List<TimedNode> nodes =
        List.of(
            at(second(1_699_999_980), path, instance(0, single(5700, real(21.9)))),
            at(second(1_699_999_990), path, instance(0, single(5700, real(22.1)))),
            at(second(1_700_000_000), path, instance(0, single(5700, real(22.5)))));

    assertThat(fromJson(path, history)).isEqualTo(nodes);
    assertThat(singleQuoted(encode(JSON, nodes))).isEqualTo(history);
    assertThat(nodes(decode(CBOR, path, encode(CBOR, nodes), TestModels.MODELS))).isEqualTo(nodes);
  }

  @Test
  @Spec("SEND-07")
  void groups_records_by_time_wherever_they_stand() {
    Path path = Path.of(3303, 0);

    assertThat(
            fromJson(
                path,
                "[{'bn':'/3303/0/','n':'5700','t':1700000010,'v':2},{'n':'5701','vs':'now'},"
                    + "{'n':'5700','t':1700000000,'v':1},{'n':'5701','t':1700000010,'vs':'x'}]"))
        .containsExactly(
            at(second(1_700_000_000), path, instance(0, single(5700, real(1)))),
            at(
                second(1_700_000_010),
                path,
                instance(0, single(5700, real(2)), single(5701, text("x")))),
            now(path, instance(0, single(5701, text("now")))));
  }

  @ParameterizedTest
  @Spec({"SML-27", "SML-28", "RFC8428-4.5.3"})
  @CsvSource({
    "'\"t\":268435456', 1978-07-04T21:24:16Z",
    "'\"t\":268435455', 2035-07-19T05:24:15Z",
    "'\"t\":-10', 2027-01-15T07:59:50Z",
    "'\"t\":10', 2027-01-15T08:00:10Z",
    "'\"t\":-0.25', 2027-01-15T07:59:59.750Z",
    "'\"bt\":1700000000', 2023-11-14T22:13:20Z",
    "'\"bt\":1700000000.1', 2023-11-14T22:13:20.100Z",
    "'\"bt\":1700000000.1,\"t\":0.000000001', 2023-11-14T22:13:20.100000001Z",
    "'\"bt\":1.7e9,\"t\":-1e0', 2023-11-14T22:13:19Z",
    "'\"bt\":268435400,\"t\":56', 1978-07-04T21:24:16Z"
  })
  void times_are_absolute_from_2_to_the_28_on_and_relative_below(String fields, String time) {
    Path path = Path.of(3, 0, 9);
    String record = "[{\"n\":\"/3/0/9\",\"v\":1," + fields + "}]";

    assertThat(nodes(decode(JSON, path, Bytes.ofUtf8(record), TestModels.MODELS)))
        .containsExactly(at(Instant.parse(time), path, single(9, integer(1))));
  }

  @ParameterizedTest
  @Spec("SML-27")
  @ValueSource(strings = {"", ",'t':0", ",'bt':0", ",'bt':5,'t':-5", ",'t':0.0000000001"})
  void no_time_at_all_means_now(String fields) {
    Path path = Path.of(3, 0, 9);

    assertThat(fromJson(path, "[{'n':'/3/0/9','v':1" + fields + "}]"))
        .containsExactly(now(path, single(9, integer(1))));
  }

  @ParameterizedTest
  @Spec("SML-28")
  @CsvSource({
    "061A6553F100, 2023-11-14T22:13:20Z",
    "06FB41D954FC40066666, 2023-11-14T22:13:20.099999905Z",
    "06FB41D954FC40000000, 2023-11-14T22:13:20Z",
    "06C48220 1B00000003F5476A01, 2023-11-14T22:13:20.100Z",
    "0629, 2027-01-15T07:59:50Z",
    "06F9C900, 2027-01-15T07:59:50Z"
  })
  void times_in_cbor_are_integers_floats_or_decimals(String field, String time) {
    Path path = Path.of(3, 0, 9);
    String hex = "81 A3 00 66 2F332F302F39 02 01" + field;
    Instant expected = Instant.parse(time);

    TimedNode node = fromCbor(path, hex).getFirst();

    assertThat(node.time().orElseThrow())
        .isBetween(expected.minusNanos(100), expected.plusNanos(100));
    assertThat(node.node()).isEqualTo(single(9, integer(1)));
  }

  @Test
  @Spec({"SML-27", "SML-28"})
  void times_keep_their_nanoseconds_in_both_formats() {
    Path path = Path.of(3303, 0, 5700);
    List<TimedNode> nodes =
        List.of(
            at(Instant.parse("2023-11-14T22:13:20.1Z"), path, single(5700, real(1))),
            at(Instant.parse("2023-11-14T22:13:20.123456789Z"), path, single(5700, real(2))),
            at(Instant.parse("2024-11-14T22:13:20.5Z"), path, single(5700, real(3))));

    for (ContentFormat format : List.of(JSON, CBOR)) {
      assertThat(nodes(decode(format, path, encode(format, nodes), Models.NONE))).isEqualTo(nodes);
    }
  }

  @Test
  void timed_and_untimed_values_go_together() {
    Path path = Path.of(3303, 0, 5700);
    List<TimedNode> nodes =
        List.of(
            at(second(1_700_000_000), path, single(5700, real(1.5))),
            now(path, single(5700, real(2.5))));

    assertThat(singleQuoted(encode(JSON, nodes)))
        .isEqualTo("[{'bn':'/3303/0/5700','t':1700000000,'v':1.5},{'v':2.5}]");
    for (ContentFormat format : List.of(JSON, CBOR)) {
      assertThat(nodes(decode(format, path, encode(format, nodes), Models.NONE))).isEqualTo(nodes);
    }
  }

  @Test
  @Spec("SML-27")
  void refuses_to_write_times_that_would_be_read_as_relative() {
    Path path = Path.of(3303, 0, 5700);
    for (Instant time : List.of(second(268_435_455), second(-1), Instant.MAX, Instant.MIN)) {
      assertThat(
              Formats.encode(
                  CBOR, path, List.of(at(time, path, single(5700, real(1)))), Models.NONE))
          .isInstanceOf(Encoded.Unsupported.class);
    }
  }
}
