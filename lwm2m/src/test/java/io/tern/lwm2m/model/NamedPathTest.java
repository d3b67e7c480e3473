// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Version;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedPathTest {
  private static final Registry REGISTRY = Registry.builtIn();

  private static NamedPath resolve(String text, Integer... preferred) {
    return NamedPath.resolve(
        List.of(text.split("/")), List.of(preferred), REGISTRY.newest(), REGISTRY);
  }

  @ParameterizedTest
  @CsvSource({
    "3/0/9, /3/0/9",
    "Device/0/Battery Level, /3/0/9",
    "device/0/battery-level, /3/0/9",
    "DEVICE/0/BatteryLevel, /3/0/9",
    "device/0/9, /3/0/9",
    "3/0/battery_level, /3/0/9",
    "device, /3",
    "Device/0, /3/0",
    "device/0/available power sources/3, /3/0/6/3",
    "LwM2M Server/1/lifetime, /1/1/1",
    "server/1/lifetime, /1/1/1",
    "temperature/0/sensor-value, /3303/0/5700"
  })
  void a_name_stands_for_its_id(String text, String path) {
    assertThat(resolve(text)).isEqualTo(new NamedPath.Found(Path.parse(path).orElseThrow()));
  }

  @Test
  void a_name_that_two_objects_bear_is_ambiguous_unless_the_client_has_one_of_them() {
    NamedPath location = resolve("location/0");
    assertThat(location)
        .isEqualTo(new NamedPath.Ambiguous("location", List.of("6 Location", "3336 Location")));
    assertThat(resolve("location/0", 3, 6)).isEqualTo(new NamedPath.Found(Path.of(6, 0)));
    assertThat(resolve("location/0", 3336)).isEqualTo(new NamedPath.Found(Path.of(3336, 0)));
    assertThat(resolve("location/0", 6, 3336)).isEqualTo(location);
  }

  @Test
  void a_name_that_two_resources_bear_is_ambiguous() {
    assertThat(resolve("3430/0/satellite-identifiers"))
        .isInstanceOfSatisfying(
            NamedPath.Ambiguous.class,
            ambiguous ->
                assertThat(ambiguous.candidates())
                    .hasSize(2)
                    .allMatch(candidate -> candidate.endsWith(" Satellite identifiers")));
  }

  @Test
  void an_unknown_name_is_told_with_those_that_may_have_been_meant() {
    assertThat(resolve("devise/0"))
        .isInstanceOfSatisfying(
            NamedPath.Unknown.class, unknown -> assertThat(unknown.near()).contains("Device"));
    assertThat(resolve("3/0/battery"))
        .isEqualTo(new NamedPath.Unknown("battery", List.of("Battery Level", "Battery Status")));
    assertThat(resolve("3/0/" + "q".repeat(5_000)))
        .isInstanceOfSatisfying(
            NamedPath.Unknown.class, unknown -> assertThat(unknown.near()).isEmpty());
    assertThat(resolve("45000/0/anything")).isInstanceOf(NamedPath.Unknown.class);
  }

  @ParameterizedTest
  @CsvSource({"3/device", "3/0/6/x", "65535", "-1", "007", "3/0/9/0/0", "3//9", "3/0/-"})
  void what_is_neither_id_nor_name_is_no_path(String text) {
    assertThat(resolve(text)).isInstanceOf(NamedPath.Illegal.class);
  }

  @Test
  void a_definition_of_ones_own_is_found_by_its_name() {
    TreeMap<Integer, ResourceModel> resources = new TreeMap<>();
    resources.put(
        5,
        new ResourceModel(
            5, "Öl", ResourceModel.Operations.R, false, true, DataType.FLOAT, "", "l"));
    Registry registry =
        REGISTRY.with(new ObjectModel(33_000, Version.V1_0, "Tank / Süd", true, false, resources));
    assertThat(
            NamedPath.resolve(
                List.of("tank-SÜD", "0", "öl"), List.of(), registry.newest(), registry))
        .isEqualTo(new NamedPath.Found(Path.of(33_000, 0, 5)));
  }
}
