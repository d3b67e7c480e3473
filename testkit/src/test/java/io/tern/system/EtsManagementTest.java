// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static io.tern.system.EtsWorld.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.ContentFormat;
import io.tern.coap.link.Link;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Downlink.Write.Mode;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The cases of ETS 1.2 §6.3, of §6.6 on the Device object, and of §6.7.5, between our two ends.
class EtsManagementTest {
  @AfterAll
  static void end() {
    EtsLeshan.endAll();
  }

  private static final ContentFormat TEXT = ContentFormat.TEXT;
  private static final ContentFormat CBOR = ContentFormat.CBOR;
  private static final ContentFormat TLV = ContentFormat.TLV;
  private static final ContentFormat SENML_JSON = ContentFormat.SENML_JSON;
  private static final ContentFormat SENML_CBOR = ContentFormat.SENML_CBOR;
  private static final ContentFormat LEGACY_JSON = ContentFormat.LWM2M_JSON;

  private static Value text(String text) {
    return new Value.Text(text);
  }

  /// What the ETS sets in the Server object, as far as the client has it: Leshan's has no Disable Timeout.
  private static Map<Integer, Long> settable(EtsWorld.Make make) {
    return make == EtsWorld.Make.TERN
        ? Map.of(2, 101L, 3, 1_010L, 5, 2_000L)
        : Map.of(2, 101L, 3, 1_010L);
  }

