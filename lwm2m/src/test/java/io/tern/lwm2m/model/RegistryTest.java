// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.SupportedObject;
import io.tern.lwm2m.Version;
import io.tern.spec.Spec;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RegistryTest {
  private static final Registry REGISTRY = Registry.builtIn();

  private static ObjectModel model(int id, String version, String name) {
    return new ObjectModel(
        id, Version.parse(version).orElseThrow(), name, true, false, new TreeMap<>());
  }

  private static ObjectList announcing(SupportedObject... objects) {
    return new ObjectList("", List.of(), List.of(objects));
  }

  private static SupportedObject object(int id, String version) {
    return new SupportedObject(
        id, version.isEmpty() ? Optional.empty() : Version.parse(version), List.of(0));
  }

  @Test
  @Spec({"VER-07", "DDF-01"})
  void the_build_put_the_public_registry_in_with_all_versions() {
    assertThat(REGISTRY.size()).isGreaterThanOrEqualTo(340);
    assertThat(REGISTRY.ids()).hasSizeGreaterThanOrEqualTo(280).isSorted().doesNotHaveDuplicates();
    assertThat(REGISTRY.ids()).contains(0, 1, 2, 3, 4, 5, 6, 7, 21, 3303, 10244);
    assertThat(REGISTRY.versions(4).toString()).isEqualTo("[1.0, 1.1, 1.2, 1.3]");
    assertThat(REGISTRY.versions(40_000)).isEmpty();
    int definitions = 0;
    for (int id : REGISTRY.ids()) {
      for (Version version : REGISTRY.versions(id)) {
        ObjectModel model = REGISTRY.object(id, version).orElseThrow();
        assertThat(model.id()).isEqualTo(id);
        assertThat(model.version()).isEqualTo(version);
        assertThat(model.name()).isNotBlank();
        definitions++;
      }
    }
    assertThat(definitions).isEqualTo(REGISTRY.size());
  }

  @Test
  @Spec("VER-08")
  void each_version_of_a_definition_tells_the_release_that_it_needs() {
    assertThat(leastRelease(1, "1.0")).isEqualTo(Release.V1_0);
    assertThat(leastRelease(1, "1.1")).isEqualTo(Release.V1_1);
    assertThat(leastRelease(1, "1.2")).isEqualTo(Release.V1_2);
    assertThat(leastRelease(3303, "1.0")).isEqualTo(Release.V1_0);
  }

  private static Release leastRelease(int objectId, String version) {
    return REGISTRY
        .object(objectId, Version.parse(version).orElseThrow())
        .orElseThrow()
        .leastRelease();
  }

  @Test
  @Spec({"DDF-03", "DDF-06", "MODEL-05", "MODEL-07"})
  void a_definition_tells_all_of_its_resources() {
    ObjectModel device = REGISTRY.object(3, new Version(1, 1)).orElseThrow();
    assertThat(device.name()).isEqualTo("Device");
    assertThat(device.multiple()).isFalse();
    assertThat(device.mandatory()).isTrue();
    assertThat(device.resources()).hasSize(23);
    ResourceModel battery = device.resource(9).orElseThrow();
    assertThat(battery.name()).isEqualTo("Battery Level");
    assertThat(battery.type()).isEqualTo(DataType.INTEGER);
    assertThat(battery.range()).isEqualTo("0..100");
    assertThat(battery.units()).isEqualTo("%");
    assertThat(battery.multiple()).isFalse();
    assertThat(battery.operations()).isEqualTo(ResourceModel.Operations.R);
    ResourceModel reboot = device.resource("reboot").orElseThrow();
    assertThat(reboot.id()).isEqualTo(4);
    assertThat(reboot.operations()).isEqualTo(ResourceModel.Operations.E);
    assertThat(reboot.mandatory()).isTrue();
    assertThat(reboot.type()).isEqualTo(DataType.NONE);
    assertThat(device.resource(6).orElseThrow().multiple()).isTrue();
    assertThat(device.resource(99)).isEmpty();
    ObjectModel security = REGISTRY.newest(0).orElseThrow();
    assertThat(security.resources().values())
        .allSatisfy(
            resource -> assertThat(resource.operations()).isEqualTo(ResourceModel.Operations.NONE));
  }

  @Test
  @Spec({"VER-20", "VER-21", "VER-22", "VER-23", "VER-24", "VER-25", "VER-27", "VER-28", "VER-31"})
  void core_objects_grow_as_their_versions_say() {
    assertThat(resources(0, "1.0")).contains(12).doesNotContain(13);
    assertThat(resources(0, "1.1")).contains(17).doesNotContain(18);
    assertThat(resources(0, "1.2")).contains(30);
    assertThat(resources(1, "1.0")).contains(8).doesNotContain(9);
    assertThat(resources(1, "1.1")).contains(23).doesNotContain(24);
    assertThat(resources(1, "1.2")).contains(27);
    assertThat(resources(3, "1.0")).hasSize(23).isEqualTo(resources(3, "1.1"));
    assertThat(resources(3, "1.2")).isEqualTo(resources(3, "1.1"));
    assertThat(resources(4, "1.0")).contains(10).doesNotContain(11);
    assertThat(resources(4, "1.1")).contains(11).doesNotContain(12);
    assertThat(resources(4, "1.2")).contains(12).doesNotContain(13);
    assertThat(resources(4, "1.3")).contains(13);
    assertThat(resources(5, "1.0")).contains(9).doesNotContain(4, 10);
    assertThat(resources(5, "1.1")).contains(13);
    assertThat(resources(10, "1.0")).contains(6).doesNotContain(12);
    assertThat(resources(10, "1.1")).contains(12, 13, 14).doesNotContain(6);
    assertThat(resources(11, "1.0")).contains(24).doesNotContain(26);
    assertThat(resources(11, "1.1")).contains(26, 33);
    ObjectModel oscore = REGISTRY.object(21, new Version(2, 0)).orElseThrow();
    assertThat(oscore.resource(0).orElseThrow().type()).isEqualTo(DataType.OPAQUE);
  }

  private static Iterable<Integer> resources(int objectId, String version) {
    return REGISTRY
        .object(objectId, Version.parse(version).orElseThrow())
        .orElseThrow()
        .resources()
        .keySet();
  }

  @Test
  @Spec("VER-06")
  void an_unknown_minor_is_approximated_by_the_newest_of_its_major() {
    Registry registry =
        Registry.EMPTY.with(model(9, "1.0", "a"), model(9, "1.2", "b"), model(9, "2.0", "c"));
    assertThat(registry.nearest(9, new Version(1, 0)).orElseThrow().name()).isEqualTo("a");
    assertThat(registry.nearest(9, new Version(1, 1)).orElseThrow().name()).isEqualTo("b");
    assertThat(registry.nearest(9, new Version(1, 7)).orElseThrow().name()).isEqualTo("b");
    assertThat(registry.nearest(9, new Version(2, 255)).orElseThrow().name()).isEqualTo("c");
    assertThat(registry.nearest(9, new Version(3, 0))).isEmpty();
    assertThat(registry.nearest(9, new Version(0, 9))).isEmpty();
    assertThat(registry.nearest(8, new Version(1, 0))).isEmpty();
    assertThat(registry.nearest(10, new Version(1, 0))).isEmpty();
    assertThat(registry.object(9, new Version(1, 1))).isEmpty();
    assertThat(registry.newest(9).orElseThrow().name()).isEqualTo("c");
  }

  @Test
  @Spec({"VER-01", "VER-05", "VER-10"})
  void a_1_0_client_has_version_1_0_of_every_object() {
    Models models = REGISTRY.modelsFor(Release.V1_0, announcing(object(3303, "")));
    for (int id : new int[] {0, 1, 2, 3, 4, 5, 6, 7, 3303}) {
      assertThat(models.object(id).orElseThrow().version()).isEqualTo(Version.V1_0);
    }
  }

  @Test
  @Spec({"VER-05", "VER-11", "VER-12"})
  void a_1_1_client_has_the_core_versions_of_1_1_1() {
    Models models = REGISTRY.modelsFor(Release.V1_1, announcing());
    assertThat(versionsOf(models, 0, 1, 2, 3, 4, 5, 6, 7))
        .isEqualTo("1.1 1.1 1.0 1.1 1.2 1.0 1.0 1.0");
  }

  @Test
  @Spec({"VER-05", "VER-13"})
  void a_1_2_client_has_the_core_versions_of_1_2() {
    Models models = REGISTRY.modelsFor(Release.V1_2, announcing());
    assertThat(versionsOf(models, 0, 1, 2, 3, 4, 5, 6, 7, 21))
        .isEqualTo("1.2 1.2 1.1 1.2 1.3 1.1 1.0 1.0 2.0");
  }

  private static String versionsOf(Models models, int... ids) {
    StringBuilder versions = new StringBuilder();
    for (int id : ids) {
      versions.append(versions.isEmpty() ? "" : " ");
      versions.append(models.object(id).orElseThrow().version());
    }
    return versions.toString();
  }

  @Test
  @Spec({"VER-02", "VER-05", "VER-06"})
  void what_a_client_announces_wins_over_what_its_release_implies() {
    Models models =
        REGISTRY.modelsFor(
            Release.V1_1,
            announcing(object(3, "1.0"), object(4, "1.3"), object(3303, "1.1"), object(5, "7.0")));
    assertThat(versionsOf(models, 3, 4, 3303, 1)).isEqualTo("1.0 1.3 1.1 1.1");
    assertThat(models.object(5)).isEmpty();
    assertThat(models.resource(Path.of(5, 0, 3))).isEmpty();
    assertThat(models.resource(Path.of(4, 0, 13)).orElseThrow().id()).isEqualTo(13);
  }

  @Test
  @Spec("VER-05")
  void a_resource_is_that_of_its_object_whatever_was_asked_before() {
    long seed = 17;
    Random random = new Random(seed);
    Models models = REGISTRY.modelsFor(Release.V1_1, announcing(object(3, "1.0")));
    ResourceModel otherwise = models.object(4).orElseThrow().resources().values().iterator().next();
    int[] objects = {0, 1, 3, 4, 5, 6, 3303, 3304, 3311, 33_999, 65_534};
    for (int round = 0; round < 20_000; round++) {
      int object = objects[random.nextInt(objects.length)];
      int resource = random.nextBoolean() ? random.nextInt(24) : 5600 + random.nextInt(120);
      ResourceModel expected =
          models.object(object).flatMap(it -> it.resource(resource)).orElse(otherwise);
      assertThat(models.resource(object, resource, otherwise))
          .as("seed %d round %d: /%d/0/%d", seed, round, object, resource)
          .isEqualTo(expected);
    }
    assertThat(Models.NONE.resource(3, 0, otherwise)).isSameAs(otherwise);
  }

  @Test
  void clients_that_announce_the_same_share_one_view() {
    ObjectList many = announcing(object(3, ""), object(3303, "1.1"), object(10, "1.1"));
    ObjectList other = announcing(object(10, "1.1"), object(3303, "1.1"), object(1, "1.1"));
    Models first = REGISTRY.modelsFor(Release.V1_1, many);
    assertThat(REGISTRY.modelsFor(Release.V1_1, many)).isSameAs(first);
    assertThat(REGISTRY.modelsFor(Release.V1_1, other)).isSameAs(first);
    assertThat(REGISTRY.modelsFor(Release.V1_2, many)).isNotSameAs(first);
  }

  @Test
  void a_flood_of_kinds_is_served_without_being_remembered() {
    Registry registry = Registry.EMPTY.with(model(9, "1.3", "a"));
    for (int kind = 0; kind < 5000; kind++) {
      Models models =
          registry.modelsFor(Release.V1_0, announcing(object(9, "1.2"), object(100 + kind, "2.0")));
      assertThat(models.object(9).orElseThrow().name()).isEqualTo("a");
    }
    ObjectList late = announcing(object(9, "1.1"));
    assertThat(registry.modelsFor(Release.V1_0, late))
        .isNotSameAs(registry.modelsFor(Release.V1_0, late));
  }

  @Test
  void added_definitions_win_over_built_in_ones() {
    ObjectModel mine = model(3303, "1.0", "My Temperature");
    Registry registry = REGISTRY.with(mine, model(65534, "1.0", "Mine"), model(33000, "2.1", "x"));
    assertThat(registry.object(3303, Version.V1_0)).containsSame(mine);
    assertThat(registry.size()).isEqualTo(REGISTRY.size() + 2);
    assertThat(registry.newest(65534).orElseThrow().name()).isEqualTo("Mine");
    assertThat(registry.versions(33000).toString()).isEqualTo("[2.1]");
    assertThat(registry.ids()).isSorted();
    assertThat(REGISTRY.object(3303, Version.V1_0).orElseThrow().name()).isEqualTo("Temperature");
  }

  @Test
  void objects_are_found_by_name() {
    assertThat(REGISTRY.named("temperature")).extracting(ObjectModel::id).contains(3303);
    assertThat(REGISTRY.named("no such object")).isEmpty();
    assertThat(REGISTRY.newest().object(4).orElseThrow().version()).isEqualTo(new Version(1, 3));
  }

  @Test
  void packing_loses_nothing() {
    List<ObjectModel> all =
        REGISTRY.ids().stream()
            .flatMap(
                id -> REGISTRY.versions(id).stream().map(v -> REGISTRY.object(id, v).orElseThrow()))
            .toList();
    Registry unpacked = Registry.unpack(Registry.pack(all));
    assertThat(unpacked.size()).isEqualTo(all.size());
    for (ObjectModel model : all) {
      assertThat(unpacked.object(model.id(), model.version())).contains(model);
    }
  }

  /// Where the build has run; the sources are the files it packs.
  @Test
  @Spec({"VER-07", "DDF-07"})
  void the_built_in_registry_holds_every_object_its_sources_have() throws IOException {
    java.nio.file.Path unpacked = java.nio.file.Path.of("target", "registry");
    assumeTrue(Files.isDirectory(unpacked), "the build has not unpacked the sources here");
    int files = 0;
    for (java.nio.file.Path folder :
        List.of(unpacked, java.nio.file.Path.of("src", "build", "models"))) {
      try (Stream<java.nio.file.Path> found = Files.walk(folder)) {
        for (java.nio.file.Path file :
            found.filter(entry -> entry.toString().endsWith(".xml")).toList()) {
          Bytes document = Bytes.wrap(Files.readAllBytes(file));
          Ddf ddf = DdfReader.read(document, DdfLimits.DEFAULT);
          assertThat(ddf).as(file.toString()).isInstanceOf(Ddf.Parsed.class);
          for (ObjectModel model : ((Ddf.Parsed) ddf).objects()) {
            assertThat(REGISTRY.object(model.id(), model.version()))
                .as(file.toString())
                .get()
                .satisfies(
                    held -> {
                      assertThat(held.name()).isEqualToIgnoringCase(model.name());
                      assertThat(held.resources().keySet()).containsAll(model.resources().keySet());
                    });
          }
          files++;
        }
      }
    }
    assertThat(files).isGreaterThan(340);
  }

  @Test
  void a_definition_is_unpacked_once_and_only_when_asked_for() {
    Registry registry = Registry.unpack(Registry.pack(List.of(model(9, "1.0", "a"))));
    ObjectModel first = registry.newest(9).orElseThrow();
    assertThat(registry.newest(9)).containsSame(first);
  }

  private static Set<Integer> resources(int object, int minor) {
    Version version = new Version(1, minor);
    return Registry.builtIn().object(object, version).orElseThrow().resources().keySet();
  }

  @Test
  @Spec({"VER-27", "VER-28"})
  void a_minor_version_of_a_connectivity_object_differs_by_the_resources_of_its_table() {
    Set<Integer> cellular = new TreeSet<>(resources(10, 0));
    cellular.remove(6);
    cellular.addAll(Set.of(12, 13, 14));
    assertThat(resources(10, 1)).isEqualTo(cellular);
    Set<Integer> accessPoint = new TreeSet<>(resources(11, 0));
    accessPoint.addAll(IntStream.rangeClosed(26, 33).boxed().toList());
    assertThat(resources(11, 1)).isEqualTo(accessPoint);
  }
}
