// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the REST interface shows of a store: the past, and what an earlier run knew.
class RestStoreTest {
  private static final String VALUES = "/api/v1/devices/d/values/3303/0/5700";

  private final AtomicInteger reading = new AtomicInteger();

  @TempDir Path data;

  private Product start() {
    return Product.start("data.dir", data.toString());
  }

  /// Tells another temperature each time, or a text that looks like a formula.
  private Optional<Message> answer(Message request) {
    boolean formula = request.options().uriPath().getLast().equals("5701");
    String text = formula ? "=cmd|' /C calc'!A0" : "2" + reading.getAndIncrement() + ".5";
    return RawDevice.answer(
        request, Code.CONTENT, Optional.of(ContentFormat.TEXT), Bytes.ofUtf8(text));
  }

  private Optional<Message> answerToRequests(Message message) {
    return message.code().equals(Code.GET) ? answer(message) : Optional.empty();
  }

  private static JsonNode await(Http http, String path, int count) {
    long untilNanos = System.nanoTime() + 20_000_000_000L;
    JsonNode values = http.get(path).body().path("values");
    while (values.size() < count && System.nanoTime() < untilNanos) {
      values = http.get(path).body().path("values");
    }
    assertThat(values).hasSize(count);
    return values;
  }

  @Test
  void registrations_events_and_values_are_there_after_a_restart() throws Exception {
    String id;
    try (Product product = start()) {
      product.raw("d", "lt=300", this::answer);
      id = product.http().get("/api/v1/devices/d").body().path("registrationId").asText();
      product.http().get("/api/v1/devices/d/resources/3303/0/5700");
      await(product.http(), VALUES, 1);
    }
    try (Product product = start()) {
      JsonNode device = product.http().get("/api/v1/devices/d").body();
      assertThat(device.path("registrationId").asText()).isEqualTo(id);
      assertThat(await(product.http(), VALUES, 1).get(0).path("value").asDouble()).isEqualTo(20.5);
      try (SseReader reader = SseReader.open(product.http(), "/api/v1/events", Optional.of("0"))) {
        SseReader.Event event = reader.next();
        assertThat(event.type()).isEqualTo("registered");
        assertThat(event.id()).isEqualTo("1");
        assertThat(event.data().path("registrationId").asText()).isEqualTo(id);
      }
    }
  }

  @Test
  void commands_and_wishes_are_there_after_a_restart() {
    String waiting;
    String withdrawn;
    try (Product product = Product.start("data.dir", data.toString(), "lwm2m.awake", "1s")) {
      Http http = product.http();
      product.raw("s", "lt=300&Q", RawDevice::silent);
      awaitText(http, "devices/s", "/status", "asleep");
      waiting = http.get("devices/s/resources/3303/0/5700").body().path("id").asText();
      withdrawn = http.get("devices/s/resources/3/0/0").body().path("id").asText();
      assertThat(http.delete("commands/" + withdrawn).status()).isEqualTo(204);
      assertThat(http.put("devices/s/observations/3/0/9", "{\"pmin\":5}").status()).isEqualTo(202);
    }
    try (Product product = Product.start("data.dir", data.toString(), "lwm2m.awake", "1s")) {
      Http http = product.http();
      awaitText(http, "commands/" + waiting, "/state", "queued");
      awaitText(http, "commands/" + withdrawn, "/outcome/result", "cancelled");
      awaitText(http, "devices/s/observations/3/0/9", "/state", "pending");
      assertThat(http.get("devices/s/commands").body().path("items")).hasSize(2);
      product.raw("s", "lt=300&Q", this::answer);
      awaitText(http, "commands/" + waiting, "/outcome/result", "done");
    }
  }

  private Product startAsleep() {
    return Product.start("data.dir", data.toString(), "lwm2m.awake", "1s");
  }

  private static String commandFor(Http http, String device) {
    return http.get("devices/" + device + "/resources/3303/0/5700").body().path("id").asText();
  }

  /// The next event of a type, over any that come before it.
  private static SseReader.Event next(SseReader reader, String type) throws InterruptedException {
    SseReader.Event event = reader.next();
    while (!event.type().equals(type)) {
      assertThat(event.type()).isNotIn("gap", "dropped", "end");
      event = reader.next();
    }
    return event;
  }

  @Test
  @Spec("4.11")
  void after_a_backup_was_restored_no_id_names_something_else_and_readers_are_told_of_a_gap()
      throws Exception {
    Path backup = data.resolve("backup.db");
    Path database = data.resolve("tern.db");
    String command;
    String seen;
    try (Product product = startAsleep()) {
      product.raw("s", "lt=300&Q", RawDevice::silent);
      awaitText(product.http(), "devices/s", "/status", "asleep");
    }
    Files.copy(database, backup);
    try (Product product = startAsleep()) {
      command = commandFor(product.http(), "s");
      try (SseReader reader = SseReader.open(product.http(), "/api/v1/events", Optional.of("0"))) {
        seen = next(reader, "command").id();
      }
    }
    Files.copy(backup, database, StandardCopyOption.REPLACE_EXISTING);
    Files.delete(data.resolve("tern.commits"));
    try (Product product = startAsleep()) {
      Http http = product.http();
      assertThat(http.get("commands/" + command).status()).isEqualTo(404);
      String later = commandFor(http, "s");
      assertThat(later).isGreaterThan(command);
      try (SseReader reader = SseReader.open(http, "/api/v1/events", Optional.of(seen))) {
        SseReader.Event gap = reader.next();
        assertThat(gap.type()).isEqualTo("gap");
        assertThat(Long.parseLong(gap.id())).isGreaterThan(Long.parseLong(seen));
        SseReader.Event next = reader.next();
        assertThat(Long.parseLong(next.id())).isEqualTo(Long.parseLong(gap.id()) + 1);
        assertThat(next.data().at("/command/id").asText()).isEqualTo(later);
      }
      try (SseReader reader = SseReader.open(http, "/api/v1/events", Optional.of("0"))) {
        next(reader, "registered");
        next(reader, "gap");
        assertThat(next(reader, "command").data().at("/command/id").asText()).isEqualTo(later);
      }
      assertThat(product.logged()).contains("tern.commits is not there");
    }
  }

