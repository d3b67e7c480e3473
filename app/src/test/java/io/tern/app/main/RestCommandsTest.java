// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tern.client.engine.LwM2mClient;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The command queue and wanted observations over REST, with real devices in queue mode.
class RestCommandsTest {
  private static Product product;
  private static Http http;

  @BeforeAll
  static void start() {
    product = Product.start("lwm2m.awake", "1s", "commands.per-device-max", "10");
    http = product.http();
  }

  @AfterAll
  static void stop() {
    product.close();
  }

  private static LwM2mClient asleep(String endpoint) {
    LwM2mClient device =
        product.device(
            endpoint,
            setup ->
                setup.queueMode().serving(io.tern.client.object.Temperature.instance(0, 21.5)));
    await(() -> http.get("devices/" + endpoint).body().path("status").asText().equals("asleep"));
    return device;
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.onSpinWait(); // each look is a call of its own, which takes a while
    }
  }

  /// Waits until a device is to answer.
  private static void pass(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonNode command(String id) {
    return http.get("commands/" + id).body();
  }

  private static void awaitEnd(String id) {
    await(() -> command(id).path("state").asText().equals("ended"));
  }

  @Test
  @Spec({"QM-03", "QM-14"})
  void a_read_of_a_sleeping_device_is_accepted_and_answered_when_it_wakes_up() {
    LwM2mClient device = asleep("sleeper");
    Http.Answer accepted = http.get("devices/sleeper/resources/3303/0/5700");
    assertThat(accepted.status()).isEqualTo(202);
    String id = accepted.body().path("id").asText();
    assertThat(accepted.response().headers().firstValue("Location"))
        .isEqualTo(Optional.of("/api/v1/commands/" + id));
    assertThat(accepted.body().path("state").asText()).isEqualTo("queued");
    assertThat(http.get("devices/sleeper/commands?state=queued").body().path("items")).hasSize(1);
    device.update();
    awaitEnd(id);
    JsonNode outcome = command(id).path("outcome");
    assertThat(outcome.path("result").asText()).isEqualTo("done");
    assertThat(outcome.path("content").path("value").asDouble()).isEqualTo(21.5);
    assertThat(http.get("devices/sleeper/commands?state=queued").body().path("items")).isEmpty();
    JsonNode known = http.get("devices/sleeper/values/3303/0/5700").body().path("values");
    assertThat(known.findValuesAsText("value")).containsExactly("21.5");
    assertThat(known.findValuesAsText("origin")).containsExactly("read");
  }

  @Test
  @Spec({"QM-03", "DM-09"})
  void what_reads_that_went_out_as_one_brought_is_known_like_any_read() {
    LwM2mClient device = asleep("known");
    List<String> ids =
        Stream.of("resources/3303/0/5700", "resources/1/0/1", "resources/1/0/7")
            .map(read -> http.get("devices/known/" + read).body().path("id").asText())
            .toList();
    device.update();
    ids.forEach(RestCommandsTest::awaitEnd);
    assertThat(http.get("devices/known/values/1/0").body().path("values").findValuesAsText("path"))
        .containsExactly("/1/0/1", "/1/0/7");
    assertThat(
            http.get("devices/known/values/3303").body().path("values").findValuesAsText("value"))
        .containsExactly("21.5");
  }

  @Test
  void more_commands_than_the_configuration_allows_are_refused_and_counted() {
    asleep("full");
    for (int i = 0; i < 10; i++) {
      assertThat(http.get("devices/full/resources/3303/0/5700").status()).isEqualTo(202);
    }
    Http.Answer refused = http.get("devices/full/resources/3303/0/5700");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.body().path("detail").asText()).isEqualTo("10 commands wait for it already");
    assertThat(http.get("/metrics").response().body())
        .contains("tern_commands_refused_total{bound=\"per-client\"} 1\n")
        .contains("tern_commands_refused_total{bound=\"total\"} 0\n");
  }

  @Test
  void a_command_can_be_taken_back_once_and_a_strange_one_is_not_found() {
    asleep("withdrawn");
    String id =
        http.post("devices/withdrawn/resources/3303/0/5605?expires=7d&priority=3", "")
            .body()
            .path("id")
            .asText();
    assertThat(http.delete("commands/" + id).status()).isEqualTo(204);
    Http.Answer again = http.delete("commands/" + id);
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.problem()).isEqualTo("command-over");
    assertThat(command(id).path("outcome").path("result").asText()).isEqualTo("cancelled");
    for (String strange : new String[] {"1", "0000000000ffffff", "x"}) {
      assertThat(http.get("commands/" + strange).problem()).isEqualTo("unknown-command");
    }
  }

  @Test
  @Spec("QM-08")
  void a_command_expires() {
    asleep("late");
    String id = http.get("devices/late/resources/3/0?expires=50ms").body().path("id").asText();
    awaitEnd(id);
    assertThat(command(id).path("outcome").path("result").asText()).isEqualTo("expired");
  }

  @Test
  void now_refuses_what_cannot_be_sent_now_and_queue_leaves_what_could() {
    asleep("now");
    assertThat(http.get("devices/now/resources/3/0?when=now").problem()).isEqualTo("device-asleep");
    product.device("awake", setup -> {});
    Http.Answer left = http.get("devices/awake/resources/1/0/1?when=queue");
    assertThat(left.status()).isEqualTo(202);
    awaitEnd(left.body().path("id").asText());
    assertThat(http.get("devices/awake/values/1/0/1").body().path("values")).hasSize(1);
  }

  @Test
  @Spec("QM-08")
  void a_write_to_a_device_that_is_awake_does_not_overtake_those_that_wait() {
    List<String> written = new CopyOnWriteArrayList<>();
    CountDownLatch slow = new CountDownLatch(1);
    product.raw(
        "ordered",
        "",
        request -> {
          written.add(request.payload().utf8());
          pass(slow);
          return RawDevice.answer(request, Code.CHANGED, Options.NONE, Bytes.EMPTY);
        });
    String path = "devices/ordered/resources/3/0/15?format=text";
    http.put(path + "&when=queue", "{\"value\":\"first\"}");
    await(() -> written.size() == 1);
    http.put(path + "&when=queue", "{\"value\":\"second\"}");
    Http.Answer behind = http.put(path, "{\"value\":\"third\"}");
    assertThat(behind.status()).isEqualTo(202);
    slow.countDown();
    awaitEnd(behind.body().path("id").asText());
    assertThat(written.stream().distinct()).containsExactly("first", "second", "third");
    assertThat(http.put(path, "{\"value\":\"fourth\"}").status()).isEqualTo(204);
  }

  @Test
  void an_observation_that_is_deleted_while_the_device_is_asked_is_not_told_as_established() {
    List<Integer> observes = new CopyOnWriteArrayList<>();
    CountDownLatch slow = new CountDownLatch(1);
    Options notifying = Options.builder().observe(7).contentFormat(ContentFormat.TEXT).build();
    product.raw(
        "hasty",
        "",
        request -> {
          observes.add(request.options().observe().orElse(-1));
          pass(slow);
          return RawDevice.answer(request, Code.CONTENT, notifying, Bytes.ofUtf8("1.5"));
        });
    String path = "devices/hasty/observations/3303/0/5700";
    assertThat(http.put(path + "?timeout=100ms", "{}").status()).isEqualTo(202);
    await(() -> observes.size() == 1);
    assertThat(http.delete(path).status()).isEqualTo(204);
    slow.countDown();
    await(() -> observes.contains(1));
    assertThat(http.get(path).problem()).isEqualTo("unknown-observation");
  }

  @Test
  void commands_are_listed_in_pages() {
    asleep("pages");
    for (int i = 0; i < 3; i++) {
      assertThat(http.get("devices/pages/resources/3/0/" + i).status()).isEqualTo(202);
    }
    JsonNode first = http.get("devices/pages/commands?limit=2").body();
    assertThat(first.path("items")).hasSize(2);
    JsonNode second =
        http.get("devices/pages/commands?limit=2&cursor=" + first.path("next").asText()).body();
    assertThat(second.path("items")).hasSize(1);
    assertThat(second.path("items").path(0).path("path").asText()).isEqualTo("/3/0/0");
    assertThat(second.path("next").isNull()).isTrue();
    assertThat(http.get("devices/nobody/commands").problem()).isEqualTo("unknown-device");
  }

  @Test
  void parameters_that_make_no_sense_are_refused() {
    asleep("strict");
    for (String query :
        new String[] {
          "when=later", "expires=0s", "expires=367d", "expires=x", "priority=10", "priority=-1"
        }) {
      Http.Answer answer = http.get("devices/strict/resources/3/0?" + query);
      assertThat(answer.status()).as(query).isEqualTo(400);
      assertThat(answer.body().path("field").asText()).isEqualTo(query.split("=", 2)[0]);
    }
    for (String query : new String[] {"limit=0", "limit=1001", "cursor=1", "state=done"}) {
      assertThat(http.get("devices/strict/commands?" + query).status()).as(query).isEqualTo(400);
    }
  }

  @Test
  @Spec({"QM-12", "OBS-12"})
  void an_observation_of_a_sleeping_device_is_established_when_it_wakes_up() {
    LwM2mClient device = asleep("observed");
    Http.Answer wanted = http.put("devices/observed/observations/3303/0/5700", "{\"pmin\":1}");
    assertThat(wanted.status()).isEqualTo(202);
    assertThat(wanted.body().path("state").asText()).isEqualTo("pending");
    device.update();
    await(() -> state("observed").equals("established"));
    await(() -> http.get("devices/observed/values/3303").body().path("values").size() == 1);
    JsonNode known = http.get("devices/observed/values/3303").body().at("/values/0");
    assertThat(known.path("value").asDouble()).isEqualTo(21.5);
    assertThat(known.path("origin").asText()).isEqualTo("notified");
    JsonNode shown = http.get("devices/observed/observations/3303/0/5700").body();
    assertThat(shown.path("attributes")).isEqualTo(Http.json("{\"pmin\":1}"));
    assertThat(http.delete("devices/observed/observations/3303/0/5700").status()).isEqualTo(204);
    assertThat(http.get("devices/observed/observations/3303/0/5700").problem())
        .isEqualTo("unknown-observation");
  }

  @Test
  @Spec({"QM-03", "DM-09", "DM-10"})
  void composites_wait_for_a_sleeping_device_like_all_that_is_asked_of_it() {
    LwM2mClient device = asleep("composite");
    Http.Answer write =
        http.post(
            "devices/composite/composite/write",
            "{\"values\":[{\"path\":\"/1/0/2\",\"value\":3},{\"path\":\"/1/0/3\",\"value\":33}]}");
    Http.Answer read =
        http.post("devices/composite/composite/read", "{\"paths\":[\"/3303/0/5700\",\"/1/0/3\"]}");
    assertThat(List.of(write.status(), read.status())).containsExactly(202, 202);
    assertThat(read.body().path("paths")).isEqualTo(Http.json("[\"/3303/0/5700\",\"/1/0/3\"]"));
    assertThat(
            http.post("devices/composite/composite/read?when=now", "{\"paths\":[\"/3\"]}")
                .problem())
        .isEqualTo("device-asleep");
    device.update();
    awaitEnd(write.body().path("id").asText());
    awaitEnd(read.body().path("id").asText());
    JsonNode outcome = command(read.body().path("id").asText()).path("outcome");
    assertThat(outcome.path("result").asText()).isEqualTo("done");
    assertThat(outcome.path("values").findValuesAsText("path"))
        .containsExactly("/1/0/3", "/3303/0/5700");
    assertThat(outcome.path("values").findValuesAsText("value")).containsExactly("33", "21.5");
  }

  @Test
  @Spec({"ETCH-03", "SML-25"})
  void a_composite_write_names_each_path_once() {
    product.device("twice", setup -> {});
    Http.Answer write =
        http.post(
            "devices/twice/composite/write",
            "{\"values\":[{\"path\":\"/1/0/2\",\"value\":3},{\"path\":\"/1/0/2\",\"value\":4}]}");

    assertThat(write.status()).isEqualTo(400);
    assertThat(write.problem()).isEqualTo("invalid-request");
    assertThat(write.body().toString()).contains("/values", "each path once", "/1/0/2");
  }

  @Test
  void what_a_discover_found_is_part_of_its_outcome() {
    product.device("found", setup -> {});
    String id = http.get("devices/found/discover/3?when=queue").body().path("id").asText();
    awaitEnd(id);
    assertThat(command(id).path("outcome").path("links").findValuesAsText("path"))
        .contains("/3", "/3/0", "/3/0/16");
  }

  @Test
  @Spec({"OBS-04", "QM-12"})
  void several_paths_of_a_sleeping_device_are_observed_when_it_wakes_up() {
    LwM2mClient device = asleep("together");
    String paths = "{\"paths\":[\"/3303/0/5700\",\"/3/0/0\"]}";
    Http.Answer wanted = http.post("devices/together/composite/observe", paths);
    assertThat(wanted.status()).isEqualTo(202);
    assertThat(wanted.body().path("state").asText()).isEqualTo("pending");
    assertThat(wanted.body().path("paths")).isEqualTo(Http.json(paths).path("paths"));
    device.update();
    await(() -> stateTogether("together").equals("established"));
    assertThat(device.gauges().observations()).isEqualTo(1);
    await(() -> http.get("devices/together/values/3303").body().path("values").size() == 1);
    assertThat(http.post("devices/together/composite/cancel", paths).status()).isEqualTo(204);
    assertThat(http.get("devices/together/observations").body().path("items")).isEmpty();
  }

  private static String state(String endpoint) {
    return http.get("devices/" + endpoint + "/observations/3303/0/5700")
        .body()
        .path("state")
        .asText();
  }

  private static String stateTogether(String endpoint) {
    return http.get("devices/" + endpoint + "/observations").body().at("/items/0/state").asText();
  }

  @Test
  void what_a_device_refuses_is_not_wanted_on() {
    product.device("refuses", setup -> {});
    assertThat(http.put("devices/refuses/observations/3303/0/5700", "{}").problem())
        .isEqualTo("device-refused");
    assertThat(http.get("devices/refuses/observations").body().path("items")).isEmpty();
  }

  @Test
  void what_is_wanted_of_a_device_that_is_gone_is_shown_and_can_be_withdrawn() {
    LwM2mClient device = asleep("gone");
    http.put("devices/gone/observations/3303/0/5700", "{}");
    device.update();
    await(() -> state("gone").equals("established"));
    device.close();
    await(() -> http.get("devices/gone").status() == 404);
    assertThat(state("gone")).isEqualTo("pending");
    assertThat(http.get("devices/gone/observations").body().at("/items/0/path").asText())
        .isEqualTo("/3303/0/5700");
    assertThat(http.get("devices/gone/observations/3/0").problem())
        .isEqualTo("unknown-observation");
    assertThat(http.delete("devices/gone/observations/3303/0/5700").status()).isEqualTo(204);
    assertThat(http.get("devices/gone/observations").problem()).isEqualTo("unknown-device");
    assertThat(http.delete("devices/gone/observations/3303/0/5700").problem())
        .isEqualTo("unknown-device");
  }

  @Test
  void what_is_wanted_together_of_a_device_that_is_gone_can_be_withdrawn() {
    LwM2mClient device = asleep("left");
    String paths = "{\"paths\":[\"/3303/0/5700\",\"/Device/0/Manufacturer\"]}";
    assertThat(http.post("devices/left/composite/observe", paths).status()).isEqualTo(202);
    device.update();
    await(() -> stateTogether("left").equals("established"));
    device.close();
    await(() -> http.get("devices/left").status() == 404);
    assertThat(stateTogether("left")).isEqualTo("pending");
    assertThat(http.post("devices/left/composite/read", paths).problem())
        .isEqualTo("unknown-device");
    String others = "{\"paths\":[\"/3303/0/5700\",\"/3/0/1\"]}";
    assertThat(http.post("devices/left/composite/cancel", others).problem())
        .isEqualTo("unknown-observation");
    assertThat(http.post("devices/left/composite/cancel", paths).status()).isEqualTo(204);
    assertThat(http.get("devices/left/observations").problem()).isEqualTo("unknown-device");
    assertThat(http.post("devices/left/composite/cancel", paths).problem())
        .isEqualTo("unknown-device");
  }
}
