// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.net.HostPort;
import io.tern.spec.Spec;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that is told to stop while devices are at work with it.
class StopUnderLoadTest {
  private static final Pattern COAP = Pattern.compile("\"coap\":\"([^\"]+)\"");
  private static final int DEVICES = 20;
  private static final int CHANGES_BEFORE = 200;

  @TempDir Path data;

  /// What each device was last told that it has.
  private final Map<String, Integer> acknowledged = new ConcurrentHashMap<>();

  private final CountDownLatch changes = new CountDownLatch(CHANGES_BEFORE);

  private Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of("io.tern.app.main.Main", "server", "--insecure"));
    command.addAll(List.of("--coap", "127.0.0.1:0", "--http", "127.0.0.1:0"));
    command.addAll(List.of("--data", data.toString(), "--log-level", "error"));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /// Changes its lifetime again and again until nobody answers any more.
  private void work(String endpoint, HostPort server) {
    try (RawDialogue device = new RawDialogue(server)) {
      device.waitAtMost(3_000);
      String handle = device.register(endpoint);
      for (int lifetime = 301; ; lifetime++) {
        Options.Builder update = Options.builder().uriPath("rd", handle).uriQuery("lt=" + lifetime);
        Message answer = device.ask(Code.POST, update, Bytes.EMPTY);
        assertThat(answer.code()).isIn(Code.CHANGED, Code.SERVICE_UNAVAILABLE);
        if (answer.code().equals(Code.CHANGED)) {
          acknowledged.put(endpoint, lifetime);
          changes.countDown();
        }
      }
    } catch (SocketTimeoutException | java.net.PortUnreachableException e) {
      // Nobody is there any more.
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  @Spec("4.14")
  void a_server_that_is_told_to_stop_ends_well_and_keeps_what_it_acknowledged() throws Exception {
    Process server = start();
    Matcher coap = COAP.matcher(String.valueOf(server.inputReader().readLine()));
    assertThat(coap.find()).isTrue();
    HostPort where = ((HostPort.Parsed.Ok) HostPort.parse(coap.group(1))).value();
    List<Thread> devices = new ArrayList<>();
    for (int i = 0; i < DEVICES; i++) {
      String endpoint = "d" + i;
      devices.add(Thread.ofVirtual().start(() -> work(endpoint, where)));
    }
    assertThat(changes.await(60, TimeUnit.SECONDS)).isTrue();
    server.destroy();
    assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).isZero();
    for (Thread device : devices) {
      device.join();
    }
    assertThat(acknowledged).hasSize(DEVICES);
    try (Product again = Product.start("data.dir", data.toString())) {
      acknowledged.forEach(
          (endpoint, lifetime) ->
              assertThat(
                      again
                          .http()
                          .get("/api/v1/devices/" + endpoint)
                          .body()
                          .path("lifetimeSeconds")
                          .asInt())
                  .as(endpoint)
                  .isBetween(lifetime, lifetime + 1));
    }
  }
}