  private static void awaitText(Http http, String path, String member, String text) {
    long untilNanos = System.nanoTime() + 20_000_000_000L;
    String seen = http.get(path).body().at(member).asText();
    while (!seen.equals(text) && System.nanoTime() < untilNanos) {
      seen = http.get(path).body().at(member).asText();
    }
    assertThat(seen).isEqualTo(text);
  }

  @Test
  void a_folder_in_use_is_refused_with_a_sentence() {
    try (Product product = start()) {
      assertThat(product.http().get("/health/ready").status()).isEqualTo(200);
      assertThat(
              io.tern.app.store.sqlite.SqliteStore.open(
                  data, io.tern.app.store.StoreSettings.DEFAULT, () -> 0))
          .isInstanceOf(io.tern.app.store.sqlite.SqliteStore.Opened.Refused.class);
    }
  }

  @Test
  void values_of_the_past_come_in_ranges_pages_and_as_csv() {
    try (Product product = start()) {
      Http http = product.http();
      product.raw("d", "lt=300", this::answer);
      for (int i = 0; i < 7; i++) {
        http.get("/api/v1/devices/d/resources/3303/0/5700");
      }
      JsonNode all = await(http, VALUES + "?limit=100", 7);
      assertThat(all.findValues("value")).extracting(JsonNode::asDouble).contains(20.5, 26.5);

      JsonNode page = http.get(VALUES + "?limit=4").body();
      assertThat(page.path("values")).hasSize(4);
      JsonNode rest = http.get(VALUES + "?limit=4&cursor=" + page.path("next").asText()).body();
      assertThat(rest.path("values")).hasSize(3);
      assertThat(rest.path("next").isNull()).isTrue();

      Instant third = Instant.parse(all.get(2).path("time").asText());
      assertThat(http.get(VALUES + "?from=" + third).body().path("values")).hasSize(5);
      assertThat(http.get(VALUES + "?to=" + third).body().path("values")).hasSize(2);
      assertThat(http.get(VALUES + "?from=yesterday").status()).isEqualTo(400);
      assertThat(http.get(VALUES + "?cursor=x").status()).isEqualTo(400);
      assertThat(http.get("/api/v1/devices/nobody/values/3303").status()).isEqualTo(404);

      String csv = csv(http, VALUES + "?format=csv");
      assertThat(csv.lines()).hasSize(8);
      assertThat(csv).startsWith("path,name,units,type,value,time,origin\r\n/3303/0/5700,");
      assertThat(csv.lines().skip(1)).allMatch(line -> line.endsWith(",read"));
    }
  }

  @Test
  void all_that_a_device_told_is_shown_at_once_and_by_name_when_it_is_gone() throws Exception {
    try (Product product = start()) {
      Http http = product.http();
      RawDevice device = product.raw("d", "lt=300", this::answerToRequests);
      http.get("devices/d/resources/3303/0/5700");
      http.get("devices/d/resources/3303/0/5701");
      JsonNode all = await(http, "/api/v1/devices/d/values", 2);
      assertThat(all.findValuesAsText("path")).containsExactly("/3303/0/5700", "/3303/0/5701");
      assertThat(http.get("devices/d/values").body().path("path").asText()).isEqualTo("/");
      assertThat(csv(http, "/api/v1/devices/d/values?format=csv").lines()).hasSize(3);

      String id = http.get("devices/d").body().path("registrationId").asText();
      device.send(
          new Message(
              Type.CON,
              Code.DELETE,
              2,
              Token.of(2, 4),
              Options.builder().uriPath("rd").uriPath(id).build(),
              Bytes.EMPTY));
      awaitText(http, "devices/d", "/title", "No such device");
      await(http, "/api/v1/devices/d/values", 2);
      JsonNode named = await(http, "/api/v1/devices/d/values/Temperature/0/Sensor%20Value", 1);
      assertThat(named.get(0).path("name").asText()).isEqualTo("Sensor Value");
      assertThat(http.get("devices/nobody/values").status()).isEqualTo(404);
    }
  }

  @Test
  void a_text_that_a_spreadsheet_would_run_is_made_harmless() {
    try (Product product = start()) {
      Http http = product.http();
      product.raw("d", "lt=300", this::answer);
      http.get("/api/v1/devices/d/resources/3303/0/5701");
      await(http, "/api/v1/devices/d/values/3303/0/5701", 1);
      assertThat(csv(http, "/api/v1/devices/d/values/3303/0/5701?format=csv"))
          .contains(",'=cmd|' /C calc'!A0,");
    }
  }

  private static String csv(Http http, String path) {
    try {
      var response =
          http.client()
              .send(
                  java.net.http.HttpRequest.newBuilder(http.uri(path)).build(),
                  java.net.http.HttpResponse.BodyHandlers.ofString());
      assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
      return response.body();
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
