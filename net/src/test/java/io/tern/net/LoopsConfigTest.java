// SPDX-License-Identifier: Apache-2.0

package io.tern.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.engine.EndpointConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class LoopsConfigTest {
  private static final LoopsConfig CONFIG =
      LoopsConfig.at(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));

  @Test
  void has_a_loop_for_each_core() {
    assertThat(CONFIG.loops()).isEqualTo(Math.min(255, Runtime.getRuntime().availableProcessors()));
  }

  @Test
  void changes_what_is_asked_and_nothing_else() {
    EndpointConfig endpoint = EndpointConfig.DEFAULT.withBlockSizeBytes(64);
    LoopsConfig changed =
        CONFIG
            .withLoops(3)
            .withSocketBuffers(1, 2)
            .withDatagrams(4, 5, 6)
            .withMailbox(7, 8)
            .withDatagramIo(DatagramIo.NIO)
            .withEndpoint(endpoint);
    assertThat(changed)
        .isEqualTo(
            new LoopsConfig(
                CONFIG.bind(), 3, 1, 2, 4, 5, 6, 7, 8, DatagramIo.NIO, TcpConfig.OFF, endpoint));
  }

  @Test
  void refuses_what_has_no_bound_or_no_room() {
    refused(() -> CONFIG.withLoops(0));
    refused(() -> CONFIG.withLoops(256));
    refused(() -> CONFIG.withSocketBuffers(-1, 0));
    refused(() -> CONFIG.withSocketBuffers(0, -1));
    refused(() -> CONFIG.withDatagrams(0, 1, 1));
    refused(() -> CONFIG.withDatagrams(1, 0, 1));
    refused(() -> CONFIG.withDatagrams(1, 1, 0));
    refused(() -> CONFIG.withDatagrams(1, 1, 65_536));
    refused(() -> CONFIG.withMailbox(0, 1));
    refused(() -> CONFIG.withMailbox(1, 0));
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable change) {
    assertThatThrownBy(change).isInstanceOf(IllegalArgumentException.class);
  }
}
