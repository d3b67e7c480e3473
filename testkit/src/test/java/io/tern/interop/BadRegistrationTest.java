// SPDX-License-Identifier: Apache-2.0

package io.tern.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.spec.Spec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Registrations on the wire, good and bad, against `tern server` in a process of its own.
@Timeout(120)
class BadRegistrationTest {
  private static TernProcess tern;

  @BeforeAll
  static void start() {
    tern = TernProcess.start();
  }

  @AfterAll
  static void stop() {
    tern.close();
  }

  @ParameterizedTest
  @CsvSource({
    "lt=abc, b=U, lwm2m=1.1, 4.00",
    "lt=-5, b=U, lwm2m=1.1, 4.00",
    "lt=, b=U, lwm2m=1.1, 4.00",
    "lt=99999999999999999999, b=U, lwm2m=1.1, 4.00",
    "lt=300, b=X, lwm2m=1.1, 4.00",
    "lt=300, b=, lwm2m=1.1, 4.00",
    "lt=300, b=U, lwm2m=2.0, 4.12",
    "lt=300, lt=301, lwm2m=1.1, 4.00"
  })
  @Spec({"REG-04", "REG-08", "REG-12", "REG-13", "REG-14", "REG-18"})
  void a_bad_registration_is_refused_quietly(String one, String two, String three, String code)
      throws Exception {
    try (RawClient client = new RawClient(tern.coapAddress())) {
      Message answer = client.register("ep=bad", one, two, three);
      assertThat(answer.code()).hasToString(code);
    }
    assertThat(tern.call("GET", "/devices/bad", "").status()).isEqualTo(404);
    assertThat(tern.log()).noneMatch(line -> line.contains("Exception"));
  }

  @Test
  @Spec({"COAP-07", "REG-52"})
  void a_retransmitted_registration_gets_the_same_location() throws Exception {
    try (RawClient client = new RawClient(tern.coapAddress())) {
      Message register = client.registration("ep=twice", "lt=300", "lwm2m=1.1", "b=U");
      Bytes first = client.ask(register);
      assertThat(client.ask(register)).isEqualTo(first);
    }
    assertThat(tern.call("GET", "/devices?q=twice", "").body().path("items")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1", "1.2"})
  @Spec({"VERS-06", "VERS-07", "REG-13"})
  void every_release_is_accepted(String release) throws Exception {
    try (RawClient client = new RawClient(tern.coapAddress())) {
      Message answer = client.register("ep=release-" + release, "lt=300", "lwm2m=" + release);
      assertThat(answer.code()).isEqualTo(Code.CREATED);
      assertThat(answer.options().locationPath()).hasSize(2).first().isEqualTo("rd");
    }
    assertThat(
            tern.call("GET", "/devices/release-" + release, "")
                .body()
                .path("lwm2mVersion")
                .asText())
        .isEqualTo(release);
  }
}
