// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.client.ClientEvent;
import io.tern.client.ClientLimits;
import io.tern.client.ServerAccount;
import io.tern.client.object.ObjectInstance;
import io.tern.client.object.Temperature;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.spec.Spec;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ObservationTest {
  private static final String VALUE = "/3303/0/5700";

  private final ObjectInstance thermometer = Temperature.instance(0, 20);
  private Stage stage;

  @BeforeEach
  void begin() {
    stage = new Stage(Stage.config(Release.V1_1));
    stage.client.serve(thermometer, stage.now);
    stage.start();
  }

  private void set(double celsius) {
    thermometer.set(Temperature.SENSOR_VALUE, celsius);
    stage.run();
  }

  @Test
  @Spec({"OBS-01", "OBS-02", "ATT-56", "OBS-12"})
  void every_change_is_notified_where_no_attribute_says_otherwise() {
    Stage.Observing observing = stage.observeText(VALUE);
    set(21.5);
    set(21.5);
    set(22);
    assertThat(observing.texts()).containsExactly("20.0", "21.5", "22.0");
    assertThat(stage.events(ClientEvent.ObservationStarted.class))
        .containsExactly(new ClientEvent.ObservationStarted(Path.of(3303, 0, 5700)));
  }

  @Test
  @Spec("ATT-55")
  void changes_within_pmin_are_notified_once_when_it_ends() {
    stage.attributes(VALUE, "pmin=10");
    Stage.Observing observing = stage.observeText(VALUE);
    stage.pass(1);
    set(21);
    stage.pass(1);
    set(22);
    stage.pass(7.9);
    assertThat(observing.texts()).containsExactly("20.0");
    stage.pass(0.2);
    assertThat(observing.texts()).containsExactly("20.0", "22.0");
  }

  @Test
  @Spec("ATT-54")
  void pmax_notifies_an_unchanged_value() {
    stage.attributes(VALUE, "pmax=30");
    Stage.Observing observing = stage.observeText(VALUE);
    stage.pass(91);
    assertThat(observing.texts()).containsExactly("20.0", "20.0", "20.0", "20.0");
  }

  @Test
  @Spec({"ATT-57", "ATT-58", "ATT-60"})
  void thresholds_and_steps_decide_which_changes_count() {
    stage.attributes(VALUE, "gt=30", "lt=10", "st=5");
    Stage.Observing observing = stage.observeText(VALUE);
    set(24);
    set(26);
    set(31);
    set(31.5);
    set(29);
    assertThat(observing.texts()).containsExactly("20.0", "26.0", "31.0", "29.0");
  }

  @Test
  @Spec({"ATT-43", "ATT-51"})
  void attributes_written_later_hold_for_a_running_observation() {
    Stage.Observing observing = stage.observeText(VALUE);
    stage.attributes("/3303", "pmax=20");
    stage.pass(41);
    assertThat(observing.texts()).hasSize(3);
    stage.attributes(VALUE, "pmax=100");
    stage.pass(60);
    assertThat(observing.texts()).hasSize(3);
  }

  @Test
  @Spec({"ATT-51", "OBJ-1-2", "OBJ-1-3"})
  void the_server_object_has_the_last_word_on_periods() {
    stage.putText("/1/0/3", "15");
    Stage.Observing observing = stage.observeText(VALUE);
    stage.pass(31);
    assertThat(observing.texts()).hasSize(3);
    stage.putText("/1/0/2", "60");
    stage.putText("/1/0/3", "0");
    set(25);
    stage.pass(50);
    assertThat(observing.texts()).hasSize(3);
    stage.pass(15);
    assertThat(observing.texts()).hasSize(4).endsWith("25.0");
  }

  @Test
  @Spec("ATT-52")
  void attributes_below_the_observed_level_play_no_part() {
    stage.attributes(VALUE, "pmin=1000");
    Stage.Observing observing = stage.observe("/3303/0", ContentFormat.SENML_JSON);
    set(21);
    assertThat(observing.heard).hasSize(2);
  }

  @Test
  @Spec({"ATT-65", "OBS-23"})
  void an_observed_instance_is_notified_whole_and_in_the_same_format() {
    Stage.Observing observing = stage.observe("/3303/0", ContentFormat.SENML_JSON);
    set(25);
    assertThat(observing.heard).hasSize(2);
    assertThat(observing.heard.getLast().options().contentFormat())
        .contains(ContentFormat.SENML_JSON);
    assertThat(observing.texts().getLast())
        .contains("\"n\":\"5700\",\"v\":25")
        .contains("\"n\":\"5602\",\"v\":25")
        .contains("\"n\":\"5601\",\"v\":20");
  }

  @Test
  @Spec("ATT-65")
  void several_changes_at_a_time_make_one_notification() {
    Stage.Observing observing = stage.observe("/3303", ContentFormat.SENML_JSON);
    thermometer.set(Temperature.SENSOR_VALUE, 23);
    thermometer.set(Temperature.SENSOR_VALUE, 24);
    thermometer.set(Temperature.SENSOR_UNITS, "K");
    stage.run();
    assertThat(observing.heard).hasSize(2);
    assertThat(observing.texts().getLast()).contains("\"v\":24").contains("\"vs\":\"K\"");
  }

  @Test
  @Spec({"OBS-26", "OBS-27", "ATT-51"})
  void parameters_of_an_observe_of_1_2_hold_for_that_observation_alone() {
    stage = new Stage(Stage.config(Release.V1_2));
    stage.client.serve(thermometer, stage.now);
    stage.start();
    stage.attributes(VALUE, "pmin=1000", "pmax=2000");
    Stage.Observing own = stage.observeText(VALUE, "pmin=0", "st=5");
    Stage.Observing usual = stage.observeText(VALUE);
    set(22);
    set(25);
    assertThat(own.texts()).containsExactly("20.0", "25.0");
    assertThat(usual.texts()).containsExactly("20.0");
    stage.pass(2001);
    assertThat(own.texts()).containsExactly("20.0", "25.0", "25.0");
    Options discover = Stage.path(VALUE).accept(ContentFormat.LINK_FORMAT).build();
    assertThat(stage.ask(Request.of(Code.GET, discover)).payload().utf8())
        .isEqualTo("</3303/0/5700>;pmin=1000;pmax=2000");
  }

  @Test
  @Spec("OBS-26")
  void parameters_of_an_observe_are_refused_before_1_2_and_where_they_make_no_sense() {
    assertThat(stage.observeText(VALUE, "pmin=5").heard.getFirst().code())
        .isEqualTo(Code.BAD_REQUEST);
    stage = new Stage(Stage.config(Release.V1_2));
    stage.client.serve(thermometer, stage.now);
    stage.start();
    assertThat(stage.observeText("/3303/0/5701", "gt=5").heard.getFirst().code())
        .isEqualTo(Code.BAD_REQUEST);
    assertThat(stage.observeText(VALUE, "gt=5", "lt=6").heard.getFirst().code())
        .isEqualTo(Code.BAD_REQUEST);
    assertThat(stage.observed()).isEmpty();
  }

  @Test
  @Spec({"OBS-03", "OBS-01"})
  void cancelling_ends_the_observation() {
    Stage.Observing observing = stage.observeText(VALUE);
    observing.cancel();
    assertThat(stage.observed()).isEmpty();
    set(30);
    assertThat(observing.texts()).containsExactly("20.0");
    assertThat(stage.timers.pending()).isPositive();
  }

  @Test
  @Spec("OBS-33")
  void cancelling_with_another_token_ends_the_observation_of_that_path() {
    Stage.Observing observing = stage.observeText(VALUE);
    Options options = Stage.path(VALUE).observe(1).accept(ContentFormat.TEXT).build();
    assertThat(stage.ask(Request.of(Code.GET, options)).payload().utf8()).isEqualTo("20.0");
    assertThat(stage.observed()).isEmpty();
    set(30);
    assertThat(observing.texts()).containsExactly("20.0");
  }

  @Test
  @Spec({"OBS-03", "OBS-17", "OBS-16"})
  void a_server_that_forgot_ends_the_observation_by_reset() {
    Stage.Observing observing = stage.observeText(VALUE);
    observing.observation.forget();
    set(30);
    set(31);
    assertThat(stage.observed()).isEmpty();
  }

  @Test
  @Spec("OBS-14")
  void observing_again_does_not_end_what_the_server_may_still_count_on() {
    Stage.Observing first = stage.observeText(VALUE);
    Stage.Observing second = stage.observeText(VALUE);
    set(30);
    assertThat(first.texts()).containsExactly("20.0", "30.0");
    assertThat(second.texts()).containsExactly("20.0", "30.0");
    first.observation.forget();
    set(31);
    assertThat(stage.observed()).hasSize(1);
    assertThat(second.texts()).endsWith("31.0");
  }

  @Test
  @Spec("OBS-14")
  void where_room_is_short_observing_again_replaces_the_earliest() {
    Stage small =
        new Stage(Stage.config(Release.V1_1).withLimits(new ClientLimits(1, 9, 9, 9, 999, 9, 9)));
    small.client.serve(thermometer, small.now);
    small.start();
    Stage.Observing first = small.observeText(VALUE);
    Stage.Observing second = small.observeText(VALUE);
    thermometer.set(Temperature.SENSOR_VALUE, 30);
    small.run();
    assertThat(first.texts()).containsExactly("20.0");
    assertThat(second.texts()).containsExactly("20.0", "30.0");
  }

  @Test
  @Spec("OBS-13")
  void what_cannot_be_read_cannot_be_observed() {
    assertThat(stage.observeText("/3303/0/5605").heard.getFirst().code())
        .isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(stage.observeText("/3303/0/5750").heard.getFirst().code()).isEqualTo(Code.NOT_FOUND);
    assertThat(stage.observeText("/3303/7").heard.getFirst().code()).isEqualTo(Code.NOT_FOUND);
    assertThat(stage.observeText("/3303/0").heard.getFirst().code()).isEqualTo(Code.NOT_ACCEPTABLE);
    assertThat(stage.observed()).isEmpty();
  }

  @Test
  @Spec({"DM-111", "OBS-15"})
  void what_vanishes_ends_its_observations_with_4_04() {
    Stage.Observing resource = stage.observeText(VALUE);
    Stage.Observing object = stage.observe("/3303", ContentFormat.SENML_JSON);
    stage.client.withdraw(Path.of(3303, 0), stage.now);
    stage.run();
    assertThat(resource.ended).singleElement().extracting("code").isEqualTo(Code.NOT_FOUND);
    assertThat(object.ended).singleElement().extracting("code").isEqualTo(Code.NOT_FOUND);
    assertThat(stage.observed()).isEmpty();
  }

  @Test
  @Spec({"OBS-15", "DM-31"})
  void a_resource_that_loses_its_value_ends_its_observation() {
    Stage.Observing observing = stage.observeText("/3303/0/5701");
    thermometer.clear(Temperature.SENSOR_UNITS);
    stage.run();
    assertThat(observing.ended).singleElement().extracting("code").isEqualTo(Code.NOT_FOUND);
  }

  @Test
  @Spec("OBS-11")
  void beyond_the_limit_an_observe_is_answered_as_a_read() {
    Stage small =
        new Stage(Stage.config(Release.V1_1).withLimits(new ClientLimits(1, 9, 9, 9, 999, 9, 9)));
    small.client.serve(Temperature.instance(0, 20), small.now);
    small.start();
    Stage.Observing first = small.observeText(VALUE);
    Stage.Observing second = small.observeText("/3303/0/5601");
    assertThat(first.heard.getFirst().options().observe()).isPresent();
    assertThat(second.heard.getFirst().options().observe()).isEmpty();
    assertThat(second.texts()).containsExactly("20.0");
    assertThat(small.observed()).containsExactly(Path.of(3303, 0, 5700));
  }

  @Test
  @Spec({"OBS-20", "ATT-63"})
  void a_day_brings_a_confirmable_notification() {
    ServerAccount endless =
        ServerAccount.of("coap://10.0.0.1", Stage.SERVER).withLifetimeSeconds(0);
    stage = new Stage(Stage.config(Release.V1_1, endless));
    stage.client.serve(thermometer, stage.now);
    stage.start();
    stage.observeText(VALUE);
    stage.pass(80_000);
    stage.cut = true;
    set(26);
    assertThat(stage.clientEnd.gauges().transmissions()).isZero();
    stage.pass(10_000);
    set(27);
    assertThat(stage.clientEnd.gauges().transmissions()).isEqualTo(1);
  }

  @Test
  @Spec({"ATT-63", "OBS-17", "OBS-19", "OBJ-1-26", "REG-70"})
  void a_notification_that_nobody_acknowledges_ends_the_registration_and_a_new_one_follows() {
    ServerAccount account =
        ServerAccount.of("coap://10.0.0.1", Stage.SERVER).withServerValue(26, new Value.Int(1));
    stage = new Stage(Stage.config(Release.V1_2, account));
    stage.client.serve(thermometer, stage.now);
    stage.start();
    stage.observeText(VALUE);
    stage.cut = true;
    set(25);
    stage.pass(40);
    assertThat(stage.observed()).hasSize(1);
    stage.uplinks.clear();
    stage.pass(60);
    assertThat(stage.observed()).isEmpty();
    assertThat(stage.client.isRegistered()).isFalse();
    stage.cut = false;
    stage.pass(60);
    assertThat(stage.lastUplink().path()).isEqualTo("/rd");
    assertThat(stage.client.isRegistered()).isTrue();
  }

  @Test
  @Spec("ATT-59")
  void a_value_that_is_asked_of_the_device_is_notified_when_the_device_says_it_changed() {
    AtomicReference<Double> celsius = new AtomicReference<>(5.0);
    ObjectInstance asked =
        ObjectInstance.of(Temperature.MODEL, 1).reading(Temperature.SENSOR_VALUE, celsius::get);
    stage.client.serve(asked, stage.now);
    stage.run();
    Stage.Observing observing = stage.observeText("/3303/1/5700");
    celsius.set(6.0);
    stage.run();
    assertThat(observing.texts()).containsExactly("5.0");
    asked.changed(Temperature.SENSOR_VALUE);
    stage.run();
    assertThat(observing.texts()).containsExactly("5.0", "6.0");
  }

  @Test
  @Spec("ATT-54")
  void a_sensor_that_fails_is_asked_again_a_minute_later() {
    AtomicReference<Object> reading = new AtomicReference<>(5.0);
    ObjectInstance asked =
        ObjectInstance.of(Temperature.MODEL, 1)
            .reading(
                Temperature.SENSOR_VALUE,
                () -> {
                  if (reading.get() instanceof RuntimeException failure) {
                    throw failure;
                  }
                  return reading.get();
                });
    stage.client.serve(asked, stage.now);
    stage.run();
    Stage.Observing observing = stage.observeText("/3303/1/5700");
    reading.set(new IllegalStateException("bus"));
    asked.changed(Temperature.SENSOR_VALUE);
    stage.run();
    assertThat(stage.events(ClientEvent.DeviceFailed.class)).hasSize(1);
    reading.set(7.0);
    stage.pass(61);
    assertThat(observing.texts()).containsExactly("5.0", "7.0");
  }

  @Test
  @Spec({"ATT-42", "REG-54"})
  void attributes_and_observations_die_with_the_registration() {
    stage.attributes(VALUE, "pmin=1000");
    stage.observeText(VALUE);
    stage.execute("/1/0/4");
    assertThat(stage.client.gauges().attributes()).isZero();
    assertThat(stage.observed()).isEmpty();
    assertThat(stage.events(ClientEvent.ObservationEnded.class))
        .extracting(ClientEvent.ObservationEnded::why)
        .isEqualTo(List.of("registration over"));
  }
}
