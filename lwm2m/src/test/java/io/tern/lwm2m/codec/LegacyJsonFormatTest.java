// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static io.tern.lwm2m.codec.Codecs.instance;
import static io.tern.lwm2m.codec.Codecs.integer;
import static io.tern.lwm2m.codec.Codecs.multiple;
import static io.tern.lwm2m.codec.Codecs.object;
import static io.tern.lwm2m.codec.Codecs.opaque;
import static io.tern.lwm2m.codec.Codecs.path;
import static io.tern.lwm2m.codec.Codecs.single;
import static io.tern.lwm2m.codec.Codecs.text;
import static io.tern.lwm2m.codec.Payloads.at;
import static io.tern.lwm2m.codec.Payloads.encode;
import static io.tern.lwm2m.codec.Payloads.fault;
import static io.tern.lwm2m.codec.Payloads.json;
import static io.tern.lwm2m.codec.Payloads.nodes;
import static io.tern.lwm2m.codec.Payloads.now;
import static io.tern.lwm2m.codec.Payloads.second;
import static io.tern.lwm2m.codec.Payloads.singleQuoted;
import static io.tern.lwm2m.codec.Trees.real;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LegacyJsonFormatTest {
  private static final ContentFormat FORMAT = ContentFormat.LWM2M_JSON;

  private static List<TimedNode> decode(Path base, String text) {
    return nodes(Payloads.decode(FORMAT, base, json(text), TestModels.MODELS));
  }

  @Test
  @Spec({"VEC-30", "OJ-01", "OJ-02"})
  void reads_and_writes_an_instance() {
    String text =
        "{'bn':'/3/0/','e':[{'n':'0','sv':'Acme'},{'n':'6/0','v':1},{'n':'6/1','v':5},"
            + "{'n':'9','v':87}]}";
    Node node =
        instance(
            0,
            single(0, text("Acme")),
            multiple(6, 0, integer(1), 1, integer(5)),
            single(9, integer(87)));

    assertThat(decode(path("/3/0"), text)).containsExactly(now(path("/3/0"), node));
    assertThat(singleQuoted(encode(FORMAT, path("/3/0"), node))).isEqualTo(text);
  }

  @Test
  @Spec("OJ-02")
  void every_type_has_its_field() {
    Path path = Path.of(TestModels.ALL_TYPES, 0);
    int opaque = TestModels.single(DataType.OPAQUE);
    int link = TestModels.single(DataType.OBJECT_LINK);
    int flag = TestModels.single(DataType.BOOLEAN);
    Node node =
        instance(
            0,
            single(opaque, opaque("0102fbff")),
            single(link, new Value.ObjectLink(66, 1)),
            single(flag, new Value.Bool(true)));

    String text = singleQuoted(encode(FORMAT, path, node));

    assertThat(text)
        .contains("{'n':'" + opaque + "','sv':'AQL7/w=='}")
        .contains("{'n':'" + link + "','ov':'66:1'}")
        .contains("{'n':'" + flag + "','bv':true}");
    assertThat(decode(path, text)).containsExactly(now(path, node));
  }

  @ParameterizedTest
  @Spec({"OJ-03", "OJ-04"})
  @CsvSource(
      delimiter = '|',
      value = {
        "/3/0/9 | {'bn':'/3/0/9','e':[{'v':87}]}",
        "/3/0/9 | {'bn':'/3/0/9','e':[{'n':'','v':87}]}",
        "/3/0/9 | {'bn':'/3/0/','e':[{'n':'9','v':87}]}",
        "/3/0/9 | {'bn':'/3/0','e':[{'n':'9','v':87}]}",
        "/3/0/9 | {'bn':'/3','e':[{'n':'/0/9','v':87}]}",
        "/3/0/9 | {'bn':'/','e':[{'n':'/3/0/9','v':87}]}",
        "/3/0/9 | {'bn':'','e':[{'n':'/3/0/9','v':87}]}",
        "/3/0/9 | {'e':[{'n':'/3/0/9','v':87}]}",
        "/3/0/9 | {'e':[{'n':'','v':87}]}",
        "/3/0/9 | {'e':[{'v':87}]}",
        "/3/0/9 | {'e':[{'v':87,'u':'%'}],'bn':'/3/0/9','x':{'y':[1]}}"
      })
  void a_resource_is_named_in_many_ways(String base, String text) {
    assertThat(decode(path(base), text)).containsExactly(now(path(base), single(9, integer(87))));
  }

  @Test
  @Spec("OJ-03")
  void names_are_relative_to_the_request_without_base_name() {
    assertThat(decode(path("/3/0"), "{'e':[{'n':'9','v':87},{'n':'6/1','v':1}]}"))
        .containsExactly(
            now(path("/3/0"), instance(0, multiple(6, 1, integer(1)), single(9, integer(87)))));
    assertThat(decode(path("/3"), "{'e':[{'n':'0/9','v':87}]}"))
        .containsExactly(now(path("/3"), object(3, instance(0, single(9, integer(87))))));
  }

  @Test
  @Spec({"OJ-01", "FMT-47"})
  void entries_may_have_times() {
    Path path = path("/3303/0/5700");
    String text =
        "{'bn':'/3303/0/','bt':1700000000,'e':[{'n':'5700','t':-10,'v':21.5},"
            + "{'n':'5700','v':22.5}]}";
    List<TimedNode> nodes =
        List.of(
            at(second(1_699_999_990), path, single(5700, real(21.5))),
            at(second(1_700_000_000), path, single(5700, real(22.5))));

    assertThat(decode(path, text)).isEqualTo(nodes);
    assertThat(singleQuoted(encode(FORMAT, nodes))).isEqualTo(text);
  }

  @Test
  void several_instances_share_the_object_as_base_name() {
    Node node =
        object(3303, instance(0, single(5700, real(1))), instance(1, single(5700, real(2))));

    assertThat(singleQuoted(encode(FORMAT, path("/3303"), node)))
        .isEqualTo("{'bn':'/3303/','e':[{'n':'0/5700','v':1.0},{'n':'1/5700','v':2.0}]}");
  }

  @Test
  void an_instance_without_content_has_no_entries() {
    assertThat(singleQuoted(encode(FORMAT, path("/3/0"), instance(0))))
        .isEqualTo("{'bn':'/3/0/','e':[]}");
    assertThat(decode(path("/3/0"), "{'bn':'/3/0/','e':[]}"))
        .containsExactly(now(path("/3/0"), instance(0)));
  }

  @Test
  @Spec("FMT-46")
  void several_objects_do_not_fit() {
    assertThat(
            Formats.encode(
                FORMAT,
                Path.ROOT,
                List.of(
                    now(path("/3/0/9"), single(9, integer(1))),
                    now(path("/1/0/1"), single(1, integer(1)))),
                Models.NONE))
        .isInstanceOf(Encoded.Unsupported.class);
  }

  @Test
  @Spec("OJ-05")
  void senml_under_this_number_is_tolerated() {
    Decoded decoded =
        Payloads.decode(FORMAT, path("/3/0/9"), json("[{'n':'/3/0/9','v':87}]"), TestModels.MODELS);

    assertThat(nodes(decoded)).containsExactly(now(path("/3/0/9"), single(9, integer(87))));
    assertThat(((Decoded.Content) decoded).tolerances())
        .containsExactly(Tolerance.SENML_AS_OLD_JSON);
  }

  @Test
  @Spec("FMT-12")
  void the_number_of_drafts_is_read_but_not_written() {
    ContentFormat draft = new ContentFormat(1543);

    assertThat(
            nodes(
                Payloads.decode(
                    draft, path("/3/0/9"), json("{'e':[{'v':87}]}"), TestModels.MODELS)))
        .containsExactly(now(path("/3/0/9"), single(9, integer(87))));
    assertThat(Formats.encode(draft, path("/3/0/9"), single(9, integer(87)), Models.NONE))
        .isInstanceOfSatisfying(
            Encoded.Payload.class, payload -> assertThat(payload.format()).isEqualTo(FORMAT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'bn':'/3/0/'} | payload | no entries",
        "{'bn':'/3/0/','e':[{'n':'9'}]} | entry 1 | no value",
        "{'bn':'/3/0/','e':[{'n':'9','v':1},{'n':'13','v':1,'sv':'x'}]} | entry 2 | more than one value",
        "{'bn':'/3/0/','e':[{'n':'9','v':1}],'e':[]} | payload | entries given twice",
        "{'bn':'/1/0/','bn':'/3/0/','e':[{'n':'9','v':1}]} | payload | base name given twice",
        "{'bn':'/3/0/','e':[{'n':'9','v':1}],'bn':'/3/0/'} | payload | base name given twice",
        "{'bn':'/3/0/','bt':1,'bt':1,'e':[{'n':'9','v':1}]} | payload | base time given twice",
        "{'bn':'/3/0/','e':[{'n':'10','n':'9','v':1}]} | entry 1 | name given twice",
        "{'bn':'/3/0/','e':[{'n':'9','v':1},{'n':'10','t':1,'t':2,'v':1}]} | entry 2 | time given twice",
        "{'bn':'/3/0/','e':[{'n':'9','sv':'x'}]} | entry 1 | /3/0/9 is not of type Integer",
        "{'bn':'/3/0/','e':[{'n':'x','v':1}]} | entry 1 | the name is no path",
        "{'bn':'/1/0/','e':[{'n':'1','v':1}]} | entry 1 | /1/0/1 is not below /3",
        "{'bn':'/3/0/','e':[{'n':'9','v':1,'t':1e300}]} | entry 1 | the time is out of range",
        "{'bn':'/3/0/','bt':1e300,'e':[{'n':'9','v':1}]} | entry 1 | the time is out of range",
        "{'bn':5,'e':[]} | payload | not text",
        "{'bn':'/3/0/','e':{}} | payload | not array",
        "{'bn':'/3/0/','e':[5]} | entry 1 | not object",
        "{'bn':'/3/0/','e':[{'n':'9','v':1}]}] | payload | something behind the end",
        "{'bn':'/3/0/','e':[{'n':'9','v':1} | entry 1 | the input ends too early",
        "5 | payload | not object"
      })
  void refuses_payloads_that_break_the_rules(String text, String where, String what) {
    Malformed fault = fault(FORMAT, path("/3"), json(text));

    assertThat(fault.what()).startsWith(what);
    assertThat(fault.where()).isEqualTo(where);
  }

  @ParameterizedTest
  @ValueSource(strings = {"AQ=", "A", "A*==", "h\u00e9"})
  void refuses_text_that_is_no_base64_for_bytes(String text) {
    Path path = Path.of(TestModels.ALL_TYPES, 0, TestModels.single(DataType.OPAQUE));

    assertThat(fault(FORMAT, path, json("{'e':[{'sv':'" + text + "'}]}")).what())
        .contains("not of type Opaque");
  }

  @Test
  void limits_the_number_of_entries() {
    Reading reading = new Reading(Models.NONE, new DecodeLimits(2, 16), Payloads.NOW);
    String two = "{'bn':'/9/0/','e':[{'n':'1','v':1},{'n':'2','v':1}";

    assertThat(Formats.decode(FORMAT, path("/9/0"), json(two + "]}"), reading))
        .isInstanceOf(Decoded.Content.class);
    assertThat(Formats.decode(FORMAT, path("/9/0"), json(two + ",{'n':'3','v':1}]}"), reading))
        .isInstanceOf(Decoded.Broken.class);
  }
}
