// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tern.coap.Bytes;
import io.tern.coap.link.Link;
import io.tern.coap.link.LinkFormat;
import io.tern.coap.link.Links;
import io.tern.lwm2m.Path;
import io.tern.spec.Spec;
import java.util.List;
import org.junit.jupiter.api.Test;

class DiscoverLinksTest {
  private static ObjectNode told(String links, String alternatePath) {
    List<Link> parsed = ((Links.Parsed) LinkFormat.parse(Bytes.ofUtf8(links))).links();
    return AttributeJson.links(Path.of(3), parsed, alternatePath);
  }

  @Test
  @Spec("DM-61")
  void links_below_an_alternate_path_are_paths_with_it_or_without() {
    for (String links : List.of("</lwm2m/3>,</lwm2m/3/0>", "</3>,</3/0>")) {
      assertThat(told(links, "/lwm2m").path("links").findValuesAsText("path"))
          .containsExactly("/3", "/3/0");
    }
    assertThat(told("</lwm2mX/3>", "/lwm2m").path("links").findValuesAsText("path"))
        .containsExactly("/lwm2mX/3");
  }

  /// Some are for a Bootstrap-Server alone; who is told them all the same passes them on.
  @Test
  @Spec({"AMB-30", "AMB-69"})
  void properties_are_told_whatever_they_belong_to() {
    ObjectNode json =
        told("</>;lwm2m=1.2,</0/0>;ssid=7;uri=\"coaps://h:5684\",</1/0>;ssid=7,</21/0>;ssid=7", "");
    assertThat(json.at("/links/0/attributes/lwm2m").asText()).isEqualTo("1.2");
    assertThat(json.at("/links/1/attributes/ssid").asInt()).isEqualTo(7);
    assertThat(json.at("/links/1/attributes/uri").asText()).isEqualTo("coaps://h:5684");
    assertThat(json.at("/links/2/attributes/ssid").asInt()).isEqualTo(7);
    assertThat(json.at("/links/3/attributes/ssid").asInt()).isEqualTo(7);
  }

  @Test
  @Spec({"ATT-01", "ATT-04", "DM-54", "DM-60"})
  void attributes_are_told_as_numbers_and_versions_as_texts() {
    ObjectNode json = told("</3>;ver=1.1;pmin=10;pmax=60;gt=-3.5,</3/0/6>;dim=2", "");
    assertThat(json.at("/links/0/attributes/ver").isTextual()).isTrue();
    assertThat(json.at("/links/0/attributes/ver").asText()).isEqualTo("1.1");
    assertThat(json.at("/links/0/attributes/pmin").asInt()).isEqualTo(10);
    assertThat(json.at("/links/0/attributes/gt").asDouble()).isEqualTo(-3.5);
    assertThat(json.at("/links/1/attributes/dim").asInt()).isEqualTo(2);
  }
}
