// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.client.ClientEvent;
import io.tern.client.ServerAccount;
import io.tern.client.object.Device;
import io.tern.client.object.ObjectInstance;
import io.tern.client.object.Temperature;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Response;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The Server, Device and Temperature objects as a server sees them.
class ObjectsTest {
  private static String text(Stage stage, String path) {
    Response response = stage.get(path, ContentFormat.TEXT);
    return response.code().equals(Code.CONTENT)
        ? response.payload().utf8()
        : response.code().toString();
  }

  private static Stage stage(ObjectInstance... instances) {
    Stage stage = new Stage(Stage.config(Release.V1_2));
    for (ObjectInstance instance : instances) {
      stage.client.serve(instance, stage.now);
    }
    stage.start();
    return stage;
  }

  private static ObjectInstance device() {
    return Device.instance(Stage.models(Release.V1_2).object(Device.ID).orElseThrow(), "U");
  }

  @Test
  @Spec({"OBJ-1-0", "OBJ-1-1", "OBJ-1-6", "OBJ-1-7", "OBJ-1-2", "OBJ-1-5"})
  void the_server_object_begins_with_its_account() {
    Stage stage = stage();
    assertThat(text(stage, "/1/0/0")).isEqualTo("1");
    assertThat(text(stage, "/1/0/1")).isEqualTo("86400");
    assertThat(text(stage, "/1/0/6")).isEqualTo("1");
    assertThat(text(stage, "/1/0/7")).isEqualTo("U");
    assertThat(text(stage, "/1/0/2")).isEqualTo("4.04");
    assertThat(stage.putText("/1/0/2", "5").code()).isEqualTo(Code.CHANGED);
    assertThat(text(stage, "/1/0/2")).isEqualTo("5");
  }

