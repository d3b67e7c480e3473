// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.lwm2m.EndpointName;
import io.tern.server.AwakeSetting;
import io.tern.server.Restored;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Awake windows from any thread.
@Timeout(60)
class AwakeTimesTest {
  @Test
  @Spec("QM-04")
  void a_device_gets_a_window_of_its_own_and_gives_it_up() {
    try (LwM2mServer server =
        LwM2mServer.start(
            options ->
                options
                    .coap("127.0.0.1:0")
                    .insecure()
                    .loops(2)
                    .config(config -> config.withAwakeSeconds(60)))) {
      Device device = server.device("d");
      assertThat(device.awakeSeconds()).isEqualTo(60);
      assertThat(device.awakeSeconds(20)).isEqualTo(new AwakeSetting.Made());
      assertThat(device.awakeSeconds()).isEqualTo(20);
      assertThat(server.device("e").awakeSeconds()).isEqualTo(60);
      assertThat(server.awakeTimes().count()).isEqualTo(1);
      assertThat(device.awakeAsConfigured()).isEqualTo(new AwakeSetting.Made());
      assertThat(device.awakeSeconds()).isEqualTo(60);
      assertThat(server.awakeTimes().isOwn(device.endpoint())).isFalse();
    }
  }

  @Test
  void a_window_is_a_second_to_a_day() {
    try (LwM2mServer server =
        LwM2mServer.start(options -> options.coap("127.0.0.1:0").insecure().loops(1))) {
      Device device = server.device("d");
      assertThat(device.awakeSeconds(1)).isEqualTo(new AwakeSetting.Made());
      assertThat(device.awakeSeconds(86_400)).isEqualTo(new AwakeSetting.Made());
      for (int seconds : new int[] {0, -1, 86_401}) {
        assertThatThrownBy(() -> device.awakeSeconds(seconds))
            .isInstanceOf(IllegalArgumentException.class);
      }
      assertThat(device.awakeSeconds()).isEqualTo(86_400);
    }
  }

  @Test
  void windows_of_an_earlier_run_hold_from_the_start_and_a_closed_server_takes_none() {
    Restored restored =
        new Restored(Map.of(), List.of(), Map.of(new EndpointName("d"), 20), List.of(), 0);
    LwM2mServer server =
        LwM2mServer.start(
            options -> options.coap("127.0.0.1:0").insecure().loops(1).restored(restored));
    Device device = server.device("d");
    assertThat(device.awakeSeconds()).isEqualTo(20);
    server.close();
    assertThat(device.awakeSeconds(30)).isInstanceOf(AwakeSetting.Refused.class);
    assertThat(device.awakeSeconds()).isEqualTo(20);
  }
}
