// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.tern.spec.Spec;
import java.net.URLEncoder;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Names that a device chooses, and where they end up.
class RestHostileNamesTest {
  private static final List<String> NAMES =
      List.of(
          "<script>alert(1)</script>",
          "a\"b\\c",
          "=cmd|' /C calc'!A0",
          "a,b;c",
          "'; DROP TABLE registrations;--",
          "${jndi:ldap://x}",
          "%2e%2e%2f%00",
          "a b",
          "data: x",
          "\u202eevil");
  private static final List<String> REFUSED =
      List.of("a\nb", "a\rb", "a\u0000", "\u001b[2J", "a\u0085b", "a\u009fb");

  @Test
  @Spec({"C26", "EP-01"})
  void a_name_is_told_as_it_is_and_does_nothing_anywhere() throws Exception {
    try (Product product = Product.start()) {
      Http http = product.http();
      Set<String> told = new HashSet<>();
      try (SseReader events = SseReader.open(http, "events?type=registered", Optional.empty())) {
        for (String name : NAMES) {
          product.raw(name, "", RawDevice::silent);
          JsonNode data = events.next().data();
          assertThat(data.path("endpoint").asText()).isEqualTo(name);
          told.add(name);
        }
      }
      for (String name : NAMES) {
        String segment = URLEncoder.encode(name, UTF_8).replace("+", "%20");
        Http.Answer device = http.get("devices/" + segment);
        assertThat(device.status()).as(name).isEqualTo(200);
        assertThat(device.body().path("endpoint").asText()).isEqualTo(name);
        assertThat(device.response().headers().firstValue("Content-Type").orElse(""))
            .startsWith("application/json");
      }
      Set<String> listed =
          new HashSet<>(http.get("devices").body().path("items").findValuesAsText("endpoint"));
      assertThat(listed).isEqualTo(told);
      for (String name : REFUSED) {
        assertThatThrownBy(() -> product.raw(name, "", RawDevice::silent))
            .as("refused")
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("4.00");
      }
      String log = product.loggedAtEnd();
      assertThat(log.lines().filter(line -> line.contains(" registered endpoint=")).count())
          .as("one line for each: %s", log)
          .isEqualTo(NAMES.size());
      assertThat(log.codePoints())
          .allMatch(c -> c == '\n' || !Character.isISOControl(c))
          .noneMatch(c -> c == 0x202E);
    }
  }
}