  @Test
  @Spec({"OBJ-1-1", "OBJ-1-7", "DM-28"})
  void the_server_object_refuses_what_a_registration_cannot_use() {
    Stage stage = stage();
    assertThat(stage.putText("/1/0/1", "-5").code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(stage.putText("/1/0/1", "4294967296").code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(stage.putText("/1/0/7", "UX").code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(stage.putText("/1/0/7", "").code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(stage.putText("/1/0/7", "UQ").code()).isEqualTo(Code.CHANGED);
    assertThat(stage.uplinks).hasSize(1);
  }

  @Test
  @Spec({"REG-124", "OBJ-1-7"})
  void another_binding_does_not_touch_the_running_registration() {
    Stage stage = stage();
    stage.putText("/1/0/7", "UT");
    stage.pass(100_000);
    assertThat(stage.uplinks).allSatisfy(u -> assertThat(u.query()).doesNotContain("b=UT"));
  }

  @Test
  @Spec({"VER-21", "MODEL-05", "REG-105"})
  void resources_of_a_newer_object_version_are_there_for_clients_of_that_release_only() {
    Stage old = new Stage(Stage.config(Release.V1_0));
    old.start();
    assertThat(old.putText("/1/0/17", "3").code()).isEqualTo(Code.NOT_FOUND);
    Stage middle = new Stage(Stage.config(Release.V1_1));
    middle.start();
    assertThat(middle.putText("/1/0/17", "3").code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(stage().putText("/1/0/17", "3").code()).isEqualTo(Code.CHANGED);
  }

  @Test
  @Spec({"OBJ-3-0", "OBJ-3-11", "OBJ-3-16", "OBJ-3-6", "OBJ-3-7"})
  void the_device_object_has_what_every_device_has_and_what_this_one_adds() {
    Stage stage =
        stage(
            device()
                .holding(Device.MANUFACTURER, "Tern")
                .holding(Device.AVAILABLE_POWER_SOURCES, Map.of(0, 1, 1, 5))
                .holding(Device.POWER_SOURCE_VOLTAGE, Map.of(0, 3800, 1, 5000)));
    assertThat(text(stage, "/3/0/0")).isEqualTo("Tern");
    assertThat(text(stage, "/3/0/16")).isEqualTo("U");
    assertThat(text(stage, "/3/0/11/0")).isEqualTo("0");
    assertThat(text(stage, "/3/0/7/1")).isEqualTo("5000");
    assertThat(text(stage, "/3/0/1")).isEqualTo("4.04");
  }

  @Test
  @Spec({"OBJ-3-4", "OBJ-3-5", "TRG-05"})
  void reboot_and_factory_reset_run_what_the_device_gave() {
    List<String> ran = new ArrayList<>();
    Stage stage =
        stage(
            device()
                .executing(Device.REBOOT, arguments -> ran.add("reboot"))
                .executing(Device.FACTORY_RESET, arguments -> ran.add("reset")));
    assertThat(stage.execute("/3/0/4").code()).isEqualTo(Code.CHANGED);
    assertThat(stage.execute("/3/0/5").code()).isEqualTo(Code.CHANGED);
    assertThat(ran).containsExactly("reboot", "reset");
    assertThat(stage.events(ClientEvent.Executed.class)).hasSize(2);
    assertThat(stage(device()).execute("/3/0/5").code()).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  @Spec({"TRG-05", "OBJ-3-4"})
  void what_ends_the_device_runs_after_the_answer_is_on_its_way() {
    List<Integer> sent = new ArrayList<>();
    Stage[] stage = new Stage[1];
    stage[0] =
        stage(
            device().executingLater(Device.REBOOT, arguments -> sent.add(stage[0].datagramsSent)));
    int before = stage[0].datagramsSent;
    assertThat(stage[0].execute("/3/0/4").code()).isEqualTo(Code.CHANGED);
    assertThat(sent).containsExactly(before + 1);
  }

  @Test
  @Spec({"OBJ-3-13"})
  void the_clock_runs_and_can_be_set() {
    Stage stage = stage();
    assertThat(text(stage, "/3/0/13")).isEqualTo("1760000000");
    stage.pass(10);
    assertThat(text(stage, "/3/0/13")).isEqualTo("1760000010");
    assertThat(stage.putText("/3/0/13", "1000").code()).isEqualTo(Code.CHANGED);
    stage.pass(5);
    assertThat(text(stage, "/3/0/13")).isEqualTo("1005");
  }

  @Test
  @Spec({"OBJ-3-11", "OBJ-3-12"})
  void errors_pile_up_until_they_are_reset() {
    ObjectInstance device = device();
    Stage stage = stage(device);
    Stage.Observing observing = stage.observe("/3/0/11", ContentFormat.SENML_JSON);
    Device.raise(device, 3);
    Device.raise(device, 1);
    Device.raise(device, 3);
    stage.run();
    assertThat(text(stage, "/3/0/11/0")).isEqualTo("1");
    assertThat(text(stage, "/3/0/11/1")).isEqualTo("3");
    assertThat(text(stage, "/3/0/11/2")).isEqualTo("4.04");
    assertThat(stage.execute("/3/0/12").code()).isEqualTo(Code.CHANGED);
    assertThat(text(stage, "/3/0/11/0")).isEqualTo("0");
    assertThat(text(stage, "/3/0/11/1")).isEqualTo("4.04");
    assertThat(observing.heard).hasSize(3);
  }

  @Test
  void a_thermometer_remembers_its_extremes_until_they_are_reset() {
    ObjectInstance thermometer = Temperature.instance(0, 20);
    Stage stage = stage(thermometer);
    for (double celsius : new double[] {25, 18, 22}) {
      thermometer.set(Temperature.SENSOR_VALUE, celsius);
    }
    assertThat(text(stage, "/3303/0/5601")).isEqualTo("18.0");
    assertThat(text(stage, "/3303/0/5602")).isEqualTo("25.0");
    assertThat(stage.execute("/3303/0/5605").code()).isEqualTo(Code.CHANGED);
    assertThat(text(stage, "/3303/0/5601")).isEqualTo("22.0");
    assertThat(text(stage, "/3303/0/5602")).isEqualTo("22.0");
  }

  @Test
  void a_new_extreme_is_notified_to_whoever_observes_it() {
    ObjectInstance thermometer = Temperature.instance(0, 20);
    Stage stage = stage(thermometer);
    Stage.Observing max = stage.observeText("/3303/0/5602");
    thermometer.set(Temperature.SENSOR_VALUE, 19);
    stage.run();
    thermometer.set(Temperature.SENSOR_VALUE, 23);
    stage.run();
    stage.execute("/3303/0/5605");
    thermometer.set(Temperature.SENSOR_VALUE, 21);
    stage.run();
    assertThat(max.texts()).containsExactly("20.0", "23.0");
  }

  @Test
  @Spec({"OBJ-1-23", "OBJ-1-26"})
  void further_values_of_the_account_are_there_from_the_start() {
    ServerAccount account =
        ServerAccount.of("coap://10.0.0.1", Stage.SERVER)
            .withServerValue(26, new Value.Int(0))
            .withServerValue(23, new Value.Bool(false));
    Stage stage = new Stage(Stage.config(Release.V1_2, account));
    stage.start();
    assertThat(text(stage, "/1/0/26")).isEqualTo("0");
    assertThat(text(stage, "/1/0/23")).isEqualTo("0");
    assertThat(stage.putText("/1/0/26", "2").code()).isEqualTo(Code.BAD_REQUEST);
  }

  @Test
  @Spec({"MODEL-03", "VER-23"})
  void every_resource_of_the_device_definition_can_be_held() {
    ObjectInstance device = device();
    Map<Integer, ResourceModel> resources = device.model().resources();
    for (ResourceModel resource : resources.values()) {
      if (resource.operations().readable()) {
        Object value =
            switch (resource.type()) {
              case STRING -> "x";
              case TIME, INTEGER -> 1;
              case OBJECT_LINK -> Value.ObjectLink.NULL;
              default -> throw new AssertionError(resource);
            };
        device.holding(resource.id(), resource.multiple() ? Map.of(0, value) : value);
      }
    }
    Stage stage = stage(device);
    String json = stage.get("/3/0", ContentFormat.SENML_JSON).payload().utf8();
    assertThat(json).contains("\"n\":\"22/0\",\"vlo\":\"65535:65535\"").contains("\"n\":\"21\"");
  }
}
