// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TcpAloneTest {
  @Test
  void a_product_without_datagrams_serves_devices_over_tcp() {
    try (Product product = Product.start("coap.bind", "none", "coap-tcp.bind", "127.0.0.1:0")) {
      ServerProgram program = product.program();
      assertThatThrownBy(program::coapAddress).isInstanceOf(IllegalStateException.class);
      assertThat(program.readyLine())
          .contains("\"coapTcp\":\"127.0.0.1:")
          .doesNotContain("\"coap\"");

      product.thermometer("over-tcp");
      Http.Answer device = product.http().get("/api/v1/devices/over-tcp");
      assertThat(device.body().get("transport").asText()).isEqualTo("tcp");
      Http.Answer value = product.http().get("/api/v1/devices/over-tcp/resources/3303/0/5700");
      assertThat(value.status()).isEqualTo(200);
    }
  }
}
