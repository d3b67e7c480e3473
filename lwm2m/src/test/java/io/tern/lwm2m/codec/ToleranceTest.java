// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.Path;
import io.tern.spec.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Each tolerance by a payload that needs it: named where it is understood, refused where it is switched off.
class ToleranceTest {
  record Sloppy(Tolerance tolerance, int format, String path, Bytes payload) {}

  private static Sloppy hex(Tolerance tolerance, int format, String path, String hex) {
    return new Sloppy(tolerance, format, path, Codecs.hex(hex));
  }

  private static Sloppy text(Tolerance tolerance, int format, String path, String text) {
    return new Sloppy(tolerance, format, path, Payloads.json(text));
  }

  static Stream<Sloppy> payloads() {
    return Stream.of(
        hex(Tolerance.TLV_WITHOUT_INSTANCE, 11542, "/3", "C1 09 57"),
        hex(Tolerance.TLV_IN_INSTANCE, 11542, "/3/0/9", "03 00 C1 09 57"),
        hex(Tolerance.TLV_WITHOUT_RESOURCE, 11542, "/3/0/6", "41 00 01 41 01 05"),
        hex(Tolerance.TLV_IN_RESOURCE, 11542, "/3/0/6/0", "83 06 41 00 01"),
        hex(Tolerance.TLV_RESOURCE_FOR_INSTANCE, 11542, "/3/0/6/0", "C1 06 01"),
        hex(Tolerance.TLV_VALUE_FOR_MULTIPLE, 11542, "/3/0", "C1 06 01"),
        hex(Tolerance.TLV_MULTIPLE_FOR_VALUE, 11542, "/3/0", "83 09 41 00 57"),
        hex(Tolerance.TLV_WIDE_INTEGER, 11542, "/3/0/9", "C4 09 00 00 00 57"),
        text(Tolerance.SENML_NAME_WITHOUT_SLASH, 110, "/3/0/9", "[{'n':'3/0/9','v':87}]"),
        hex(
            Tolerance.SENML_INDEFINITE_LENGTH,
            112,
            "/3/0/9",
            "9F A2 00 66 2F 33 2F 30 2F 39 02 18 57 FF"),
        text(Tolerance.SENML_AS_OLD_JSON, 11543, "/3/0/9", "[{'n':'/3/0/9','v':87}]"),
        text(Tolerance.TIME_AHEAD, 110, "/3/0/9", "[{'n':'/3/0/9','v':87,'t':4070908800}]"),
        text(Tolerance.TIME_AHEAD, 110, "/3/0/9", "[{'n':'/3/0/9','v':87,'bt':86401}]"),
        text(Tolerance.TIME_AHEAD, 11543, "/3/0", "{'e':[{'n':'9','v':87,'t':90000}]}"),
        text(
            Tolerance.OLD_JSON_NAMES_WITHOUT_SLASH_BETWEEN,
            11543,
            "/3/0/9",
            "{'bn':'/3/0','e':[{'n':'9','v':87}]}"),
        text(
            Tolerance.OLD_JSON_NAME_WITHOUT_SLASH,
            11543,
            "/3/0/9",
            "{'bn':'3/0/','e':[{'n':'9','v':87}]}"),
        hex(Tolerance.CBOR_NULL, 11544, "/3/0", "A1 82 03 00 A2 04 F6 09 18 57"),
        text(Tolerance.FRACTION_FOR_INTEGER, 110, "/3/0/9", "[{'n':'/3/0/9','v':87.0}]"),
        text(Tolerance.BASE64_VARIANT, 110, "/5/0/0", "[{'n':'/5/0/0','vd':'AQIDBAX7/w=='}]"),
        text(
            Tolerance.BASE64_VARIANT, 11543, "/5/0/0", "{'bn':'/5/0/0','e':[{'sv':'AQIDBAX7_w'}]}"),
        text(
            Tolerance.HEX_NULL_LINK,
            0,
            Codecs.ofType(io.tern.lwm2m.DataType.OBJECT_LINK),
            "FFFF:FFFF"),
        hex(Tolerance.OLD_FORMAT_NUMBER, 1542, "/3/0/9", "C1 09 57"));
  }

  private static Decoded decode(Sloppy sloppy, DecodeLimits limits) {
    return Formats.decode(
        new ContentFormat(sloppy.format),
        Path.parse(sloppy.path).orElseThrow(),
        sloppy.payload,
        TestModels.MODELS,
        limits,
        Codecs.NOW);
  }

  @ParameterizedTest
  @MethodSource("payloads")
  @Spec({
    "DT-11", "DT-14", "DT-15", "DT-21", "SML-29", "SML-33", "OJ-05", "LCB-10", "FMT-12", "TLV-14"
  })
  void a_deviation_is_named_and_can_be_refused(Sloppy sloppy) {
    assertThat(decode(sloppy, DecodeLimits.DEFAULT))
        .isInstanceOfSatisfying(
            Decoded.Content.class,
            content -> assertThat(content.tolerances()).containsExactly(sloppy.tolerance));
    Set<Tolerance> others = EnumSet.complementOf(EnumSet.of(sloppy.tolerance));
    assertThat(decode(sloppy, DecodeLimits.DEFAULT.refusing(others)))
        .isInstanceOf(Decoded.Content.class);
    Decoded refused = decode(sloppy, DecodeLimits.DEFAULT.refusing(Set.of(sloppy.tolerance)));
    if (sloppy.tolerance == Tolerance.OLD_FORMAT_NUMBER) {
      assertThat(refused).isInstanceOf(Decoded.Unsupported.class);
    } else {
      assertThat(refused)
          .isInstanceOfSatisfying(
              Decoded.Broken.class,
              broken -> assertThat(broken.reason().what()).contains("which is not tolerated"));
    }
  }

  @Test
  void every_tolerance_of_payloads_has_its_payload() {
    Set<Tolerance> shown =
        EnumSet.range(Tolerance.LINKS_BARE_ATTRIBUTES, Tolerance.VALUE_WITHOUT_FORMAT);
    payloads().forEach(sloppy -> shown.add(sloppy.tolerance));
    assertThat(shown).isEqualTo(Tolerance.all());
  }

  @ParameterizedTest
  @Spec({"OJ-03", "OJ-04"})
  @CsvSource(
      delimiter = '|',
      value = {
        "{'e':[{'n':'9','v':87}]}",
        "{'e':[{'n':'/3/0/9','v':87}]}",
        "{'bn':'/3/0/','e':[{'n':'9','v':87}]}",
        "{'bn':'/3/0/9','e':[{'v':87}]}",
        "{'bn':'/','e':[{'n':'3/0/9','v':87}]}"
      })
  void names_of_the_json_of_1_0_need_no_tolerance(String text) {
    Sloppy plain = text(Tolerance.OLD_JSON_NAME_WITHOUT_SLASH, 11543, "/3/0", text);

    assertThat(decode(plain, DecodeLimits.DEFAULT.refusing(Tolerance.all())))
        .isInstanceOf(Decoded.Content.class);
  }

  @Test
  void every_label_is_in_the_documentation() throws IOException {
    String operations = Files.readString(java.nio.file.Path.of("..", "docs", "operations.md"));
    for (Tolerance tolerance : Tolerance.values()) {
      assertThat(operations).contains("`" + tolerance.label() + "`");
    }
  }

  @Test
  void labels_lead_back_to_their_tolerance() {
    for (Tolerance tolerance : Tolerance.values()) {
      assertThat(Tolerance.labelled(tolerance.label())).contains(tolerance);
    }
    assertThat(Tolerance.labelled("anything")).isEmpty();
  }
}
