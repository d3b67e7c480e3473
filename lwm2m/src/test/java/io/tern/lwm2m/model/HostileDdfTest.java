// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Bytes;
import io.tern.spec.Spec;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that want the reader to look elsewhere or to grow (CVE-2023-41034 and its kin). A canary file
/// and a canary listener show whether it does.
@Spec({"DDF-08", "C15"})
class HostileDdfTest {
  private static final String SECRET = "4711-canary";

  @TempDir Path folder;
  private Path canary;
  private ServerSocket listener;
  private String url;

  @BeforeEach
  void set_out_the_canaries() throws IOException {
    canary = Files.writeString(folder.resolve("canary.txt"), SECRET);
    listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    listener.setSoTimeout(1);
    url = "http://127.0.0.1:" + listener.getLocalPort();
  }

  @AfterEach
  void nobody_came() throws IOException {
    try (ServerSocket closing = listener) {
      assertThatThrownBy(closing::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  private static String object(String name) {
    return """
        <Object ObjectType="MODefinition"><Name>%s</Name><Description1/>
        <ObjectID>33500</ObjectID><ObjectURN>urn:oma:lwm2m:x:33500</ObjectURN>
        <MultipleInstances>Single</MultipleInstances><Mandatory>Optional</Mandatory>
        <Resources><Item ID="0"><Name>On</Name><Operations>R</Operations>
        <MultipleInstances>Single</MultipleInstances><Mandatory>Optional</Mandatory>
        <Type>Boolean</Type><RangeEnumeration/><Units/><Description/></Item></Resources>
        <Description2/></Object>
        """
        .formatted(name);
  }

  private static void isRefused(String xml) {
    Ddf ddf = DdfReader.read(Bytes.ofUtf8(xml), DdfLimits.DEFAULT);
    assertThat(ddf).isInstanceOf(Ddf.Broken.class);
    assertThat(ddf.toString()).doesNotContain(SECRET);
  }

  @Test
  void a_plain_file_would_be_read() {
    String xml = "<LWM2M>" + object("Lamp") + "</LWM2M>";
    assertThat(DdfReader.read(Bytes.ofUtf8(xml), DdfLimits.DEFAULT)).isInstanceOf(Ddf.Parsed.class);
  }

  @Test
  void a_document_type_is_refused_even_when_harmless() {
    isRefused("<!DOCTYPE LWM2M><LWM2M>" + object("Lamp") + "</LWM2M>");
    isRefused("<!DOCTYPE LWM2M [<!ELEMENT LWM2M ANY>]><LWM2M>" + object("Lamp") + "</LWM2M>");
  }

  @Test
  void an_external_entity_is_not_looked_at() {
    for (String target : new String[] {canary.toUri().toString(), url + "/entity"}) {
      isRefused(
          "<!DOCTYPE LWM2M [<!ENTITY x SYSTEM \"%s\">]><LWM2M>%s</LWM2M>"
              .formatted(target, object("&x;")));
      isRefused(
          "<!DOCTYPE LWM2M [<!ENTITY %% x SYSTEM \"%s\"> %%x;]><LWM2M>%s</LWM2M>"
              .formatted(target, object("Lamp")));
      isRefused(
          "<!DOCTYPE LWM2M PUBLIC \"-//X//Y\" \"%s\"><LWM2M>%s</LWM2M>"
              .formatted(target, object("Lamp")));
      isRefused(
          "<!DOCTYPE LWM2M SYSTEM \"%s\"><LWM2M>%s</LWM2M>".formatted(target, object("Lamp")));
    }
  }

  @Test
  void an_entity_is_refused_without_a_document_type_too() {
    isRefused("<LWM2M>" + object("&x;") + "</LWM2M>");
    isRefused("<LWM2M>" + object("L") + "<Description>&x;</Description></LWM2M>");
  }

  @Test
  void a_billion_laughs_stay_one() {
    StringBuilder entities = new StringBuilder("<!ENTITY a0 \"ha\">");
    for (int i = 1; i < 12; i++) {
      String before = "&a" + (i - 1) + ";";
      entities.append("<!ENTITY a%d \"%s\">".formatted(i, before.repeat(10)));
    }
    isRefused("<!DOCTYPE LWM2M [" + entities + "]><LWM2M>" + object("&a11;") + "</LWM2M>");
  }

  @Test
  void nothing_is_included() {
    for (String target : new String[] {canary.toUri().toString(), url + "/include"}) {
      isRefused(
          """
          <LWM2M xmlns:xi="http://www.w3.org/2001/XInclude">%s
          <xi:include href="%s" parse="text"/></LWM2M>
          """
              .formatted(object("Lamp"), target));
      isRefused(
          "<LWM2M xmlns:xi=\"http://www.w3.org/2001/XInclude\">%s</LWM2M>"
              .formatted(object("<xi:include href=\"" + target + "\" parse=\"text\"/>")));
    }
  }

  @Test
  void a_schema_location_and_a_style_sheet_are_not_fetched() {
    String xml =
        """
        <?xml-stylesheet href="%s/style" type="text/xsl"?>
        <LWM2M xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
          xsi:noNamespaceSchemaLocation="%s/schema.xsd" xsi:schemaLocation="urn:x %s/x.xsd">%s</LWM2M>
        """
            .formatted(url, url, url, object("Lamp"));
    assertThat(DdfReader.read(Bytes.ofUtf8(xml), DdfLimits.DEFAULT)).isInstanceOf(Ddf.Parsed.class);
  }

  @Test
  void a_control_character_that_only_xml_1_1_can_spell_is_refused() {
    String xml = "<?xml version=\"1.1\"?><LWM2M>" + object("La&#x1;mp") + "</LWM2M>";
    isRefused(xml);
    assertThat(DdfReader.read(Bytes.ofUtf8(xml.replace("&#x1;", "")), DdfLimits.DEFAULT))
        .isInstanceOf(Ddf.Parsed.class);
  }

  /// The program that packs the registry when Tern is built.
  @Test
  void the_build_refuses_it_as_well() throws IOException, InterruptedException {
    Path program = Path.of("src", "build", "java", "RegistryBuild.java");
    Path models = Files.createDirectories(folder.resolve("models"));
    Path licence = Files.writeString(folder.resolve("licence.txt"), "none");
    String good = "<LWM2M>" + object("Lamp") + "</LWM2M>";
    Path packed = folder.resolve("packed.bin");
    Files.writeString(models.resolve("1.xml"), good);
    assertThat(build(program, packed, licence)).isEmpty();
    assertThat(packed).exists();
    String hostile =
        "<!DOCTYPE LWM2M [<!ENTITY x SYSTEM \"%s/x\"><!ENTITY y SYSTEM \"%s\">]>%s"
            .formatted(url, canary.toUri(), good.replace("Lamp", "&x;&y;"));
    Files.writeString(models.resolve("2.xml"), hostile);
    assertThat(build(program, packed, licence)).contains("2.xml").doesNotContain(SECRET);
  }

  private String build(Path program, Path packed, Path licence)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--class-path",
                System.getProperty("java.class.path")
                    + File.pathSeparator
                    + System.getProperty("jdk.module.path", ""),
                program.toString(),
                packed.toString(),
                folder.resolve("notice.txt").toString(),
                licence.toString(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor() == 0).as(said).isEqualTo(said.isEmpty());
    return said;
  }

  @Test
  void a_flood_of_attributes_or_text_ends_at_a_limit() {
    StringBuilder attributes = new StringBuilder();
    for (int i = 0; i < 60_000; i++) {
      attributes.append(" a").append(i).append("=\"\"");
    }
    isRefused("<LWM2M" + attributes + ">" + object("Lamp") + "</LWM2M>");
    isRefused("<LWM2M>" + object("x".repeat(900_000)) + "</LWM2M>");
    isRefused("<LWM2M>" + object("Lamp") + " ".repeat(2 << 20) + "</LWM2M>");
  }
}
