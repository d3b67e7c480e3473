// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What devices and callers see while the disk is full, and while it takes seconds.
class StoreTroubleTest {
  private static final String SEND = "[{\"n\":\"/3303/0/5700\",\"v\":21.5}]";

  @TempDir Path temporary;

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long untilNanos = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what + " within 10 s").isLessThan(untilNanos);
    }
  }

  private static Options.Builder update(String handle) {
    return Options.builder().uriPath("rd", handle);
  }

  private static Code send(RawDialogue device) throws IOException {
    Options.Builder options =
        Options.builder().uriPath("dp").contentFormat(ContentFormat.SENML_JSON);
    return device.ask(Code.POST, options, Bytes.ofUtf8(SEND)).code();
  }

  @Test
  @Spec("4.10")
  void while_the_disk_is_full_changes_are_refused_and_updates_are_not_and_then_it_recovers()
      throws Exception {
    Path mount = Files.createDirectories(temporary.resolve("mount"));
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", mount.toString()),
        "a small disk can be made only by root");
    try {
      whileItIsFull(mount);
    } finally {
      run("umount", mount.toString());
    }
  }

  private static void whileItIsFull(Path mount) throws Exception {
    String data = mount.resolve("data").toString();
    String handle;
    try (Product product = Product.start("data.dir", data);
        RawDialogue device = new RawDialogue(product.program().coapAddress())) {
      Http http = product.http();
      handle = device.register("d");
      assertThat(http.get("/metrics").response().body()).contains("\ntern_store_failing 0");
      Path ballast = mount.resolve("ballast");
      FileStore disk = Files.getFileStore(mount);
      Files.write(ballast, new byte[(int) disk.getUsableSpace()]);
      // What the log of the database has room for is taken still.
      await("a full disk is noticed", () -> isFailing(http, device));

      Message refused = device.ask(Code.POST, RawDialogue.registering("new"), RawDialogue.LINKS);
      assertThat(refused.code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
      assertThat(refused.options().uint(OptionNumber.MAX_AGE)).isPresent();
      assertThat(send(device)).isEqualTo(Code.SERVICE_UNAVAILABLE);
      assertThat(device.ask(Code.POST, update(handle), Bytes.EMPTY).code()).isEqualTo(Code.CHANGED);
      assertThat(http.post("/api/v1/devices/d/resources/3/0/4?when=queue", "").status())
          .isEqualTo(503);
      assertThat(http.get("/api/v1/devices/d").status()).isEqualTo(200);

      Files.delete(ballast);
      await("the store recovers", () -> !isFailing(http));
      assertThat(send(device)).isEqualTo(Code.CHANGED);
    }
    try (Product product = Product.start("data.dir", data)) {
      assertThat(product.http().get("/api/v1/devices/d").body().path("registrationId").asText())
          .isEqualTo(handle);
      assertThat(product.http().get("/api/v1/devices/new").status()).isEqualTo(404);
    }
  }

  private static boolean isFailing(Http http) {
    return http.get("/metrics").response().body().contains("\ntern_store_failing 1");
  }

  private static boolean isFailing(Http http, RawDialogue device) {
    try {
      send(device);
      return isFailing(http);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  @Spec({"4.9", "4.12"})
  void while_the_disk_takes_seconds_updates_are_answered_and_changes_wait_for_it()
      throws Exception {
    try (Product product = Product.start("data.dir", temporary.toString());
        RawDialogue device = new RawDialogue(product.program().coapAddress());
        RawDialogue other = new RawDialogue(product.program().coapAddress());
        Connection stall = DriverManager.getConnection("jdbc:sqlite:" + temporary + "/tern.db");
        Statement statement = stall.createStatement()) {
      String handle = device.register("d");
      statement.execute("BEGIN IMMEDIATE");
      other.transmit(Code.POST, RawDialogue.registering("new"), RawDialogue.LINKS);
      for (int i = 0; i < 100; i++) {
        assertThat(device.ask(Code.POST, update(handle), Bytes.EMPTY).code())
            .isEqualTo(Code.CHANGED);
      }
      assertThat(product.http().get("/api/v1/devices/d").status()).isEqualTo(200);
      // Acknowledged by itself, so that the device does not repeat it into a disk that is slow.
      assertThat(other.receive().code()).isEqualTo(Code.EMPTY);
      statement.execute("COMMIT");
      assertThat(other.receive().code()).isEqualTo(Code.CREATED);
    }
  }

  @ParameterizedTest
  @Spec({"4.9", "COBS-04", "OBS-15"})
  @ValueSource(booleans = {true, false})
  void while_the_disk_takes_seconds_a_last_notification_waits_for_it(boolean value)
      throws Exception {
    Code code = value ? Code.CONTENT : Code.NOT_FOUND;
    String text = value ? "22" : "";
    try (Product product = Product.start("data.dir", temporary.toString());
        RawDialogue device = new RawDialogue(product.program().coapAddress());
        Connection stall = DriverManager.getConnection("jdbc:sqlite:" + temporary + "/tern.db");
        Statement statement = stall.createStatement();
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Http http = product.http();
      device.register("d");
      String observed = "/api/v1/devices/d/observations/3303/0/5700";
      var observing =
          CompletableFuture.supplyAsync(() -> http.put(observed, "{}").status(), executor);
      Message asked = device.receive();
      device.transmit(value(Type.ACK, Code.CONTENT, asked.messageId(), asked, "20", true));
      assertThat(observing.join()).isEqualTo(200);

      statement.execute("BEGIN IMMEDIATE");
      Message last = value(Type.CON, code, 900, asked, text, false);
      device.transmit(last);
      device.transmit(last);
      assertThat(device.ask(Code.GET, Options.builder().uriPath("nowhere"), Bytes.EMPTY).code())
          .as("what comes after it is answered before it")
          .isEqualTo(Code.NOT_FOUND);
      assertThat(state(http, observed)).isEqualTo("established");
      statement.execute("COMMIT");
      assertThat(device.receive()).isEqualTo(Message.empty(Type.ACK, 900));
      await("it has ended", () -> !state(http, observed).equals("established"));
    }
    try (Product product = Product.start("data.dir", temporary.toString());
        SseReader events = SseReader.open(product.http(), "/api/v1/events", Optional.of("0"))) {
      assertThat(events.next().type()).isEqualTo("registered");
      if (value) {
        assertThat(events.next().data().toString()).contains("22");
      }
      assertThat(events.next().type()).isEqualTo("observation-ended");
    }
  }

  private static String state(Http http, String observed) {
    return http.get(observed).body().path("state").asText();
  }

  private static Message value(
      Type type, Code code, int id, Message asked, String text, boolean goesOn) {
    Options.Builder options = Options.builder().contentFormat(ContentFormat.TEXT);
    if (goesOn) {
      options.observe(1);
    }
    return new Message(type, code, id, asked.token(), options.build(), Bytes.ofUtf8(text));
  }
}
