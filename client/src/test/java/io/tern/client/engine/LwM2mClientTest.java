// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.client.ClientEvent;
import io.tern.client.object.Device;
import io.tern.client.object.ObjectInstance;
import io.tern.client.object.Temperature;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.ObservationListener;
import io.tern.coap.Peer;
import io.tern.coap.Reply;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.lwm2m.Release;
import io.tern.net.LoopsConfig;
import io.tern.net.engine.LoopScope;
import io.tern.net.engine.Loops;
import io.tern.spec.Spec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The client as a program uses it: real sockets, its own loop, code of the device on virtual threads.
@Timeout(60)
class LwM2mClientTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Queue<Request> uplinks = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Peer> client = new AtomicReference<>();
  private Loops server;
  private LoopScope scope;

  @BeforeEach
  void listen() throws IOException {
    var bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server = Loops.start(LoopsConfig.at(bind).withLoops(1), its -> this::onUplink);
    scope = server.loops().getFirst();
  }

  @AfterEach
  void leave() {
    server.close();
  }

  private void onUplink(Peer peer, Request request, Responder responder, long nowNanos) {
    uplinks.add(request);
    client.set(peer);
    responder.respond(Stage.accept(request), nowNanos);
  }

  private ClientSetup describe(ClientSetup setup) {
    return setup
        .endpoint("shed-1")
        .server("coap://127.0.0.1:" + server.address().getPort())
        .bind("127.0.0.1:0")
        .release(Release.V1_1)
        .lifetime(Duration.ofMinutes(5))
        .device(device -> device.holding(Device.MANUFACTURER, "Tern"));
  }

  private Response ask(Request request) throws Exception {
    CompletableFuture<Reply> replied = new CompletableFuture<>();
    scope.post(
        now ->
            scope.requester().request(client.get(), request, (r, n) -> replied.complete(r), now));
    return replied.get(20, TimeUnit.SECONDS) instanceof Reply.Answered(Peer from, Response response)
        ? response
        : Response.of(Code.GATEWAY_TIMEOUT);
  }

  private Response get(String path) throws Exception {
    return ask(Request.of(Code.GET, Stage.path(path).accept(ContentFormat.TEXT).build()));
  }

  private BlockingQueue<String> observe(String path) {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    Request request = Request.of(Code.GET, Stage.path(path).accept(ContentFormat.TEXT).build());
    var listener =
        new ObservationListener() {
          @Override
          public void onReply(Reply reply, long nowNanos) {
            if (reply instanceof Reply.Answered(Peer from, Response response)) {
              heard.add(response.payload().utf8());
            }
          }

          @Override
          public void onNotification(Peer from, Response response, long nowNanos) {
            heard.add(response.payload().utf8());
          }

          @Override
          public void onEnded(Response last, long nowNanos) {
            heard.add("ended");
          }
        };
    scope.post(now -> scope.requester().observe(client.get(), request, listener, now));
    return heard;
  }

  @Test
  @Spec({"REG-01", "REG-65"})
  void registers_when_started_and_deregisters_when_closed() throws Exception {
    try (var started = LwM2mClient.start(this::describe)) {
      assertThat(started.awaitRegistered(SOON)).isTrue();
      assertThat(started.isRegistered()).isTrue();
      assertThat(get("/3/0/0").payload().utf8()).isEqualTo("Tern");
    }
    assertThat(uplinks).hasSize(2);
    assertThat(uplinks).extracting(Request::method).containsExactly(Code.POST, Code.DELETE);
  }

  @Test
  void code_of_the_device_may_block_and_runs_on_virtual_threads() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    AtomicReference<Thread> reader = new AtomicReference<>();
    ObjectInstance slow =
        ObjectInstance.of(Temperature.MODEL, 0)
            .reading(
                Temperature.SENSOR_VALUE,
                () -> {
                  reader.set(Thread.currentThread());
                  await(gate);
                  return 12.5;
                });
    try (var started = LwM2mClient.start(setup -> describe(setup).serving(slow))) {
      assertThat(started.awaitRegistered(SOON)).isTrue();
      CompletableFuture<Response> reading =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return get("/3303/0/5700");
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              });
      assertThat(get("/3/0/0").payload().utf8()).isEqualTo("Tern");
      gate.countDown();
      assertThat(reading.get(20, TimeUnit.SECONDS).payload().utf8()).isEqualTo("12.5");
      assertThat(reader.get().isVirtual()).isTrue();
    }
  }

  private static void await(CountDownLatch gate) {
    try {
      assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @Spec("OBS-02")
  void values_set_from_any_thread_are_notified() throws Exception {
    ObjectInstance thermometer = Temperature.instance(0, 20);
    try (var started = LwM2mClient.start(setup -> describe(setup).serving(thermometer))) {
      assertThat(started.awaitRegistered(SOON)).isTrue();
      BlockingQueue<String> heard = observe("/3303/0/5700");
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("20.0");
      assertThat(thermometer.set(Temperature.SENSOR_VALUE, 21)).isTrue();
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("21.0");
      started.set("/3303/0/5700", 22.5);
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("22.5");
      assertThat(get("/3303/0/5602").payload().utf8()).isEqualTo("22.5");
      assertThatThrownBy(() -> started.set("/3303/0/5700", "warm"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("5700");
      assertThatThrownBy(() -> started.set("/3303/9/5700", 1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void events_are_told_in_order_on_a_virtual_thread() throws Exception {
    BlockingQueue<ClientEvent> told = new LinkedBlockingQueue<>();
    BlockingQueue<Boolean> virtual = new LinkedBlockingQueue<>();
    try (var started =
        LwM2mClient.start(
            setup ->
                describe(setup)
                    .onEvent(told::add)
                    .onEvent(event -> virtual.add(Thread.currentThread().isVirtual())))) {
      assertThat(started.awaitRegistered(SOON)).isTrue();
      started.update();
      assertThat(told.poll(20, TimeUnit.SECONDS)).isInstanceOf(ClientEvent.Registered.class);
      assertThat(told.poll(20, TimeUnit.SECONDS)).isInstanceOf(ClientEvent.Updated.class);
    }
    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(new ClientEvent.Deregistered(true));
    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(new ClientEvent.Stopped());
    assertThat(virtual).doesNotContain(false);
  }

  @Test
  void a_setup_without_server_or_name_says_so() {
    assertThatThrownBy(() -> LwM2mClient.start(setup -> setup.endpoint("x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("server");
    assertThatThrownBy(() -> LwM2mClient.start(setup -> setup.server("coap://127.0.0.1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("endpoint name");
    assertThatThrownBy(() -> LwM2mClient.start(setup -> setup.server("http://127.0.0.1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("coap://HOST:PORT");
  }

  @Test
  void a_server_with_an_ipv6_address_is_reached() throws Exception {
    var bind = new InetSocketAddress(InetAddress.ofLiteral("::1"), 0);
    try (Loops six = Loops.start(LoopsConfig.at(bind).withLoops(1), its -> this::onUplink);
        var started =
            LwM2mClient.start(
                setup -> setup.endpoint("six").server("coap://[::1]:" + six.address().getPort()))) {
      assertThat(started.awaitRegistered(SOON)).isTrue();
    }
  }

  @Test
  void closing_does_not_wait_for_a_server_that_is_gone() throws Exception {
    var started = LwM2mClient.start(setup -> describe(setup).closeMax(Duration.ofMillis(200)));
    assertThat(started.awaitRegistered(SOON)).isTrue();
    server.close();
    started.close();
    assertThatThrownBy(started::update).isInstanceOf(IllegalStateException.class);
  }
}
