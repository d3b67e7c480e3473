// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static io.tern.system.EtsWorld.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.ContentFormat;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.codec.Change;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Downlink;
import io.tern.spec.Spec;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The composite cases of ETS 1.2 §6.3, and Write-Attributes at every level.
class EtsCompositeTest {
  private static final ContentFormat TEXT = ContentFormat.TEXT;
  private static final List<ContentFormat> SENML =
      List.of(ContentFormat.SENML_JSON, ContentFormat.SENML_CBOR);

  @AfterAll
  static void end() {
    EtsLeshan.endAll();
  }

  private static Value text(String text) {
    return new Value.Text(text);
  }

  private static Map<String, Node> readAll(EtsWorld world, ContentFormat format, String... paths) {
    List<Path> all = List.of(paths).stream().map(EtsCompositeTest::pathOrRoot).toList();
    Map<String, Node> found = new TreeMap<>();
    Downlink.Contents contents = world.answer(new Downlink.ReadComposite(all, Optional.of(format)));
    for (TimedNode node : contents.nodes()) {
      found.put(node.path().toString(), node.node());
    }
    return found;
  }

  private static Path pathOrRoot(String text) {
    return text.equals("/") ? Path.ROOT : path(text);
  }

  private static Node single(int id, Value value) {
    return new Node.SingleResource(id, value);
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-229", "int-280", "DM-123"})
  void several_paths_of_every_level_are_read_at_once(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          for (ContentFormat format : SENML) {
            assertThat(readAll(world, format, "/3/0/16", "/3/0/11/0", "/1/0"))
                .containsKeys("/3/0/16", "/3/0/11", "/1/0/0", "/1/0/1", "/1/0/6", "/1/0/7")
                .containsEntry("/3/0/16", single(16, text("U")))
                .containsEntry("/1/0/1", single(1, new Value.Int(60)))
                .allSatisfy((path, node) -> assertThat(path).matches("/1/0/.*|/3/0/1[16]"));
            assertThat(readAll(world, format, "/3", "/1/0/1"))
                .containsEntry("/3/0/0", single(0, text("Tern")))
                .containsEntry("/1/0/1", single(1, new Value.Int(60)));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-235", "DM-123", "DM-131"})
  void the_root_is_everything_but_what_is_secret(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          for (ContentFormat format : SENML) {
            assertThat(readAll(world, format, "/"))
                .containsEntry("/3/0/0", single(0, text("Tern")))
                .containsEntry("/1/0/1", single(1, new Value.Int(60)))
                .containsKeys("/4/0/2", "/6/0/0", "/16/0/0")
                .allSatisfy((path, node) -> assertThat(path).doesNotMatch("/(0|21|23)/.*"));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-236", "int-281", "DM-124"})
  void what_is_not_there_or_not_readable_is_left_out(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          ContentFormat format = ContentFormat.SENML_JSON;
          assertThat(readAll(world, format, "/1/0/1", "/1/0/8", "/3/0/16"))
              .containsOnlyKeys("/1/0/1", "/3/0/16");
          assertThat(readAll(world, format, "/3/0/16", "/3/9", "/4242/0/1"))
              .containsOnlyKeys("/3/0/16");
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-230", "DM-127", "DM-128"})
  void several_objects_are_written_at_once_and_a_new_lifetime_is_told(EtsWorld.Make make) {
    long lifetime = 400;
    for (ContentFormat format : SENML) {
      make.play(
          Release.V1_1,
          world -> {
            world.answer(
                new Downlink.WriteComposite(
                    List.of(
                        new Change.Put(path("/1/0/1"), new Value.Int(lifetime)),
                        new Change.Put(path("/16/0/0/0"), text("both"))),
                    Optional.of(format)));
            world.awaitThat("told", () -> world.lifetime() == lifetime);
            assertThat(world.value("/16/0/0/0", TEXT)).isEqualTo(text("both"));
            assertThat(world.value("/16/0/0/1", TEXT)).isEqualTo(text("Hive"));
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-257", "DM-127"})
  void server_and_device_are_written_at_once(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          world.answer(
              new Downlink.WriteComposite(
                  List.of(
                      new Change.Put(path("/1/0/2"), new Value.Int(7)),
                      new Change.Put(path("/1/0/6"), new Value.Bool(false)),
                      new Change.Put(path("/3/0/15"), text("Europe/Paris"))),
                  Optional.of(ContentFormat.SENML_CBOR)));
          assertThat(world.value("/1/0/2", TEXT)).isEqualTo(new Value.Int(7));
          assertThat(world.value("/1/0/6", TEXT)).isEqualTo(new Value.Bool(false));
          assertThat(world.value("/3/0/15", TEXT)).isEqualTo(text("Europe/Paris"));
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"DM-133", "DM-09"})
  void more_paths_than_fit_a_message_travel_in_blocks(EtsWorld.Make make) {
    String[] paths = new String[200];
    for (int i = 0; i < paths.length; i++) {
      paths[i] = i < 4 ? "/16/0/0/" + i : "/10/0/" + (1_000 + i);
    }
    make.play(
        Release.V1_1,
        world ->
            assertThat(readAll(world, ContentFormat.SENML_JSON, paths))
                .containsOnlyKeys("/16/0/0"));
  }

  private static String attribute(EtsWorld world, String path, String target, String name) {
    return world.discovered(path, target).getOrDefault(name, Optional.empty()).orElse("none");
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-261", "ATT-31", "DM-05", "DM-54"})
  void attributes_are_attached_at_every_level_and_taken_off(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          world.attach("/3", Attributes.NONE.withPmin(10).withPmax(200));
          world.attach("/3/0", Attributes.NONE.withPmax(320));
          world.attach(
              "/3/0/7",
              Attributes.NONE
                  .withGreaterThan(BigDecimal.valueOf(4_000))
                  .withLessThan(BigDecimal.valueOf(3_500))
                  .withStep(BigDecimal.valueOf(100)));
          world.attach("/3/0/7/0", Attributes.NONE.withEpmin(2).withEpmax(60));
          assertThat(attribute(world, "/3/0/7", "/3/0/7", "gt")).isEqualTo("4000");
          assertThat(attribute(world, "/3/0/7", "/3/0/7", "lt")).isEqualTo("3500");
          assertThat(attribute(world, "/3/0/7", "/3/0/7", "st")).isEqualTo("100");
          assertThat(attribute(world, "/3/0/7", "/3/0/7", "dim")).isEqualTo("2");
          assertThat(attribute(world, "/3/0/7", "/3/0/7/0", "epmin")).isEqualTo("2");
          assertThat(attribute(world, "/3/0/7", "/3/0/7/0", "epmax")).isEqualTo("60");
          assertThat(attribute(world, "/3/0", "/3/0", "pmax")).isEqualTo("320");
          world.attach("/3/0", Attributes.NONE.withUnset("pmax"));
          assertThat(attribute(world, "/3", "/3", "pmax")).isEqualTo("200");
        });
  }
}
