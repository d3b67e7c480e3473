// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.client.ClientLimits;
import io.tern.client.ServerAccount;
import io.tern.client.object.ObjectInstance;
import io.tern.client.object.Temperature;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.spec.Spec;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A device that has no way to its server for a while.
class OfflineTest {
  private static final String VALUE = "/3303/0/5700";

  private final ObjectInstance thermometer = Temperature.instance(0, 20);

  private Stage stage(Release release, ServerAccount account) {
    Stage stage = new Stage(Stage.config(release, account));
    stage.client.serve(thermometer, stage.now);
    stage.start();
    return stage;
  }

  private Stage stage(Release release) {
    return stage(release, ServerAccount.of("coap://10.0.0.1", Stage.SERVER));
  }

  private void set(Stage stage, double... celsius) {
    for (double one : celsius) {
      thermometer.set(Temperature.SENSOR_VALUE, one);
      stage.pass(10);
    }
  }

  private static void goOffline(Stage stage) {
    stage.client.offline(stage.now);
    stage.run();
  }

  private static void goOnline(Stage stage) {
    stage.client.online(stage.now);
    stage.run();
  }

  @Test
  @Spec({"ATT-64", "OBS-41", "OBS-42", "OBS-43", "QM-12"})
  void as_many_values_are_kept_as_hqmax_says_and_told_in_their_order() {
    Stage stage = stage(Release.V1_2);
    stage.attributes(VALUE, "hqmax=3");
    Stage.Observing observing = stage.observeText(VALUE);
    goOffline(stage);
    set(stage, 21, 22, 23, 24, 25);
    assertThat(observing.texts()).containsExactly("20.0");
    goOnline(stage);
    assertThat(observing.texts()).containsExactly("20.0", "23.0", "24.0", "25.0");
    set(stage, 26);
    assertThat(observing.texts()).hasSize(5).endsWith("26.0");
  }

  @Test
  @Spec("ATT-64")
  void without_hqmax_a_client_of_1_2_tells_what_is_there_when_it_is_back() {
    tellsTheNewestAlone(stage(Release.V1_2));
  }

  private void tellsTheNewestAlone(Stage stage) {
    Stage.Observing observing = stage.observeText(VALUE);
    goOffline(stage);
    set(stage, 21, 22, 23);
    goOnline(stage);
    assertThat(observing.texts()).containsExactly("20.0", "23.0");
  }

  @Test
  @Spec({"ATT-64", "OBS-41", "OBJ-1-6"})
  void a_server_that_wants_nothing_stored_is_told_the_newest_alone() {
    Stage stage = stage(Release.V1_2);
    stage.attributes(VALUE, "hqmax=3");
    stage.putText("/1/0/6", "0");
    tellsTheNewestAlone(stage);
  }

  @Test
  @Spec("OBS-42")
  void before_1_2_as_many_are_kept_as_there_is_room_for() {
    Stage stage =
        new Stage(Stage.config(Release.V1_1).withLimits(new ClientLimits(9, 9, 9, 9, 999, 9, 2)));
    stage.client.serve(thermometer, stage.now);
    stage.start();
    Stage.Observing observing = stage.observeText(VALUE);
    goOffline(stage);
    set(stage, 21, 22, 23);
    goOnline(stage);
    assertThat(observing.texts()).containsExactly("20.0", "22.0", "23.0");
  }

  @Test
  @Spec("ATT-64")
  void hqmax_is_no_more_than_there_is_room_for() {
    Stage stage =
        new Stage(Stage.config(Release.V1_2).withLimits(new ClientLimits(9, 9, 9, 9, 999, 9, 2)));
    stage.client.serve(thermometer, stage.now);
    stage.start();
    stage.attributes("/3303", "hqmax=4294967295");
    Stage.Observing observing = stage.observeText(VALUE);
    goOffline(stage);
    set(stage, 21, 22, 23);
    goOnline(stage);
    assertThat(observing.texts()).containsExactly("20.0", "22.0", "23.0");
  }

  @Test
  @Spec({"OBS-43", "ATT-64"})
  void where_the_format_has_times_each_value_has_its_own() {
    Stage stage = stage(Release.V1_2);
    Stage.Observing observing = stage.observe(VALUE, ContentFormat.SENML_JSON, "hqmax=2");
    goOffline(stage);
    long second = Stage.START / Stage.SECOND;
    set(stage, 21, 22, 23);
    goOnline(stage);
    assertThat(observing.texts())
        .containsExactly(
            "[{\"n\":\"/3303/0/5700\",\"v\":20.0}]",
            "[{\"n\":\"/3303/0/5700\",\"t\":" + (second + 10) + ",\"v\":22.0}]",
            "[{\"n\":\"/3303/0/5700\",\"t\":" + (second + 20) + ",\"v\":23.0}]");
  }

  @Test
  @Spec({"OBS-30", "ATT-64"})
  void of_several_paths_the_greatest_hqmax_counts_and_those_without_are_not_kept() {
    Stage stage = stage(Release.V1_2);
    stage.attributes(VALUE, "hqmax=2");
    Bytes paths = Bytes.ofUtf8("[{\"n\":\"/3303/0/5700\"},{\"n\":\"/3303/0/5701\"}]");
    Request fetch =
        Request.of(
            Code.FETCH,
            Options.builder()
                .contentFormat(ContentFormat.SENML_JSON)
                .accept(ContentFormat.SENML_JSON)
                .build(),
            paths);
    Stage.Observing observing = stage.observing(fetch);
    assertThat(observing.texts().getFirst()).contains("5701");
    goOffline(stage);
    set(stage, 21, 22, 23);
    goOnline(stage);
    assertThat(observing.texts()).hasSize(3);
    assertThat(observing.texts().get(1)).contains("\"v\":22").doesNotContain("5701");
    assertThat(observing.texts().get(2)).contains("\"v\":23").doesNotContain("5701");
  }

