// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import io.tern.spec.Spec;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkFormatTest {
  private static List<Link> parsed(String text) {
    Links links = LinkFormat.parse(Bytes.ofUtf8(text));
    assertThat(links).as(text).isInstanceOf(Links.Parsed.class);
    return ((Links.Parsed) links).links();
  }

  private static Malformed broken(Bytes text) {
    Links links = LinkFormat.parse(text);
    assertThat(links).isInstanceOf(Links.Broken.class);
    return ((Links.Broken) links).reason();
  }

  private static Link link(String target, String... namesAndValues) {
    Link link = Link.of(target);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      link = link.with(namesAndValues[i], namesAndValues[i + 1]);
    }
    return link;
  }

  private static String written(Link... links) {
    return LinkFormat.write(List.of(links)).utf8();
  }

  @Spec({"REG-22", "REG-26", "REG-27", "RFC6690-2"})
  @Test
  void an_object_list_is_read() {
    assertThat(parsed("</1/0>,</3/0>,</3303>;ver=1.2,</3303/7>"))
        .containsExactly(link("/1/0"), link("/3/0"), link("/3303", "ver", "1.2"), link("/3303/7"));
    assertThat(parsed("</lwm2m>;rt=\"oma.lwm2m\";ct=\"110 112 60\",</lwm2m/1/0>"))
        .containsExactly(link("/lwm2m", "rt", "oma.lwm2m", "ct", "110 112 60"), link("/lwm2m/1/0"));
    assertThat(parsed("")).isEmpty();
    assertThat(parsed("<>")).containsExactly(link(""));
  }

  @Spec({"REG-32", "AMB-20"})
  @Test
  void what_devices_send_beyond_the_grammar_is_read() {
    assertThat(parsed(" </> ; ct = 110 ,\r\n\t</1/0/> , </10>;ver=\"1.1\" "))
        .containsExactly(link("/", "ct", "110"), link("/1/0/"), link("/10", "ver", "1.1"));
    assertThat(parsed("</1/0>,")).containsExactly(link("/1/0"));
    assertThat(parsed(",</1/0>,,</3/0>, ,")).containsExactly(link("/1/0"), link("/3/0"));
    assertThat(parsed("</1/0>;,</3/0>;;ct=60;"))
        .containsExactly(link("/1/0"), link("/3/0", "ct", "60"));
    assertThat(parsed("</5>;uri=coaps://h:5684/<x>=1"))
        .containsExactly(link("/5", "uri", "coaps://h:5684/<x>=1"));
    assertThat(parsed("</1>;pmin=,</3>")).containsExactly(link("/1", "pmin", ""), link("/3"));
    assertThat(parsed("</1>;pmin=")).containsExactly(link("/1", "pmin", ""));
  }

  @Spec("REG-32")
  @Test
  void separators_inside_quotes_belong_to_the_value() {
    assertThat(parsed("</3/0>;foo=bar;title=\"a,b;c <d>\",</4>"))
        .containsExactly(link("/3/0", "foo", "bar", "title", "a,b;c <d>"), link("/4"));
    assertThat(parsed("</3/0>;title=\"a \\\"b\\\" \\\\ c\""))
        .containsExactly(link("/3/0", "title", "a \"b\" \\ c"));
    assertThat(parsed("</3/0>;title=\"\"")).containsExactly(link("/3/0", "title", ""));
    assertThat(parsed("</3/0>;title=\"Zähler €\""))
        .containsExactly(link("/3/0", "title", "Zähler €"));
  }

  @Test
  void an_attribute_without_value_differs_from_an_empty_one() {
    Link link = parsed("</1>;obs;ct=\"\"").getFirst();
    assertThat(link.attributes()).containsEntry("obs", Optional.empty());
    assertThat(link.attributes()).containsEntry("ct", Optional.of(""));
    assertThat(link.attribute("obs")).isEmpty();
    assertThat(link.attribute("ct")).hasValue("");
    assertThat(link.attribute("rt")).isEmpty();
  }

  @Spec("REG-32")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "</1/0>,</3/0>;ct=60;rt=\"a b\" | ",
        "</1/0>;t=\"\";obs | ",
        "</1/0>, </3/0> | BLANKS",
        "`</1/0>,</3/0>\n` | BLANKS",
        "</1/0>;a = 1 | BLANKS",
        "</1/0>, | EMPTY",
        ",</1/0> | EMPTY",
        "</1/0>,,</3/0> | EMPTY",
        "</1/0>; | EMPTY",
        "</1/0>;;a=1 | EMPTY",
        "</1/0>;a=,</3/0> | EMPTY",
        "</1/0>;a=1;a=1 | REPEATED"
      })
  void what_is_beyond_the_grammar_is_named(String text, LinkLeniency forgiven) {
    assertThat(LinkFormat.parse(Bytes.ofUtf8(text)))
        .isInstanceOfSatisfying(
            Links.Parsed.class,
            links ->
                assertThat(links.spelling().forgiven())
                    .isEqualTo(forgiven == null ? Set.of() : Set.of(forgiven)));
  }

  @Spec("VER-04")
  @Test
  void it_is_known_which_attributes_were_quoted() {
    Links links = LinkFormat.parse(Bytes.ofUtf8("</1>;ver=\"1.1\";ct=60,</3>;ver=1.1;obs;x="));
    assertThat(links)
        .isInstanceOfSatisfying(
            Links.Parsed.class,
            parsed -> {
              assertThat(parsed.spelling().quoted()).containsExactly("ver");
              assertThat(parsed.spelling().bare()).containsExactlyInAnyOrder("ver", "ct");
            });
  }

  @Spec("RFC8288-3.3")
  @Test
  void the_first_of_repeated_attributes_counts() {
    assertThat(parsed("</1>;rt=a;rt=b")).containsExactly(link("/1", "rt", "a"));
  }

  @Spec("REG-32")
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "</1/0></3/0> | link 1 at byte 6 | neither ',' nor ';'",
        "</1/0> x | link 1 at byte 7 | neither ',' nor ';'",
        "lwm2m=1.0,</1> | link 1 at byte 0 | no '<'",
        "</1>,3/0> | link 2 at byte 5 | no '<'",
        "</1>,</3 | link 2 at byte 8 | '<' without '>'",
        "</1>,</\t3> | link 2 at byte 7 | control character in a target",
        "< | link 1 at byte 1 | '<' without '>'",
        "</1>;=5 | link 1 at byte 5 | no attribute name",
        "</1>;\"a\" | link 1 at byte 5 | no attribute name",
        "</1>;a b | link 1 at byte 7 | neither ',' nor ';'",
        "</1>;a=\"b | link 1 at byte 9 | quote without end",
        "</1>;a=\" | link 1 at byte 8 | quote without end",
        "</1>;a=\"b\\ | link 1 at byte 10 | quote without end",
        "</1>;a=\"b\\\" | link 1 at byte 11 | quote without end",
        "</1>;a=\"b\"c | link 1 at byte 10 | neither ',' nor ';'",
        "</1>;a=b\"c\" | link 1 at byte 8 | neither ',' nor ';'",
        "</1>;a=b c | link 1 at byte 9 | neither ',' nor ';'",
        "</1>;a== ;=b | link 1 at byte 10 | no attribute name",
      })
  void what_has_no_single_reading_is_refused_with_its_place(
      String text, String where, String what) {
    assertThat(broken(Bytes.ofUtf8(text))).isEqualTo(new Malformed(where, what));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3c2fff3e", "3c2f3e3b613d22c328" + "22", "3c2f3e3b613dc3"})
  void text_that_is_not_utf8_is_refused(String hex) {
    assertThat(broken(Bytes.ofHex(hex)).what()).isEqualTo("malformed UTF-8");
  }

  @Test
  void each_limit_holds_exactly() {
    LinkLimits limits = new LinkLimits(40, 3, 2);
    assertThat(LinkFormat.parse(Bytes.ofUtf8("</1>;a;b,</2>,</3>"), limits))
        .isInstanceOf(Links.Parsed.class);
    assertThat(LinkFormat.parse(Bytes.ofUtf8("</1>,</2>,</3>,</4>"), limits))
        .isEqualTo(new Links.Broken(new Malformed("link 4 at byte 15", "more than 3 links")));
    assertThat(LinkFormat.parse(Bytes.ofUtf8("</1>;a;b;b"), limits))
        .isEqualTo(new Links.Broken(new Malformed("link 1 at byte 9", "more than 2 attributes")));
    assertThat(LinkFormat.parse(Bytes.ofUtf8("<" + "x".repeat(38) + ">"), limits))
        .isInstanceOf(Links.Parsed.class);
    assertThat(LinkFormat.parse(Bytes.ofUtf8("<" + "x".repeat(39) + ">"), limits))
        .isEqualTo(new Links.Broken(new Malformed("link 1 at byte 0", "41 bytes, more than 40")));
    assertThatThrownBy(() -> new LinkLimits(1, -1, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ten_thousand_links_are_refused_without_being_read() {
    Bytes short10k = Bytes.ofUtf8("<>,".repeat(10_000));
    assertThat(broken(short10k))
        .isEqualTo(new Malformed("link 1001 at byte 3000", "more than 1000 links"));
    Bytes long10k = Bytes.ofUtf8("</3303/12345>,".repeat(10_000));
    var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThat(broken(long10k).what()).isEqualTo("140000 bytes, more than 65536");
    long before = thread.getCurrentThreadAllocatedBytes();
    Links links = LinkFormat.parse(long10k);
    long allocated = thread.getCurrentThreadAllocatedBytes() - before;
    assertThat(links).isInstanceOf(Links.Broken.class);
    assertThat(allocated).isLessThan(4_096);
  }

  @Test
  void values_are_quoted_only_where_they_need_it() {
    assertThat(written()).isEmpty();
    assertThat(
            written(
                link("/", "rt", "oma.lwm2m", "ct", "110 112"),
                link("/3/0", "ver", "1.2", "dim", "8", "gt", "-3.5", "lt", "+1e5"),
                link("/5", "title", "plain", "uri", "coaps://h:1", "x", "")))
        .isEqualTo(
            "</>;rt=\"oma.lwm2m\";ct=\"110 112\","
                + "</3/0>;ver=1.2;dim=8;gt=-3.5;lt=+1e5,"
                + "</5>;title=\"plain\";uri=\"coaps://h:1\";x=\"\"");
    assertThat(written(link("/1", "a", "say \"hi\\ho\"")))
        .isEqualTo("</1>;a=\"say \\\"hi\\\\ho\\\"\"");
    LinkedHashMap<String, Optional<String>> flag = new LinkedHashMap<>();
    flag.put("obs", Optional.empty());
    assertThat(written(new Link("/1", flag))).isEqualTo("</1>;obs");
  }

  @Test
  void what_link_format_cannot_carry_is_our_bug() {
    for (Link unfit :
        List.of(link("/1>"), link("/\n"), link("/1", "", "x"), link("/1", "a=b", "x"))) {
      assertThatThrownBy(() -> written(unfit))
          .as("%s", unfit)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void a_link_does_not_follow_the_map_it_was_made_of() {
    LinkedHashMap<String, Optional<String>> attributes = new LinkedHashMap<>();
    attributes.put("ver", Optional.of("1.0"));
    Link link = new Link("/3", attributes);
    attributes.clear();
    assertThat(link).isEqualTo(link("/3", "ver", "1.0"));
    assertThat(link.with("ver", "1.1").attribute("ver")).hasValue("1.1");
    assertThatThrownBy(() -> link.attributes().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
