// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static io.tern.system.EtsWorld.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.SupportedObject;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import io.tern.server.ServerEvent;
import io.tern.spec.Spec;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The cases of ETS 1.2 §6.6.5, §6.6.7, §6.6.8 and §6.7: objects 4, 6, 7, 10, 19 and 20.
class EtsObjectsTest {
  private static final ContentFormat TLV = ContentFormat.TLV;

  @AfterAll
  static void end() {
    EtsLeshan.endAll();
  }

  /// What the client holds below an instance, and what was read of it, by path.
  private static void readsAllOf(EtsWorld world, String instance, ContentFormat format) {
    Map<Path, Value> read = new TreeMap<>();
    collect(path(instance), world.read(instance, format), read);
    EtsObjects.VALUES.forEach(
        (path, value) -> {
          if (path.prefix(2).equals(path(instance))) {
            assertThat(read).as(format.toString()).containsEntry(path, value);
          }
        });
  }

  private static void collect(Path at, Node node, Map<Path, Value> into) {
    switch (node) {
      case Node.InstanceNode instance ->
          instance.resources().forEach((id, resource) -> collect(at.child(id), resource, into));
      case Node.SingleResource(int id, Value value) -> into.put(at, value);
      case Node.MultipleResource(int id, SortedMap<Integer, Value> values) ->
          values.forEach((each, value) -> into.put(at.child(each), value));
      default -> throw new AssertionError(at + " is " + node);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "TERN, /4/0", "TERN, /6/0", "TERN, /7/0", "TERN, /10/0", "TERN, /19/0", "TERN, /20/0",
    "LESHAN, /4/0", "LESHAN, /6/0", "LESHAN, /7/0", "LESHAN, /10/0", "LESHAN, /19/0",
        "LESHAN, /20/0"
  })
  @Spec({"int-701", "int-801", "int-901", "int-1200", "int-1201", "int-2001"})
  void all_of_an_instance_is_read_in_every_format(EtsWorld.Make make, String instance) {
    make.play(
        Release.V1_1,
        world -> {
          readsAllOf(world, instance, TLV);
          readsAllOf(world, instance, ContentFormat.SENML_JSON);
          readsAllOf(world, instance, ContentFormat.SENML_CBOR);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "TERN, /4/0, /4/0/2, -70",
    "TERN, /6/0, /6/0/5, 1400000000",
    "TERN, /7/0, /7/0/2, 4000",
    "LESHAN, /4/0, /4/0/2, -70",
    "LESHAN, /6/0, /6/0/5, 1400000000",
    "LESHAN, /7/0, /7/0/2, 4000"
  })
  @Spec({"int-710", "int-810", "int-910"})
  void an_instance_is_observed_and_told_whole(
      EtsWorld.Make make, String instance, String changed, long number) {
    Value next = number > 1_000_000 ? new Value.Time(number) : new Value.Int(number);
    make.play(
        Release.V1_1,
        world -> {
          world.attach(
              instance,
              Attributes.NONE.withPmin(0).withPmax(make.equals(EtsWorld.Make.TERN) ? 60 : 2));
          assertThat(
                  world
                      .answer(new Downlink.Observe(path(instance), Optional.of(TLV)))
                      .established())
              .isTrue();
          world.set(changed, next);
          world.awaitThat("told", () -> !world.of(ServerEvent.Notified.class).isEmpty());
          ServerEvent.Notified notified = world.of(ServerEvent.Notified.class).getFirst();
          Map<Path, Value> told = new TreeMap<>();
          collect(path(instance), notified.values().getFirst().node(), told);
          assertThat(told).containsEntry(path(changed), next);
          assertThat(told.keySet())
              .as("all of it")
              .hasSizeGreaterThanOrEqualTo(
                  (int)
                      EtsObjects.VALUES.keySet().stream()
                          .filter(path -> path.prefix(2).equals(path(instance)))
                          .count());
          if (make == EtsWorld.Make.TERN) {
            world.awaitThat(
                "told again by pmax", () -> world.of(ServerEvent.Notified.class).size() > 1);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec("int-901")
  void statistics_are_collected_between_start_and_stop(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          world.execute("/7/0/6");
          world.set("/7/0/3", new Value.Int(5_000));
          world.execute("/7/0/7");
          assertThat(world.value("/7/0/3", ContentFormat.TEXT)).isEqualTo(new Value.Int(5_000));
        });
  }

  @ParameterizedTest
  @CsvSource({
    "TERN, /7/0/8, INT, 60", "TERN, /10/0/14, UNSIGNED, 2",
    "LESHAN, /7/0/8, INT, 60", "LESHAN, /10/0/14, UNSIGNED, 2"
  })
  @Spec({"int-905", "int-1202"})
  void a_number_is_set_and_read_back(EtsWorld.Make make, String path, String type, long number) {
    Value value = type.equals("INT") ? new Value.Int(number) : new Value.Unsigned(number);
    make.play(
        Release.V1_1,
        world -> {
          world.put(path, value, TLV);
          assertThat(world.value(path, TLV)).isEqualTo(value);
          assertThat(world.value(path, ContentFormat.TEXT)).isEqualTo(value);
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-1201", "VER-01"})
  void a_version_that_is_not_the_first_is_registered_and_discovered(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          assertThat(world.registration().orElseThrow().terms().objects().object(10))
              .map(SupportedObject::version)
              .contains(Optional.of(new Version(1, 1)));
          assertThat(world.discovered("/10", "/10").get("ver"))
              .map(version -> version.replace("\"", ""))
              .contains("1.1");
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-1203", "int-1204"})
  void several_resources_of_an_object_are_observed_each_by_itself(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          Map<String, Value> next =
              Map.of(
                  "/10/0/4", new Value.Int(7_200),
                  "/10/0/5", new Value.Int(30),
                  "/10/0/8", new Value.Opaque(Bytes.ofHex("2D")),
                  "/10/0/9", new Value.Opaque(Bytes.ofHex("3D")),
                  "/10/0/13", new Value.Unsigned(1),
                  "/10/0/14", new Value.Unsigned(0));
          next.forEach(
              (path, value) ->
                  assertThat(
                          world
                              .answer(new Downlink.Observe(path(path), Optional.of(TLV)))
                              .established())
                      .as(path)
                      .isTrue());
          next.forEach(world::set);
          world.awaitThat(
              "all told", () -> world.of(ServerEvent.Notified.class).size() == next.size());
          for (ServerEvent.Notified notified : world.of(ServerEvent.Notified.class)) {
            Map<Path, Value> told = new TreeMap<>();
            collect(notified.path(), notified.values().getFirst().node(), told);
            assertThat(told)
                .containsExactly(Map.entry(notified.path(), next.get(notified.path().toString())));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec("int-1900")
  void binary_data_is_observed(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          world.attach("/19/0/0", Attributes.NONE.withPmin(300).withPmax(3_600));
          Downlink.Observed first =
              world.answer(new Downlink.Observe(path("/19/0/0"), Optional.of(TLV)));
          assertThat(first.established()).isTrue();
          Map<Path, Value> told = new TreeMap<>();
          collect(path("/19/0/0"), first.node(), told);
          assertThat(told)
              .containsExactly(
                  Map.entry(path("/19/0/0/0"), new Value.Opaque(Bytes.ofHex("CAFE00"))));
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec("int-1901")
  void binary_data_is_written_and_read_back(EtsWorld.Make make) {
    Value data = new Value.Opaque(Bytes.ofHex("00FF10807F"));
    make.play(
        Release.V1_1,
        world -> {
          Node node = new Node.MultipleResource(0, new TreeMap<>(Map.of(0, data)));
          world.write("/19/1/0", Downlink.Write.Mode.REPLACE, node, TLV);
          assertThat(world.value("/19/1/0/0", TLV)).isEqualTo(data);
          assertThat(world.value("/19/0/0/0", TLV))
              .as("the other instance stays")
              .isEqualTo(new Value.Opaque(Bytes.ofHex("CAFE00")));
        });
  }

  /// The ETS writes and reads LogStart, which the registry makes executable.
  @ParameterizedTest
  @EnumSource
  @Spec("int-2000")
  void a_log_is_started_by_executing_what_can_be_neither_written_nor_read(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          world.execute("/20/0/4011");
          assertThat(world.refusal(new Downlink.Read(path("/20/0/4011"), Optional.empty())))
              .isEqualTo("4.05");
        });
  }
}
