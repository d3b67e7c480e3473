// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.client.engine.LwM2mClient;
import io.tern.client.object.ObjectInstance;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.object.Resource;
import io.tern.lwm2m.object.Server;
import io.tern.lwm2m.object.Temperature;
import io.tern.lwm2m.object.ValueType;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.engine.Device;
import io.tern.server.engine.LwM2mServer;
import io.tern.spec.Spec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Resources by constants that the compiler knows, on both sides, over real sockets.
class TypedAccessTest {
  private final ObjectInstance thermometer = ObjectInstance.of(Temperature.MODEL, 0);
  private final AtomicInteger resets = new AtomicInteger();
  private LwM2mServer server;
  private LwM2mClient client;
  private Device device;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    server =
        LwM2mServer.start(
            options ->
                options
                    .coap("127.0.0.1:0")
                    .loops(1)
                    .insecure()
                    .models(Registry.builtIn()::modelsFor));
    thermometer
        .holding(Temperature.SENSOR_VALUE, 21.5)
        .holding(Temperature.SENSOR_UNITS, "Cel")
        .holding(Temperature.TIMESTAMP, Instant.ofEpochSecond(1_700_000_000))
        .holding(Temperature.APPLICATION_TYPE, "")
        .reading(Temperature.MAX_MEASURED_VALUE, () -> 40.0)
        .executing(
            Temperature.RESET_MIN_AND_MAX_MEASURED_VALUES, arguments -> resets.incrementAndGet());
    client =
        LwM2mClient.start(
            setup ->
                setup
                    .endpoint("typed")
                    .server("coap://127.0.0.1:" + server.address().getPort())
                    .bind("127.0.0.1:0")
                    .closeMax(Duration.ofMillis(500))
                    .device(
                        instance ->
                            instance.holding(
                                io.tern.lwm2m.object.Device.AVAILABLE_POWER_SOURCES,
                                new TreeMap<>(Map.of(0, 1L, 1, 5L))))
                    .serving(thermometer));
    assertThat(client.awaitRegistered(Duration.ofSeconds(20))).isTrue();
    device = server.device("typed");
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  @Spec("DM-01")
  void a_read_answers_with_a_java_value() {
    Outcome<Double> celsius = device.read(Temperature.SENSOR_VALUE);
    assertThat(celsius).isEqualTo(new Outcome.Answered<>(21.5));
    assertThat(device.read(Temperature.SENSOR_UNITS)).isEqualTo(new Outcome.Answered<>("Cel"));
    assertThat(device.read(Temperature.MAX_MEASURED_VALUE, 0))
        .isEqualTo(new Outcome.Answered<>(40.0));
    assertThat(device.read(Temperature.TIMESTAMP))
        .isEqualTo(new Outcome.Answered<>(Instant.ofEpochSecond(1_700_000_000)));
    Outcome<SortedMap<Integer, Long>> sources =
        device.read(io.tern.lwm2m.object.Device.AVAILABLE_POWER_SOURCES);
    assertThat(sources).isEqualTo(new Outcome.Answered<>(new TreeMap<>(Map.of(0, 1L, 1, 5L))));
  }

  @Test
  void a_read_that_fails_says_how() {
    assertThat(device.read(Temperature.SENSOR_VALUE, 7)).isInstanceOf(Outcome.Rejected.class);
    Resource.Single<Boolean> wrong = new Resource.Single<>(3303, 5701, ValueType.BOOLEAN);
    assertThat(device.read(wrong))
        .isInstanceOfSatisfying(
            Outcome.Undecodable.class,
            undecodable ->
                assertThat(undecodable.reason()).hasToString("/3303/0/5701: holds no Boolean"));
  }

  @Test
  @Spec({"DM-03", "DM-06"})
  void a_write_and_an_execute_take_constants_too() {
    Outcome<Downlink.Done> done = new Outcome.Answered<>(new Downlink.Done());
    assertThat(device.write(Server.LIFETIME, 1, 3600L)).isInstanceOf(Outcome.Rejected.class);
    assertThat(device.write(Server.LIFETIME, 3600L)).isEqualTo(done);
    assertThat(device.read(Server.LIFETIME)).isEqualTo(new Outcome.Answered<>(3600L));
    assertThat(device.write(Temperature.APPLICATION_TYPE, "oven")).isEqualTo(done);
    assertThat(device.read(Temperature.APPLICATION_TYPE)).isEqualTo(new Outcome.Answered<>("oven"));
    assertThat(device.execute(Temperature.RESET_MIN_AND_MAX_MEASURED_VALUES)).isEqualTo(done);
    assertThat(device.execute(Temperature.RESET_MIN_AND_MAX_MEASURED_VALUES, 1, Arguments.NONE))
        .isInstanceOf(Outcome.Rejected.class);
    assertThat(resets).hasValue(1);
  }

  @Test
  @Spec({"OBS-01", "OBS-02", "OBS-03"})
  void an_observation_tells_java_values_until_it_is_cancelled() throws InterruptedException {
    BlockingQueue<Double> told = new ArrayBlockingQueue<>(100);
    assertThat(device.observe(Temperature.SENSOR_VALUE, 0, told::add))
        .isEqualTo(new Outcome.Answered<>(21.5));
    thermometer.set(Temperature.SENSOR_VALUE, 22.5);
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(22.5);
    thermometer.set(Temperature.SENSOR_VALUE, 23.5);
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(23.5);
    assertThat(device.cancelObservation(Temperature.SENSOR_VALUE, 0))
        .isInstanceOf(Outcome.Answered.class);
    BlockingQueue<Double> again = new ArrayBlockingQueue<>(100);
    device.observe(Temperature.SENSOR_VALUE, 0, again::add);
    thermometer.set(Temperature.SENSOR_VALUE, 24.5);
    assertThat(again.poll(10, TimeUnit.SECONDS)).isEqualTo(24.5);
    assertThat(told).isEmpty();
  }

  @Test
  void a_constant_of_another_object_is_refused() {
    ObjectInstance other = ObjectInstance.of(Server.MODEL, 0);
    assertThatThrownBy(() -> other.holding(Temperature.SENSOR_VALUE, 1.0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not of object 1");
  }
}
