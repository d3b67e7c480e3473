// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static io.tern.lwm2m.codec.Payloads.CBOR;
import static io.tern.lwm2m.codec.Payloads.JSON;
import static io.tern.lwm2m.codec.Payloads.NOW;
import static io.tern.lwm2m.codec.Payloads.cbor;
import static io.tern.lwm2m.codec.Payloads.fault;
import static io.tern.lwm2m.codec.Payloads.json;
import static io.tern.lwm2m.codec.Payloads.jsonFault;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import io.tern.spec.Spec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SenmlRefusalsTest {
  @ParameterizedTest
  @Spec({"VEC-86", "VEC-87", "VEC-88", "SML-01", "SML-23", "SML-24", "SML-04"})
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'n':'/3/0/9','v':1,'vs':'x'}] | record 1 | more than one value",
        "[{'n':'/3/0/9','v':1,'v':1}] | record 1 | field v given twice",
        "[{'n':'/3/0/9','n':'/3/0/9','v':1}] | record 1 | field n given twice",
        "[{'n':'/3/0/9'}] | record 1 | no value",
        "[{'n':'/3/0/9','s':5}] | record 1 | no value",
        "[{'n':'/3/0/9','v':null}] | record 1 | null is no value here",
        "[{'bn':'/3/0/','n':'9','v':87,'foo_':1}] | record 1 | a field that must be understood",
        "[{'bver':11,'n':'/3/0/9','v':1}] | record 1 | an unknown version",
        "[{'bver':0,'n':'/3/0/9','v':1}] | record 1 | an unknown version",
        "[{'bver':9.5,'n':'/3/0/9','v':1}] | record 1 | an unknown version",
        "[{'bver':'10','n':'/3/0/9','v':1}] | record 1 | not number",
        "[{'bv':1,'n':'/3/0/9','v':1}] | record 1 | field bv is not used",
        "[{'bs':1,'n':'/3/0/9','v':1}] | record 1 | field bs is not used",
        "[{'n':'/3/0/9','v':'87'}] | record 1 | not number",
        "[{'n':'/3/0/9','v':true}] | record 1 | not number",
        "[{'n':'/3/0/9','vb':1}] | record 1 | not boolean",
        "[{'n':'/3/0/9','vs':1}] | record 1 | not text",
        "[{'n':9,'v':1}] | record 1 | not text",
        "[{'n':'/3/0/9','v':1,'t':'0'}] | record 1 | not number",
        "[{'n':'/3/0/9','v':1,'t':1e300}] | record 1 | the time is out of range",
        "[{'n':'/3/0/9','v':1,'bt':-9223372036854775808}] | record 1 | the time is out of range",
        "[{'n':'/3/0/9','v':1},5] | record 2 | not object",
        "[{'bn':'/3/0/'},{'n':'9','v':87}] | record 1 | the name is no path",
        "[{'n':'/3/0/9','v':1},{}] | record 2 | the name is no path",
        "[{'n':'/3/0/9','v':1} | record 1 | the input ends too early",
        "{'n':'/3/0/9'} | pack | not array",
        "'' | pack | not array",
        "[]5 | pack | something behind the end",
        "[5] | record 1 | not object"
      })
  void refuses_packs_that_break_the_rules(String text, String where, String what) {
    Malformed fault = jsonFault(Path.of(3, 0, 9), text);

    assertThat(fault.what()).startsWith(what);
    assertThat(fault.where()).isEqualTo(where);
  }

  @ParameterizedTest
  @Spec({"DT-18", "SML-07", "SML-08", "SML-09", "SML-13", "SML-14"})
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "STRING, 'v':1",
        "STRING, 'vd':'AQ'",
        "STRING, 'vlo':'1:2'",
        "INTEGER, 'vs':'1'",
        "INTEGER, 'vb':true",
        "FLOAT, 'vs':'1.0'",
        "BOOLEAN, 'v':1",
        "BOOLEAN, 'vs':'true'",
        "OPAQUE, 'vs':'AQ'",
        "TIME, 'vs':'1'",
        "OBJECT_LINK, 'vlo':'1'",
        "OBJECT_LINK, 'vlo':'1:65536'",
        "OBJECT_LINK, 'vlo':'-1:0'",
        "OBJECT_LINK, 'v':1",
        "CORE_LINK, 'v':1"
      })
  void refuses_values_of_another_type(DataType type, String field) {
    Path path = Path.of(TestModels.ALL_TYPES, 0, TestModels.single(type));

    assertThat(jsonFault(path, "[{'n':'" + path + "'," + field + "}]").what())
        .startsWith(path + " is not of type " + type.registryName());
  }

  @ParameterizedTest
  @Spec({"SML-23", "SML-24", "SML-30", "VEC-98"})
  @CsvSource({
    "81 A3 00 66 2F332F302F39 02 01 03 61 78, record 1, more than one value",
    "81 A3 00 66 2F332F302F39 02 01 02 01, record 1, field v given twice",
    "81 A1 00 66 2F332F302F39, record 1, no value",
    "81 A2 00 66 2F332F302F39 02 F6, record 1, null is no value here",
    "81 A3 20 0B 00 66 2F332F302F39 02 01, record 1, an unknown version",
    "81 A3 24 01 00 66 2F332F302F39 02 01, record 1, field bv is not used",
    "81 A3 25 01 00 66 2F332F302F39 02 01, record 1, field bs is not used",
    "81 A3 00 66 2F332F302F39 02 01 64 666F6F5F 01, record 1, a field that must be understood",
    "81 A2 61 6E 66 2F332F302F39 02 01, record 1, field n named by text",
    "81 A2 40 66 2F332F302F39 02 01, record 1, item of major type 2",
    "81 A2 00 66 2F332F302F39 02 61 31, record 1, item of major type 3",
    "81 A2 00 66 2F332F302F39 02 C1 01, record 1, a tag that makes no number",
    "81 A2 00 66 2F332F302F39 02 C4 82 1A 7FFFFFFF 01, record 1, a decimal fraction out of range",
    "81 A2 00 66 2F332F302F39 02 C4 83 00 01 01, record 1, more elements than expected",
    "81 A2 00 66 2F332F302F39 06 F97E00, record 1, the time is out of range",
    "81 A2 00 62 C328 02 01, record 1, malformed UTF-8",
    "81 A2 00 66 2F332F302F39 02 01 00, pack, bytes behind the last item",
    "81 A2 00 66 2F332F302F39 02, record 1, input ends inside an item",
    "81 A2 00 66 2F332F30, record 1, string runs past the end",
    "9A FFFFFFFF, pack, more elements than bytes",
    "9B FFFFFFFFFFFFFFFF, pack, more elements than bytes",
    "81 BB 7FFFFFFFFFFFFFFF 00, record 1, more elements than bytes",
    "A0, pack, item of major type 5",
    "'', pack, no item left",
    "81 05, record 1, item of major type 0",
    "8000, pack, bytes behind the last item"
  })
  void refuses_cbor_packs_that_break_the_rules(String hex, String where, String what) {
    Malformed fault = fault(CBOR, Path.of(3, 0, 9), cbor(hex));

    assertThat(fault.what()).startsWith(what);
    assertThat(fault.where()).isEqualTo(where);
  }

  @Test
  @Spec("RFC8428-4.4")
  void limits_the_number_of_records() {
    Reading reading = new Reading(Models.NONE, new DecodeLimits(2, 16), NOW);
    String two = "[{'bn':'/9/0/','n':'1','v':1},{'n':'2','v':1}";

    assertThat(Formats.decode(JSON, Path.of(9, 0), json(two + "]"), reading))
        .isInstanceOf(Decoded.Content.class);
    assertThat(Formats.decode(JSON, Path.of(9, 0), json(two + ",{'n':'3','v':1}]"), reading))
        .isInstanceOfSatisfying(
            Decoded.Broken.class,
            broken -> assertThat(broken.reason().what()).startsWith("more than 2 records"));
  }

  @Test
  void limits_the_nesting() {
    String deep = "[{'n':'/3/0/9','v':1,'foo':" + "[".repeat(100_000);
    assertThat(jsonFault(Path.of(3, 0, 9), deep).what()).startsWith("nested deeper than 16");

    Bytes cbor = cbor("81 A3 00 66 2F332F302F39 02 01 61 78" + "81".repeat(100_000));
    assertThat(fault(CBOR, Path.of(3, 0, 9), cbor).what()).startsWith("nested deeper than 16");
  }
}