  @Test
  @Spec("ATT-55")
  void attributes_hold_for_what_is_stored_too() {
    Stage stage = stage(Release.V1_2);
    stage.attributes(VALUE, "hqmax=9", "st=5", "pmax=100");
    Stage.Observing observing = stage.observeText(VALUE);
    goOffline(stage);
    set(stage, 21, 26, 27, 32);
    stage.pass(100);
    goOnline(stage);
    assertThat(observing.texts()).containsExactly("20.0", "26.0", "32.0", "32.0");
  }

  @Test
  void what_changes_while_the_stored_is_told_comes_last() {
    Stage stage = stage(Release.V1_2);
    stage.attributes(VALUE, "hqmax=3");
    Stage.Observing observing = stage.observeText(VALUE);
    goOffline(stage);
    set(stage, 21, 22);
    stage.client.online(stage.now);
    thermometer.set(Temperature.SENSOR_VALUE, 30);
    stage.run();
    assertThat(observing.texts()).containsExactly("20.0", "21.0", "22.0", "30.0");
  }

  @Test
  void nothing_is_sent_without_a_way_and_an_update_says_that_there_is_one_again() {
    Stage stage =
        stage(
            Release.V1_2,
            ServerAccount.of("coap://10.0.0.1", Stage.SERVER).withLifetimeSeconds(300));
    stage.observeText(VALUE, "pmax=20");
    goOffline(stage);
    int sent = stage.datagramsSent;
    set(stage, 21, 22);
    stage.client.serve(Temperature.instance(1, 5), stage.now);
    stage.client.update(stage.now);
    stage.pass(250);
    assertThat(stage.datagramsSent).isEqualTo(sent);
    assertThat(stage.client.isRegistered()).isTrue();
    goOnline(stage);
    assertThat(stage.lastUplink().path()).isEqualTo("/rd/h1");
    assertThat(stage.lastUplink().payload()).contains("</3303/1>");
    assertThat(stage.observed()).containsExactly(Path.of(3303, 0, 5700));
  }

  @Test
  @Spec({"OBS-44", "ATT-42"})
  void where_the_registration_is_gone_what_was_stored_goes_too() {
    Stage stage = stage(Release.V1_2);
    Stage.Observing observing = stage.observeText(VALUE, "hqmax=5");
    goOffline(stage);
    set(stage, 21, 22);
    stage.answer =
        request ->
            request.options().uriPath().size() > 1
                ? Response.error(Code.NOT_FOUND, "expired")
                : Stage.accept(request);
    goOnline(stage);
    assertThat(stage.lastUplink().path()).isEqualTo("/rd");
    assertThat(stage.client.isRegistered()).isTrue();
    assertThat(stage.observed()).isEmpty();
    assertThat(observing.texts()).containsExactly("20.0");
  }

  @Test
  @Spec({"OBS-44", "REG-55"})
  void disable_ends_observations_and_keeps_nothing() {
    Stage stage = stage(Release.V1_2);
    stage.putText("/1/0/5", "60");
    Stage.Observing observing = stage.observeText(VALUE, "hqmax=5");
    stage.execute("/1/0/4");
    set(stage, 21, 22);
    stage.pass(60);
    assertThat(stage.client.isRegistered()).isTrue();
    assertThat(observing.texts()).containsExactly("20.0");
  }

  @Test
  void a_register_is_given_up_and_tried_again_with_the_way() {
    Stage stage = new Stage(Stage.config(Release.V1_2));
    stage.cut = true;
    stage.start();
    stage.pass(3);
    goOffline(stage);
    int sent = stage.datagramsSent;
    stage.pass(1000);
    assertThat(stage.datagramsSent).isEqualTo(sent);
    stage.cut = false;
    goOnline(stage);
    assertThat(stage.client.isRegistered()).isTrue();
    assertThat(stage.uplinks).hasSize(1);
  }

  @Test
  void a_client_without_a_way_stops_without_a_word() {
    Stage stage = stage(Release.V1_2);
    goOffline(stage);
    int sent = stage.datagramsSent;
    stage.client.stop(stage.now);
    stage.run();
    assertThat(stage.client.isStopped()).isTrue();
    assertThat(stage.datagramsSent).isEqualTo(sent);
  }

  @Test
  @Spec("OBS-46")
  void what_the_server_did_not_acknowledge_ends_with_the_registration() {
    Stage stage =
        stage(
            Release.V1_2,
            ServerAccount.of("coap://10.0.0.1", Stage.SERVER)
                .withServerValue(26, new Value.Int(1)));
    Stage.Observing observing = stage.observeText(VALUE, "hqmax=5");
    goOffline(stage);
    set(stage, 21, 22);
    goOnline(stage);
    assertThat(observing.texts()).isEqualTo(List.of("20.0", "21.0", "22.0"));
    stage.cut = true;
    set(stage, 23, 24);
    stage.pass(100);
    stage.cut = false;
    stage.pass(200);
    assertThat(stage.client.isRegistered()).isTrue();
    assertThat(stage.observed()).isEmpty();
  }
}
