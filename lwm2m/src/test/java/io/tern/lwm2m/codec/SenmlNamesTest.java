// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static io.tern.lwm2m.codec.Codecs.instance;
import static io.tern.lwm2m.codec.Codecs.integer;
import static io.tern.lwm2m.codec.Codecs.object;
import static io.tern.lwm2m.codec.Codecs.single;
import static io.tern.lwm2m.codec.Codecs.text;
import static io.tern.lwm2m.codec.Payloads.JSON;
import static io.tern.lwm2m.codec.Payloads.NOW;
import static io.tern.lwm2m.codec.Payloads.decode;
import static io.tern.lwm2m.codec.Payloads.fromJson;
import static io.tern.lwm2m.codec.Payloads.json;
import static io.tern.lwm2m.codec.Payloads.jsonFault;
import static io.tern.lwm2m.codec.Payloads.nodes;
import static io.tern.lwm2m.codec.Payloads.now;
import static io.tern.lwm2m.codec.Trees.real;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Malformed;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import io.tern.spec.Spec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SenmlNamesTest {
  @ParameterizedTest
  @Spec({"SML-22", "SML-34", "SML-33"})
  @ValueSource(
      strings = {
        "[{'bn':'/3/0/','n':'9','v':87}]",
        "[{'bn':'/3/0/9','v':87}]",
        "[{'bn':'/3/0/9','n':'','v':87}]",
        "[{'bn':'/','n':'3/0/9','v':87}]",
        "[{'bn':'','n':'/3/0/9','v':87}]",
        "[{'bn':'/3/','n':'0/9','v':87}]",
        "[{'n':'/3/0/9','v':87}]",
        "[{'v':87,'n':'9','bn':'/3/0/'}]",
        "[{'n':'3/0/9','v':87}]",
        "[{'bn':'3/0/','n':'9','v':87}]",
        "[ { 'n' : '/3/0/9' , 'v' : 87 } ]",
        "[{'bver':10,'n':'/3/0/9','v':87}]",
        "[{'bver':5,'n':'/3/0/9','v':87}]",
        "[{'n':'/3/0/9','v':8.7e1}]",
        "[{'n':'/3/0/9','v':87.0,'u':'%','bu':'C','ut':5,'s':12,'foo':[{'bar':[1,null]}]}]",
        "[{'n':'\\u002f3/0/9','v':87}]"
      })
  void names_are_put_together_in_many_ways(String text) {
    assertThat(fromJson(Path.of(3, 0, 9), text))
        .containsExactly(now(Path.of(3, 0, 9), single(9, integer(87))));
  }

  @Test
  @Spec("SML-33")
  void a_missing_leading_slash_is_worth_a_warning() {
    Decoded decoded =
        decode(JSON, Path.of(3, 0, 9), json("[{'n':'3/0/9','v':87}]"), TestModels.MODELS);

    assertThat(((Decoded.Content) decoded).tolerances())
        .containsExactly(Tolerance.SENML_NAME_WITHOUT_SLASH);
  }

  @Test
  @Spec("SML-34")
  void a_base_name_may_stand_in_every_record() {
    assertThat(
            fromJson(
                Path.of(3303),
                "[{'bn':'/3303/0/','n':'5700','v':1},{'bn':'/3303/0/','n':'5701','vs':'C'},"
                    + "{'bn':'/3303/1/5700','v':2}]"))
        .containsExactly(
            now(
                Path.of(3303),
                object(
                    3303,
                    instance(0, single(5700, real(1)), single(5701, text("C"))),
                    instance(1, single(5700, real(2))))));
  }

  @ParameterizedTest
  @Spec("SML-32")
  @ValueSource(
      strings = {
        "[{'n':'/lwm2m/3/0/9','v':87}]",
        "[{'bn':'/lwm2m/3/0/','n':'9','v':87}]",
        "[{'bn':'/lwm2m','n':'/3/0/9','v':87}]",
        "[{'n':'/3/0/9','v':87}]"
      })
  void names_may_stand_below_the_alternate_path(String text) {
    Path path = Path.of(3, 0, 9);
    Reading reading = new Reading(TestModels.MODELS, DecodeLimits.DEFAULT, NOW, "/lwm2m");

    assertThat(nodes(Formats.decode(JSON, path, json(text), reading)))
        .containsExactly(now(path, single(9, integer(87))));
  }

  @Test
  @Spec("SML-32")
  void names_below_another_prefix_are_refused() {
    Reading reading = new Reading(TestModels.MODELS, DecodeLimits.DEFAULT, NOW, "/lwm2m");

    for (String name :
        List.of("/d01/3/0/9", "/lwm2mx/3/0/9", "lwm2m/3/0/9", "/lwm2m/lwm2m/3/0/9")) {
      assertThat(
              Formats.decode(
                  JSON, Path.of(3, 0, 9), json("[{'n':'" + name + "','v':87}]"), reading))
          .as(name)
          .isInstanceOf(Decoded.Broken.class);
    }
    assertThat(jsonFault(Path.of(3, 0, 9), "[{'n':'/lwm2m/3/0/9','v':87}]").what())
        .startsWith("the name is no path");
  }

  @ParameterizedTest
  @Spec({"VEC-89", "DM-79"})
  @CsvSource({
    "/1/0, /3/0/13",
    "/1/0, /1/1/1",
    "/1, /3/0/9",
    "/3/0/6, /3/0/7/0",
    "/3/0/6/0, /3/0/6/1",
    "/3/0/9, /3/0/13"
  })
  void refuses_names_outside_the_request(String base, String name) {
    String text = "[{'n':'" + name + "','v':0}]";

    assertThat(jsonFault(Path.parse(base).orElseThrow(), text).what())
        .startsWith(name + " is not below " + base);
  }

  @ParameterizedTest
  @Spec("VEC-79")
  @ValueSource(
      strings = {
        "",
        "/",
        "//",
        "/3",
        "/3/0",
        "/3/0/",
        "/3/0/9/",
        "//3/0/9",
        "/3//0/9",
        "/3/0/09",
        "/3/0/+9",
        "/3/0/-9",
        "/3/0/9 ",
        "/3/0/65535",
        "/3/65535/9",
        "/3/0/4294967305",
        "/3/0/99999999999999999999",
        "/3/0/6/0/1",
        "/3/0/6/0/",
        "/3/0/x",
        "coap://h/3/0/9"
      })
  void refuses_names_of_no_resource(String name) {
    assertThat(decode(JSON, Path.ROOT, json("[{'n':'" + name + "','v':0}]"), TestModels.MODELS))
        .isInstanceOf(Decoded.Broken.class);
  }

  @ParameterizedTest
  @Spec({"VEC-79", "MODEL-01"})
  @CsvSource({"/3/0/9/0, /3/0/9/0 has no instances", "/3/0/6, /3/0/6 has instances alone"})
  void the_model_says_what_is_multiple(String name, String what) {
    assertThat(jsonFault(Path.of(3, 0), "[{'n':'" + name + "','v':0}]").what()).startsWith(what);
  }

  @Test
  void refuses_a_path_given_twice_at_one_time() {
    assertThat(jsonFault(Path.of(3, 0), "[{'n':'/3/0/9','v':0},{'bn':'/3/0/','n':'9','v':0}]"))
        .isEqualTo(new Malformed("/3/0/9", "given twice"));
    assertThat(
            jsonFault(
                Path.of(3, 0),
                "[{'n':'/3/0/9','t':1700000000,'v':0},{'n':'/3/0/13','v':1},"
                    + "{'n':'/3/0/9','t':1700000000,'v':0}]"))
        .isEqualTo(new Malformed("/3/0/9", "given twice"));
  }

  @Test
  void refuses_a_value_beside_instances_of_it() {
    Decoded decoded =
        decode(
            JSON,
            Path.of(9, 0),
            json("[{'n':'/9/0/1','v':0},{'n':'/9/0/1/4','v':0}]"),
            Models.NONE);

    assertThat(decoded)
        .isEqualTo(new Decoded.Broken(new Malformed("/9/0/1/4", "a value and instances of it")));
  }
}
