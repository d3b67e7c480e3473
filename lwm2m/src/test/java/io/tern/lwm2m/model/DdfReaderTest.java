// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Version;
import io.tern.spec.Spec;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DdfReaderTest {
  private static final String LAMP =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!-- a licence, and more of it -->
      <LWM2M xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
          xsi:noNamespaceSchemaLocation="http://localhost:1/LWM2M-v1_1.xsd">
        <Object ObjectType="MODefinition">
          <Name>Lamp</Name>
          <Description1><![CDATA[It <shines>.]]></Description1>
          <ObjectID>33500</ObjectID>
          <ObjectURN>urn:oma:lwm2m:x:33500:2.1</ObjectURN>
          <LWM2MVersion>1.1</LWM2MVersion>
          <ObjectVersion>2.1</ObjectVersion>
          <MultipleInstances>Multiple</MultipleInstances>
          <Mandatory>Optional</Mandatory>
          <Resources>
            <Item ID="0">
              <Name>On/Off</Name>
              <Operations>RW</Operations>
              <MultipleInstances>Single</MultipleInstances>
              <Mandatory>Mandatory</Mandatory>
              <Type>Boolean</Type>
              <RangeEnumeration></RangeEnumeration>
              <Units/>
              <Description>On &amp; off</Description>
            </Item>
            <!-- between -->
            <Item ID="1">
              <Name> Hue
                of   it </Name>
              <Operations>R</Operations>
              <MultipleInstances>Multiple</MultipleInstances>
              <Mandatory>Optional</Mandatory>
              <Type>Unsigned Integer</Type>
              <RangeEnumeration>0..360</RangeEnumeration>
              <Units>deg</Units>
              <Description/>
            </Item>
            <Item ID="2">
              <Name>Blink</Name>
              <Operations>E</Operations>
              <MultipleInstances>Single</MultipleInstances>
              <Mandatory>Optional</Mandatory>
              <Type></Type>
              <RangeEnumeration/>
              <Units/>
              <Description/>
            </Item>
          </Resources>
          <Description2 />
        </Object>
      </LWM2M>
      """;

  private static Ddf read(String xml) {
    return DdfReader.read(Bytes.ofUtf8(xml), DdfLimits.DEFAULT);
  }

  private static ObjectModel lamp(Bytes document) {
    Ddf ddf = DdfReader.read(document, DdfLimits.DEFAULT);
    assertThat(ddf).isInstanceOf(Ddf.Parsed.class);
    List<ObjectModel> objects = ((Ddf.Parsed) ddf).objects();
    assertThat(objects).hasSize(1);
    return objects.getFirst();
  }

  private static Ddf.Broken broken(String xml) {
    Ddf ddf = read(xml);
    assertThat(ddf)
        .as(xml.substring(0, Math.min(200, xml.length())))
        .isInstanceOf(Ddf.Broken.class);
    Ddf.Broken broken = (Ddf.Broken) ddf;
    assertThat(broken.line()).isPositive();
    assertThat(broken.reason().where()).isEqualTo("line " + broken.line());
    assertThat(broken.reason().what()).isNotBlank().hasSizeLessThanOrEqualTo(160);
    return broken;
  }

  @Test
  @Spec({"DDF-01", "DDF-02", "DDF-03", "DDF-04"})
  void reads_what_a_definition_says() {
    ObjectModel lamp = lamp(Bytes.ofUtf8(LAMP));
    assertThat(lamp.id()).isEqualTo(33500);
    assertThat(lamp.name()).isEqualTo("Lamp");
    assertThat(lamp.version()).isEqualTo(new Version(2, 1));
    assertThat(lamp.multiple()).isTrue();
    assertThat(lamp.mandatory()).isFalse();
    assertThat(lamp.resources().values())
        .containsExactly(
            new ResourceModel(
                0, "On/Off", ResourceModel.Operations.RW, false, true, DataType.BOOLEAN, "", ""),
            new ResourceModel(
                1,
                "Hue of it",
                ResourceModel.Operations.R,
                true,
                false,
                DataType.UNSIGNED_INTEGER,
                "0..360",
                "deg"),
            new ResourceModel(
                2, "Blink", ResourceModel.Operations.E, false, false, DataType.NONE, "", ""));
  }

  @ParameterizedTest
  @Spec({"VER-08", "DDF-02"})
  @CsvSource({
    "1.0,V1_0",
    "1.1,V1_1",
    "1.2,V1_2",
    "1.0.2,V1_0",
    "1.2.1,V1_2",
    "1.3,V1_2",
    "2.0,V1_2",
    "'',V1_0",
    "0.9,V1_0"
  })
  void a_definition_says_which_release_it_needs_at_least(String text, Release release) {
    String xml = LAMP.replace("<LWM2MVersion>1.1<", "<LWM2MVersion>" + text + "<");
    assertThat(lamp(Bytes.ofUtf8(xml)).leastRelease()).isEqualTo(release);
    String without = LAMP.replace("<LWM2MVersion>1.1</LWM2MVersion>", "");
    assertThat(lamp(Bytes.ofUtf8(without)).leastRelease()).isEqualTo(Release.V1_0);
  }

  @Test
  @Spec("DDF-02")
  void a_definition_without_version_is_1_0() {
    String unversioned = LAMP.replace(":33500:2.1<", ":33500<");
    String xml = unversioned.replace("<ObjectVersion>2.1</ObjectVersion>", "");
    assertThat(lamp(Bytes.ofUtf8(xml)).version()).isEqualTo(Version.V1_0);
    assertThat(lamp(Bytes.ofUtf8(unversioned.replace(">2.1<", "><"))).version())
        .isEqualTo(Version.V1_0);
    String spelled = xml.replace(":33500<", ":33500:1.0<");
    assertThat(lamp(Bytes.ofUtf8(spelled)).version()).isEqualTo(Version.V1_0);
  }

  @Test
  @Spec("DDF-01")
  void a_file_may_hold_several_objects() {
    String object = LAMP.substring(LAMP.indexOf("<Object "), LAMP.indexOf("</LWM2M>"));
    String xml =
        LAMP.replace("</LWM2M>", object.replace("33500", "33501").replace("Lamp", "L2"))
            + "</LWM2M>";
    Ddf ddf = read(xml);
    assertThat(((Ddf.Parsed) ddf).objects())
        .extracting(ObjectModel::id)
        .containsExactly(33500, 33501);
  }

  @ParameterizedTest
  @Spec("DDF-08")
  @ValueSource(strings = {"UTF-8", "UTF-16"})
  void encodings_and_byte_order_marks_are_taken(String charset) {
    String xml = LAMP.replace("UTF-8", charset);
    Bytes document = Bytes.wrap(xml.getBytes(Charset.forName(charset)));
    assertThat(lamp(document).id()).isEqualTo(33500);
    Bytes marked = Bytes.ofUtf8("\uFEFF" + LAMP);
    assertThat(lamp(marked).id()).isEqualTo(33500);
    Bytes latin =
        Bytes.wrap(LAMP.replace("Lamp", "L\u00E4mp").getBytes(StandardCharsets.ISO_8859_1));
    assertThat(DdfReader.read(latin, DdfLimits.DEFAULT)).isInstanceOf(Ddf.Broken.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<ObjectID>33500</ObjectID> | <ObjectID>65535</ObjectID>",
        "<ObjectID>33500</ObjectID> | <ObjectID>-1</ObjectID>",
        "<ObjectID>33500</ObjectID> | <ObjectID></ObjectID>",
        "<ObjectID>33500</ObjectID> | <ObjectID>1/2</ObjectID>",
        "<ObjectID>33500</ObjectID> | <Nothing/>",
        "<ObjectID>33500</ObjectID> | <ObjectID>1</ObjectID><ObjectID>1</ObjectID>",
        "<Name>Lamp</Name> | <Name></Name>",
        "<Name>Lamp</Name> | <Name><b>Lamp</b></Name>",
        "ObjectVersion>2.1< | ObjectVersion>two<",
        "ID=\"1\" | ID=\"0\"",
        "ID=\"1\" | ID=\"x\"",
        "ID=\"1\" | Id=\"1\"",
        "<Operations>E< | <Operations>X<",
        "<Type>Boolean< | <Type>Bool<",
        "<Type>Boolean< | <Type>&boolean;<",
        "<Mandatory>Optional< | <Mandatory>Maybe<",
        "<MultipleInstances>Single< | <MultipleInstances>Several<",
        "<Item ID=\"2\"> | <Thing ID=\"2\">",
        "</LWM2M> | </LWM2M><LWM2M/>",
        "</LWM2M> | ''",
        "<LWM2M | <LWM2N",
        "<Object  | <Abject "
      })
  void a_definition_that_makes_no_sense_is_refused(String old, String with) {
    assertThat(LAMP).contains(old.strip());
    broken(LAMP.replace(old.strip(), with.strip()));
  }

  @Test
  void the_line_of_the_fault_is_told() {
    assertThat(broken("").line()).isEqualTo(1);
    assertThat(broken("<LWM2M>\n\n<Object>").line()).isEqualTo(3);
  }

  /// Each fault, the line it is put on, and what is told of it.
  @ParameterizedTest
  @Spec({"DDF-01", "DDF-02", "DDF-03", "DDF-04", "VER-07"})
  @CsvSource(
      delimiter = '|',
      value = {
        "<Name>Lamp</Name> | <Name/> | Name of Object is empty",
        "<Name>Lamp</Name> | <Name a='1'>Lamp</Name> | a is no attribute of Name",
        "<Name>Lamp</Name> | <Nome>Lamp</Nome> | Nome is no element of Object",
        "<ObjectID>33500< | <ObjectID>70000< | ObjectID of Object is \"70000\", must be 0 to 65534",
        "x:33500:2.1< | x:33501:2.1< | must name object 33500 in version 2.1",
        "x:33500:2.1< | x:33500:2.0< | must name object 33500 in version 2.1",
        "x:33500:2.1< | x:33500< | must name object 33500 in version 2.1",
        "urn:oma:lwm2m:x:33500:2.1< | lamp< | ObjectURN of Object is \"lamp\", must be such as urn:",
        "urn:oma:lwm2m:x:33500:2.1< | < | ObjectURN of Object is \"\", must be such as urn:",
        "<LWM2MVersion>1.1< | <LWM2MVersion>banana< | LWM2MVersion of Object is \"banana\"",
        "<ObjectVersion>2.1< | <ObjectVersion>two< | ObjectVersion of Object is \"two\"",
        "<MultipleInstances>Multiple< | <MultipleInstances>Many< | must be Single, Multiple",
        "<Mandatory>Optional< | <Mandatory>Maybe< | Mandatory of Object is \"Maybe\"",
        "<Resources> | stray<Resources> | text between the elements of Object",
        "<Operations>RW< | <Operations>WR< | Operations of Item 0 is \"WR\", must be R, W, RW, E or",
        "<Operations>RW< | <Operations> RW < | Operations of Item 0 is \" RW \"",
        "<Type>Boolean< | <Type>boolean< | Type of Item 0 is \"boolean\", must be String, Integer",
        "<Type>Boolean< | <Type>Bool<b/>< | an element in Type of Item 0",
        "<Item ID=\"1\"> | <Item ID=\"0\"> | Item 0 twice in Resources",
        "<Item ID=\"1\"> | <Item ID=\"x\"> | ID of Item is \"x\", must be 0 to 65534",
        "<Item ID=\"1\"> | <Item Id=\"1\"> | Id is no attribute of Item",
        "<Item ID=\"1\"> | <Item> | Item has no ID",
        "<Units>deg</Units> | <Units>deg</Units><Units/> | Units twice in Item 1",
        "<Units>deg</Units> | <Unit>deg</Unit> | Unit is no element of Item 1",
        "<Object ObjectType=\"MODefinition\"> | <Object> | Object has no ObjectType",
        "<Description2 /> | <Resources/> | Resources twice in Object",
        "</LWM2M> | <Objects/></LWM2M> | Objects is no element of LWM2M"
      })
  void a_fault_is_told_with_the_line_of_its_element_and_the_rule(
      String old, String with, String what) {
    int at = LAMP.indexOf(old);
    assertThat(at).isPositive();
    Ddf.Broken broken = broken(LAMP.substring(0, at) + with + LAMP.substring(at + old.length()));
    assertThat(broken.reason().what()).contains(what);
    assertThat(broken.line()).isEqualTo(lineOf(old));
  }

  /// Each element that has to be there, the start of the one it belongs to, and what is told.
  @ParameterizedTest
  @Spec({"DDF-02", "DDF-03"})
  @CsvSource({
    "Name,<Object ,Object",
    "Description1,<Object ,Object",
    "ObjectID,<Object ,Object",
    "ObjectURN,<Object ,Object",
    "MultipleInstances,<Object ,Object",
    "Mandatory,<Object ,Object",
    "Resources,<Object ,Object",
    "Name,'<Item ID=\"1\">',Item 1",
    "Operations,'<Item ID=\"1\">',Item 1",
    "MultipleInstances,'<Item ID=\"1\">',Item 1",
    "Mandatory,'<Item ID=\"1\">',Item 1",
    "Type,'<Item ID=\"1\">',Item 1",
    "Units,'<Item ID=\"1\">',Item 1",
    "Description,'<Item ID=\"1\">',Item 1"
  })
  void what_is_missing_is_told_with_the_line_of_what_it_belongs_to(
      String child, String parent, String label) {
    int from = LAMP.indexOf(parent);
    String rest =
        LAMP.substring(from)
            .replaceFirst("(?s)<%s/>|<%s>.*?</%s>".formatted(child, child, child), "");
    Ddf.Broken broken = broken(LAMP.substring(0, from) + rest);
    assertThat(broken.reason().what()).isEqualTo(label + " has no " + child);
    assertThat(broken.line()).isEqualTo(lineOf(parent));
  }

  private static int lineOf(String text) {
    return 1 + (int) LAMP.substring(0, LAMP.indexOf(text)).chars().filter(c -> c == '\n').count();
  }

  @Test
  void a_definition_of_nothing_and_one_that_is_there_twice_are_refused() {
    String none = LAMP.replaceFirst("(?s)<Resources>.*</Resources>", "<Resources>\n</Resources>");
    assertThat(broken(none).reason().what()).isEqualTo("Resources has no Item");
    assertThat(broken(none).line()).isEqualTo(lineOf("<Resources>"));
    String object = LAMP.substring(LAMP.indexOf("<Object "), LAMP.indexOf("</LWM2M>"));
    Ddf.Broken twice = broken(LAMP.replace("</LWM2M>", object + "</LWM2M>"));
    assertThat(twice.reason().what()).isEqualTo("Object 33500 twice in version 2.1");
    assertThat(twice.line()).isEqualTo(lineOf("</LWM2M>"));
  }

  /// Each rule that files of the registry break, the line it is put on, and what is told of it.
  @ParameterizedTest
  @Spec({"DDF-02", "DDF-03", "MODEL-07"})
  @CsvSource(
      delimiter = '|',
      value = {
        "<Units>deg</Units> | <Units>deg</Units> | ''",
        "<LWM2MVersion>1.1< | <LWM2MVersion>< | EMPTY_VERSION",
        "<RangeEnumeration>0..360</RangeEnumeration> | '' | NO_RANGE",
        "<Type>Unsigned Integer< | <Type>< | NO_TYPE",
        "<Operations>RW< | <Operations>E< | TYPED_EXECUTABLE"
      })
  void what_files_of_the_registry_do_is_told_as_a_warning(
      String old, String with, String leniency) {
    assertThat(LAMP).contains(old);
    Ddf.Parsed parsed = (Ddf.Parsed) read(LAMP.replace(old, with));
    if (leniency.isEmpty()) {
      assertThat(parsed.warnings()).isEmpty();
      return;
    }
    assertThat(parsed.warnings()).hasSize(1);
    Ddf.Warning warning = parsed.warnings().getFirst();
    assertThat(warning.leniency()).isEqualTo(Ddf.Leniency.valueOf(leniency));
    int line =
        switch (warning.leniency()) {
          case NO_RANGE -> lineOf("<Item ID=\"1\">");
          case TYPED_EXECUTABLE -> lineOf("<Type>Boolean<");
          default -> lineOf(old);
        };
    assertThat(warning.line()).isEqualTo(line);
    assertThat(warning.toString()).startsWith("line " + line + ": ");
  }

  @Test
  @Spec({"DDF-03", "MODEL-07"})
  void another_order_and_an_executable_with_instances_are_told_with_their_lines() {
    String blink = LAMP.substring(LAMP.indexOf("<Name>Blink"));
    String other =
        blink
            .replaceFirst("<MultipleInstances>Single</MultipleInstances>\\s*", "")
            .replaceFirst(
                "<RangeEnumeration/>",
                "<MultipleInstances>Multiple</MultipleInstances><RangeEnumeration/>");
    Ddf.Parsed parsed = (Ddf.Parsed) read(LAMP.replace(blink, other));
    int line = lineOf("<Name>Blink") + 4;
    assertThat(parsed.warnings())
        .containsExactly(
            new Ddf.Warning(
                line, Ddf.Leniency.ORDER, "MultipleInstances of Item 2 stands after Type"),
            new Ddf.Warning(
                line,
                Ddf.Leniency.MULTIPLE_EXECUTABLE,
                "MultipleInstances of Item 2 is Multiple, an executable is Single"));
    assertThat(parsed.objects().getFirst().resource(2).orElseThrow().multiple()).isTrue();
    DdfLimits one = new DdfLimits(9_999, 1, 3, 40, 5, 1);
    Ddf few = DdfReader.read(Bytes.ofUtf8(LAMP.replace(blink, other)), one);
    assertThat(((Ddf.Parsed) few).warnings()).hasSize(1);
  }

  @Test
  @Spec("DDF-08")
  void limits_hold() {
    DdfLimits tight = new DdfLimits(LAMP.length(), 1, 3, 40, 5, 0);
    assertThat(DdfReader.read(Bytes.ofUtf8(LAMP), tight)).isInstanceOf(Ddf.Parsed.class);
    assertThat(DdfReader.read(Bytes.ofUtf8(LAMP + " "), tight)).isInstanceOf(Ddf.Broken.class);
    assertThat(DdfReader.read(Bytes.ofUtf8(LAMP), new DdfLimits(9_999, 1, 2, 40, 5, 0)))
        .isInstanceOf(Ddf.Broken.class);
    assertThat(DdfReader.read(Bytes.ofUtf8(LAMP), new DdfLimits(9_999, 1, 3, 20, 5, 0)))
        .isInstanceOf(Ddf.Broken.class);
    broken(LAMP.replace("<Description2 />", "<a>".repeat(100) + "</a>".repeat(100)));
    broken("<LWM2M>" + "<a>".repeat(100_000));
  }

  @Test
  void no_mutation_of_a_file_escapes_as_an_exception() {
    long seed = 20_260_101;
    Random random = new Random(seed);
    byte[] bytes = LAMP.getBytes(StandardCharsets.UTF_8);
    String alphabet = "<>&;\"'/!-[]?= \u0000\u00FFxID:#%";
    for (int round = 0; round < 3_000; round++) {
      byte[] mutated = bytes.clone();
      int edits = 1 + random.nextInt(4);
      for (int edit = 0; edit < edits; edit++) {
        mutated[random.nextInt(mutated.length)] =
            random.nextBoolean()
                ? (byte) random.nextInt()
                : (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      }
      int length = random.nextInt(10) == 0 ? random.nextInt(mutated.length) : mutated.length;
      Bytes document = Bytes.wrap(mutated, 0, length);
      Ddf ddf = DdfReader.read(document, DdfLimits.DEFAULT);
      assertThat(ddf).as("seed %d round %d", seed, round).isNotNull();
    }
  }
}
