// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.app.config.ConfigKey;
import io.tern.app.config.Given;
import io.tern.app.config.Loaded;
import io.tern.app.config.Settings;
import io.tern.app.log.Log;
import io.tern.app.log.LogSettings;
import io.tern.app.log.LoggingBridge;
import io.tern.client.engine.ClientSetup;
import io.tern.client.engine.LwM2mClient;
import io.tern.client.object.Device;
import io.tern.client.object.ObjectInstance;
import io.tern.client.object.Temperature;
import io.tern.coap.Bytes;
import io.tern.lwm2m.model.Ddf;
import io.tern.lwm2m.model.DdfLimits;
import io.tern.lwm2m.model.DdfReader;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import io.tern.net.EpochClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The whole product on loopback, and devices for it.
final class Product implements AutoCloseable {
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final List<AutoCloseable> devices = new ArrayList<>();
  private final Log log;
  private final ServerProgram program;
  private final Http http;

  private Product(Map<ConfigKey, Given> values) {
    Loaded<Settings> settings = Settings.of(values);
    assertThat(settings).isInstanceOf(Loaded.Ok.class);
    log =
        Log.start(
            LogSettings.DEFAULT,
            new PrintStream(logged, true, StandardCharsets.UTF_8),
            EpochClock::nowNanos);
    LoggingBridge.install(log);
    Loaded<ServerProgram> started =
        ServerProgram.start(((Loaded.Ok<Settings>) settings).value(), log);
    assertThat(started).isInstanceOf(Loaded.Ok.class);
    program = ((Loaded.Ok<ServerProgram>) started).value();
    http = new Http(program.httpAddress());
  }

  /// Starts the product.
  ///
  /// @param keysAndValues what differs from a free port for each, one loop, and insecure
  static Product start(String... keysAndValues) {
    Map<ConfigKey, Given> values = new EnumMap<>(ConfigKey.class);
    values.put(ConfigKey.COAP_BIND, new Given("127.0.0.1:0", "test"));
    values.put(ConfigKey.HTTP_BIND, new Given("127.0.0.1:0", "test"));
    values.put(ConfigKey.INSECURE, new Given("loopback", "test"));
    values.put(ConfigKey.DATA_MEMORY, new Given("true", "test"));
    values.put(ConfigKey.LOOPS, new Given("1", "test"));
    values.put(ConfigKey.MODELS_DIR, new Given(models().toString(), "test"));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put(
          ConfigKey.named(keysAndValues[i]).orElseThrow(), new Given(keysAndValues[i + 1], "test"));
    }
    if (values.containsKey(ConfigKey.DATA_DIR)) {
      values.remove(ConfigKey.DATA_MEMORY);
    }
    return new Product(values);
  }

  /// The folder with the definition of object 33000, which has a resource of every type.
  static Path models() {
    try {
      return Path.of(Product.class.getResource("33000.xml").toURI()).getParent();
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The definition of object 33000.
  static ObjectModel everything() {
    try (InputStream in = Product.class.getResourceAsStream("33000.xml")) {
      return ((Ddf.Parsed) DdfReader.read(Bytes.wrap(in.readAllBytes()), DdfLimits.DEFAULT))
          .objects()
          .getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Http http() {
    return http;
  }

  ServerProgram program() {
    return program;
  }

  /// What has been logged so far.
  String logged() {
    return logged.toString(StandardCharsets.UTF_8);
  }

  /// Ends the log, and with it what it still holds back.
  String loggedAtEnd() {
    close();
    log.close();
    return logged();
  }

  /// Starts a device and waits until it is registered.
  LwM2mClient device(String endpoint, Consumer<ClientSetup> more) {
    try {
      LwM2mClient client =
          LwM2mClient.start(
              setup -> {
                setup
                    .endpoint(endpoint)
                    .server(program.deviceUris().getFirst())
                    .bind("127.0.0.1:0")
                    .closeMax(Duration.ofMillis(500))
                    .registry(Registry.builtIn().with(everything()));
                more.accept(setup);
              });
      devices.add(client);
      assertThat(client.awaitRegistered(Duration.ofSeconds(20))).isTrue();
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A device with a thermometer, of which servers may create further ones, and a Device object.
  LwM2mClient thermometer(String endpoint) {
    return device(
        endpoint,
        setup ->
            setup
                .device(
                    device ->
                        device
                            .holding(Device.MANUFACTURER, "Tern")
                            .holding(Device.UTC_OFFSET, "+01:00")
                            .holding(Device.AVAILABLE_POWER_SOURCES, Map.of(0, 1, 1, 5)))
                .serving(Temperature.instance(0, 21.5))
                .creating(
                    everything(),
                    id ->
                        ObjectInstance.of(everything(), id)
                            .accepting(0, 1, 2, 3, 4, 5, 6, 7, 8)
                            .executing(9, arguments -> {})));
  }

  /// A device that is made of raw datagrams.
  RawDevice raw(String endpoint, String query, RawDevice.Answering answering) {
    RawDevice device = RawDevice.register(program.coapAddress(), endpoint, query, answering);
    devices.add(device);
    return device;
  }

  @Override
  public void close() {
    for (AutoCloseable device : devices.reversed()) {
      try {
        device.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    devices.clear();
    program.close();
    log.close();
  }
}