  private static Value of(Node node, int resource) {
    return node instanceof Node.InstanceNode instance
            && instance.resources().get(resource)
                instanceof Node.SingleResource(int id, Value value)
        ? value
        : text("resource " + resource + " of " + node);
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-201", "int-652"})
  void basic_information_is_read_as_text(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          assertThat(world.value("/3/0/0", TEXT)).isEqualTo(text("Tern"));
          assertThat(world.value("/3/0/1", TEXT)).isEqualTo(text("T1"));
          assertThat(world.value("/3/0/2", TEXT)).isEqualTo(text("007"));
          assertThat(world.value("/3/0/3", TEXT)).isEqualTo(text("1.0"));
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec("int-203")
  void basic_information_is_read_in_tlv(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          Node device = world.read("/3/0", TLV);
          assertThat(of(device, 0)).isEqualTo(text("Tern"));
          assertThat(of(device, 9)).isEqualTo(new Value.Int(90));
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec("int-204")
  void basic_information_is_read_in_the_json_of_1_0(EtsWorld.Make make) {
    make.play(
        Release.V1_0,
        world -> assertThat(of(world.read("/3/0", LEGACY_JSON), 1)).isEqualTo(text("T1")));
  }

  @ParameterizedTest
  @EnumSource
  @Spec("int-205")
  void basic_information_is_set_as_text_and_read_back(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          settable(make)
              .forEach((id, number) -> world.put("/1/0/" + id, new Value.Int(number), TEXT));
          settable(make)
              .forEach(
                  (id, number) ->
                      assertThat(world.value("/1/0/" + id, TEXT)).isEqualTo(new Value.Int(number)));
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-211", "int-212"})
  void single_values_travel_in_cbor(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          assertThat(world.value("/1/0/1", CBOR)).isEqualTo(new Value.Int(60));
          assertThat(world.value("/1/0/6", CBOR)).isInstanceOf(Value.Bool.class);
          assertThat(world.value("/1/0/7", CBOR)).isEqualTo(text("U"));
          world.put("/1/0/2", new Value.Int(101), CBOR);
          world.put("/1/0/3", new Value.Int(1010), CBOR);
          world.put("/1/0/6", new Value.Bool(false), CBOR);
          Node server = world.read("/1/0", SENML_CBOR);
          assertThat(of(server, 2)).isEqualTo(new Value.Int(101));
          assertThat(of(server, 3)).isEqualTo(new Value.Int(1010));
          assertThat(of(server, 6)).isEqualTo(new Value.Bool(false));
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-215", "int-551"})
  void an_instance_is_updated_in_tlv(EtsWorld.Make make) {
    setInstance(make, Release.V1_1, TLV);
  }

  @ParameterizedTest
  @EnumSource
  @Spec("int-220")
  void an_instance_is_updated_in_the_json_of_1_0(EtsWorld.Make make) {
    setInstance(make, Release.V1_0, LEGACY_JSON);
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-233", "int-234"})
  void an_instance_is_updated_in_senml(EtsWorld.Make make) {
    setInstance(make, Release.V1_1, SENML_CBOR);
    setInstance(make, Release.V1_1, SENML_JSON);
  }

  private static void setInstance(EtsWorld.Make make, Release release, ContentFormat format) {
    make.play(
        release,
        world -> {
          List<Node.ResourceNode> resources = new ArrayList<>();
          settable(make)
              .forEach(
                  (id, number) ->
                      resources.add(new Node.SingleResource(id, new Value.Int(number))));
          world.write("/1/0", Mode.UPDATE, Node.InstanceNode.of(0, resources), format);
          Node server = world.read("/1/0", format);
          assertThat(of(server, 1)).as("stays").isEqualTo(new Value.Int(60));
          settable(make)
              .forEach((id, number) -> assertThat(of(server, id)).isEqualTo(new Value.Int(number)));
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec("int-221")
  void the_security_object_is_closed_to_servers(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          String refusal = make == EtsWorld.Make.TERN ? "4.01" : "4.04";
          assertThat(world.refusal(new Downlink.Read(path("/0/0"), Optional.empty())))
              .isEqualTo(refusal);
          assertThat(
                  world.refusal(
                      new Downlink.Write(
                          path("/0/0/0"),
                          Mode.REPLACE,
                          new Node.SingleResource(0, text("coap://elsewhere")),
                          Optional.of(TEXT))))
              .isEqualTo(refusal);
          if (make == EtsWorld.Make.TERN) { // Leshan takes them
            assertThat(
                    world.refusal(
                        new Downlink.WriteAttributes(path("/0/0"), Attributes.NONE.withPmin(10))))
                .isEqualTo(refusal);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-222", "int-223", "int-224", "int-225", "int-231", "int-232"})
  void every_level_is_read_in_senml(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          for (ContentFormat format : List.of(SENML_JSON, SENML_CBOR)) {
            assertThat(((Node.ObjectNode) world.read("/3", format)).instances())
                .containsOnlyKeys(0);
            assertThat(((Node.ObjectNode) world.read("/1", format)).instances())
                .containsOnlyKeys(0);
            assertThat(of(world.read("/1/0", format), 1)).isEqualTo(new Value.Int(60));
            assertThat(of(world.read("/3/0", format), 0)).isEqualTo(text("Tern"));
            assertThat(world.value("/3/0/16", format)).isEqualTo(text("U"));
            assertThat(world.value("/3/0/11/0", format)).isEqualTo(new Value.Int(0));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec("int-228")
  void one_instance_of_a_resource_is_written(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          world.write(
              "/16/0/0/1", Mode.REPLACE, new Node.ResourceInstanceNode(1, text("test")), TEXT);
          assertThat(world.value("/16/0/0/1", TEXT)).isEqualTo(text("test"));
          assertThat(world.value("/16/0/0/0", TEXT)).isEqualTo(text("Host"));
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec("int-237")
  void without_a_wish_the_client_chooses_the_format(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world ->
            assertThat(of(world.answer(new Downlink.Read(path("/3/0"), Optional.empty())), 0))
                .isEqualTo(text("Tern")));
  }

  @ParameterizedTest
  @EnumSource
  @Spec("int-256")
  void what_is_not_writable_is_refused_and_stays(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          Value before = world.value("/1/0/0", TEXT);
          Node other = new Node.SingleResource(0, new Value.Int(7));
          assertThat(
                  world.refusal(
                      new Downlink.Write(path("/1/0/0"), Mode.REPLACE, other, Optional.of(TEXT))))
              .isEqualTo("4.05");
          assertThat(world.value("/1/0/0", TEXT)).isEqualTo(before);
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec("int-260")
  void discover_tells_what_is_there_and_which_attributes_hold(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          world.answer(
              new Downlink.WriteAttributes(
                  path("/3/0"), Attributes.NONE.withPmin(10).withPmax(60)));
          world.answer(new Downlink.WriteAttributes(path("/3/0/7"), Attributes.NONE.withPmin(50)));
          List<Link> links = world.discover("/3/0");
          assertThat(links)
              .extracting(Link::target)
              .startsWith("/3/0")
              .contains("/3/0/7", "/3/0/9");
          Link voltage =
              links.stream()
                  .filter(link -> link.target().equals("/3/0/7"))
                  .findFirst()
                  .orElseThrow();
          assertThat(voltage.attributes())
              .containsEntry("pmin", Optional.of("50"))
              .containsEntry("dim", Optional.of("2"));
          assertThat(links.getFirst().attributes())
              .containsEntry("pmin", Optional.of("10"))
              .containsEntry("pmax", Optional.of("60"));
        });
  }

  /// Leshan's client knows no 1.2.
  @Test
  @Spec({"1.2-int-264", "1.2-int-266"})
  void discover_goes_as_deep_as_it_is_asked_to() {
    EtsWorld.Make.TERN.play(
        Release.V1_2,
        world -> {
          assertThat(targets(world, "/3", 0)).containsExactly("/3");
          assertThat(targets(world, "/3", 1)).containsExactly("/3", "/3/0");
          assertThat(targets(world, "/3", 2)).contains("/3/0/6").doesNotContain("/3/0/6/1");
          assertThat(targets(world, "/3", 3)).contains("/3/0/6", "/3/0/6/1");
        });
  }

  private static List<String> targets(EtsWorld world, String path, int depth) {
    return world.answer(new Downlink.Discover(path(path), OptionalInt.of(depth))).stream()
        .map(Link::target)
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  @Spec("int-651")
  void the_device_is_told_its_time_zone_and_told_back(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          long seconds = 1_400_000_000;
          Node three =
              Node.InstanceNode.of(
                  0,
                  List.of(
                      new Node.SingleResource(13, new Value.Time(seconds)),
                      new Node.SingleResource(14, text("+01:00")),
                      new Node.SingleResource(15, text("Europe/London"))));
          world.write("/3/0", Mode.UPDATE, three, TLV);
          assertThat(world.value("/3/0/13", TEXT))
              .isInstanceOfSatisfying(
                  Value.Time.class,
                  time -> assertThat(time.epochSeconds()).isBetween(seconds, seconds + 60));
          assertThat(world.value("/3/0/14", TEXT)).isEqualTo(text("+01:00"));
          assertThat(world.value("/3/0/15", TEXT)).isEqualTo(text("Europe/London"));
          world.put("/3/0/14", text("+02:00"), TEXT);
          assertThat(world.value("/3/0/14", TEXT)).isEqualTo(text("+02:00"));
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-680", "int-685"})
  void a_device_has_one_device_instance_and_keeps_it(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          Node.InstanceNode second =
              Node.InstanceNode.of(1, List.of(new Node.SingleResource(14, text("+01:00"))));
          assertThat(
                  world.refusal(
                      new Downlink.Create(path("/3"), OptionalInt.of(1), second, Optional.of(TLV))))
              .isEqualTo(make == EtsWorld.Make.TERN ? "4.05" : "4.00");
          assertThat(world.refusal(new Downlink.Delete(path("/3/0")))).isEqualTo("4.05");
          assertThat(world.value("/3/0/0", TEXT)).isEqualTo(text("Tern"));
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-270", "int-290", "int-1630", "int-1635"})
  void portfolio_instances_come_and_go(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          assertThat(world.discovered("/16/0", "/16/0/0")).containsEntry("dim", Optional.of("4"));
          world.answer(world.creation(1, Map.of(0, text("a"), 1, text("b"))));
          assertThat(links(world)).contains("/16/0", "/16/1");
          assertThat(world.discovered("/16/1", "/16/1/0")).containsEntry("dim", Optional.of("2"));
          assertThat(world.value("/16/1/0/1", TEXT)).isEqualTo(text("b"));
          world.answer(new Downlink.Delete(path("/16/0")));
          world.answer(new Downlink.Delete(path("/16/1")));
          assertThat(links(world)).containsExactly("/16");
          world.awaitThat("announced", () -> world.instances(EtsObjects.PORTFOLIO).isEmpty());
        });
  }

  private static List<String> links(EtsWorld world) {
    return world.discover("/16").stream().map(Link::target).toList();
  }
}
