// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.app.log.Log;
import io.tern.app.log.LogSettings;
import io.tern.client.engine.LwM2mClient;
import io.tern.client.object.Device;
import io.tern.client.object.Temperature;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Outcome;
import io.tern.net.EpochClock;
import io.tern.server.ServerEvent;
import io.tern.server.engine.LwM2mServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClientConsoleTest {
  private final BlockingQueue<ServerEvent> events = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();

  /// What the server is sent after the client obeyed `lines`.
  private ServerEvent.Sent sentAfter(String lines) throws Exception {
    try (LwM2mServer server = LwM2mServer.start(o -> o.coap("127.0.0.1:0").insecure().loops(1))) {
      server.onEvent(events::add);
      try (Log log =
              Log.start(
                  LogSettings.DEFAULT, new PrintStream(told, true, UTF_8), EpochClock::nowNanos);
          LwM2mClient client =
              LwM2mClient.start(
                  setup ->
                      setup
                          .server("coap://127.0.0.1:" + server.address().getPort())
                          .endpoint("typed-to")
                          .device(device -> device.holding(Device.MANUFACTURER, "Tern"))
                          .serving(Temperature.instance(0, 20.5)))) {
        assertThat(client.awaitRegistered(Duration.ofSeconds(30))).isTrue();
        // Send is muted until the server wants it (LwM2M 1.2 Core, Server object).
        assertThat(server.device("typed-to").write("/1/0/23", new Value.Bool(false)))
            .isInstanceOf(Outcome.Answered.class);
        new ClientConsole(client, log).run(new ByteArrayInputStream(lines.getBytes(UTF_8)));
        return await(ServerEvent.Sent.class);
      }
    }
  }

  private <E extends ServerEvent> E await(Class<E> type) throws InterruptedException {
    while (true) {
      ServerEvent event = events.poll(30, TimeUnit.SECONDS);
      assertThat(event).as(told.toString(UTF_8)).isNotNull();
      if (type.isInstance(event)) {
        return type.cast(event);
      }
    }
  }

  @Test
  void names_with_blanks_are_paths_in_quotes() throws Exception {
    ServerEvent.Sent sent =
        sentAfter(
            "set \"/Temperature/0/Sensor Value\" 24.5\nsend \"/Temperature/0/Sensor Value\"\n");
    assertThat(sent.values()).hasSize(1);
    assertThat(sent.values().getFirst().path()).isEqualTo(Path.of(3303, 0, 5700));
    assertThat(sent.values().getFirst().node())
        .isEqualTo(new Node.SingleResource(5700, new Value.Real(24.5)));
  }

  @Test
  void several_paths_are_sent_by_ids_and_names() throws Exception {
    assertThat(sentAfter("send temperature/0/sensor-value  /3/0/0\n").values())
        .extracting(value -> value.path())
        .containsExactlyInAnyOrder(Path.of(3303, 0, 5700), Path.of(3, 0, 0));
  }

  @Test
  void what_is_no_path_is_named() throws Exception {
    sentAfter("send /Temperature/0/Colour\nset /3303/0/5700\nsend\nsend /3303/0/5700\n");
    assertThat(told.toString(UTF_8))
        .contains("no path by ids or names")
        .contains("/Temperature/0/Colour")
        .contains("set needs the path")
        .contains("send needs paths");
  }
}
