// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.client.engine.LwM2mClient;
import io.tern.client.object.Temperature;
import io.tern.coap.Transport;
import io.tern.lwm2m.Binding;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.server.engine.LwM2mServer;
import io.tern.spec.Spec;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A client and a server over TCP, and a wire between them that can be cut.
@Timeout(90)
class TcpSystemTest {
  private final BlockingQueue<ServerEvent> events = new LinkedBlockingQueue<>();
  private LwM2mServer server;
  private CutWire wire;
  private LwM2mClient client;

  @BeforeEach
  void start() throws Exception {
    server = LwM2mServer.start(options -> options.coapTcp("127.0.0.1:0").insecure().loops(2));
    server.onEvent(events::add);
    wire = new CutWire(server.tcpAddress().orElseThrow());
    client = start("tcp-1");
    assertThat(client.awaitRegistered(Duration.ofSeconds(30))).isTrue();
  }

  private LwM2mClient start(String endpoint) throws IOException {
    return LwM2mClient.start(
        setup ->
            setup
                .endpoint(endpoint)
                .server("coap+tcp://127.0.0.1:" + wire.port())
                .closeMax(Duration.ofMillis(100))
                .serving(Temperature.instance(0, 21.5)));
  }

  @AfterEach
  void stop() throws IOException {
    client.close();
    wire.close();
    server.close();
  }

  private Registration registration() {
    return server.registration(new EndpointName("tcp-1")).orElseThrow();
  }

  private <T extends ServerEvent> T await(Class<T> kind) throws InterruptedException {
    long until = System.nanoTime() + 30_000_000_000L;
    while (System.nanoTime() < until) {
      ServerEvent event = events.poll(1, TimeUnit.SECONDS);
      if (kind.isInstance(event)) {
        return kind.cast(event);
      }
    }
    throw new AssertionError("no " + kind.getSimpleName());
  }

  @Test
  @Spec({"int-106", "TCP-01", "TCP-10", "REG-121"})
  void a_client_registers_over_tcp_and_is_read_on_its_connection() {
    assertThat(registration().peer().transport()).isEqualTo(Transport.TCP);
    assertThat(registration().terms().binding()).isEqualTo(Binding.T);
    assertThat(server.device("tcp-1").read("/3303/0")).isInstanceOf(Outcome.Answered.class);
  }

  @Test
  @Spec({"CTCP-05", "TCP-04"})
  void a_client_is_observed_over_tcp() throws Exception {
    assertThat(server.device("tcp-1").observe("/3303/0/5700")).isInstanceOf(Outcome.Answered.class);
    client.set("/3303/0/5700", 22.5);
    assertThat(await(ServerEvent.Notified.class).path()).hasToString("/3303/0/5700");
    assertThat(server.device("tcp-1").cancelObservation("/3303/0/5700"))
        .isInstanceOf(Outcome.Answered.class);
    assertThat(server.observations(new EndpointName("tcp-1"))).isEmpty();
  }

  @Test
  @Spec({"TCP-02", "CTCP-06", "REG-50"})
  void a_client_whose_connection_is_cut_is_unreachable_until_it_comes_back() throws Exception {
    server.device("tcp-1").observe("/3303/0/5700");
    wire.cut(true);
    await(ServerEvent.ObservationEnded.class);
    assertThat(server.device("tcp-1").read("/3303/0")).isInstanceOf(Outcome.Unreachable.class);
    client.close();
    events.clear();
    wire.mend();
    client = start("tcp-1"); // the device starts anew
    await(ServerEvent.Registered.class);
    assertThat(server.device("tcp-1").read("/3303/0")).isInstanceOf(Outcome.Answered.class);
  }

  @Test
  @Spec({"TCP-02", "REG-50"})
  void a_client_whose_connection_is_cut_for_a_moment_keeps_its_registration() throws Exception {
    Registration before = registration();
    wire.cut(false);
    await(ServerEvent.Updated.class);
    assertThat(registration().id()).isEqualTo(before.id());
    assertThat(registration().peer()).isNotEqualTo(before.peer());
    assertThat(server.device("tcp-1").read("/3303/0")).isInstanceOf(Outcome.Answered.class);
  }
}
