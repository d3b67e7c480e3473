// SPDX-License-Identifier: Apache-2.0

package io.tern.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.net.HostPort.Parsed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
  @ParameterizedTest
  @CsvSource({
    "localhost:5683, localhost, 5683",
    "127.0.0.1:0, 127.0.0.1, 0",
    "[::1]:65535, ::1, 65535",
    "[fe80::1%eth0]:5684, fe80::1%eth0, 5684",
  })
  void reads_what_a_person_writes(String text, String host, int port) {
    assertThat(HostPort.parse(text)).isEqualTo(new Parsed.Ok(new HostPort(host, port)));
    assertThat(new HostPort(host, port)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "localhost",
        "localhost:",
        ":5683",
        "localhost:65536",
        "localhost:-1",
        "localhost:+1",
        "localhost:port",
        "localhost:999999999999",
        "::1:5683",
        "[::1]",
        "[]:1",
      })
  void says_what_is_wrong_with_the_rest(String text) {
    assertThat(HostPort.parse(text))
        .isInstanceOfSatisfying(
            Parsed.Bad.class, bad -> assertThat(bad.reason()).contains("\"" + text + "\""));
  }

  @Test
  void an_address_resolves_to_itself() throws UnknownHostException {
    assertThat(new HostPort("192.0.2.1", 9).resolve())
        .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 9));
  }
}
