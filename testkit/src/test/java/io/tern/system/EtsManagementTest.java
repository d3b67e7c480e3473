// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static io.tern.system.EtsStage.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.ContentFormat;
import io.tern.coap.link.Link;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Downlink.Write.Mode;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The cases of ETS 1.2 §6.3, of §6.6 on the Device object, and of §6.7.5, between our two ends.
class EtsManagementTest {
  private static final ContentFormat TEXT = ContentFormat.TEXT;
  private static final ContentFormat CBOR = ContentFormat.CBOR;
  private static final ContentFormat TLV = ContentFormat.TLV;
  private static final ContentFormat SENML_JSON = ContentFormat.SENML_JSON;
  private static final ContentFormat SENML_CBOR = ContentFormat.SENML_CBOR;
  private static final ContentFormat LEGACY_JSON = ContentFormat.LWM2M_JSON;

  private static Value text(String text) {
    return new Value.Text(text);
  }

  private static Node.InstanceNode server(long pmin, long pmax, long disableTimeout) {
    return Node.InstanceNode.of(
        0,
        List.of(
            new Node.SingleResource(2, new Value.Int(pmin)),
            new Node.SingleResource(3, new Value.Int(pmax)),
            new Node.SingleResource(5, new Value.Int(disableTimeout))));
  }

  private static Value of(Node node, int resource) {
    return node instanceof Node.InstanceNode instance
            && instance.resources().get(resource)
                instanceof Node.SingleResource(int id, Value value)
        ? value
        : text("resource " + resource + " of " + node);
  }

  @Test
  @Spec({"int-201", "int-652"})
  void basic_information_is_read_as_text() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          assertThat(stage.value("/3/0/0", TEXT)).isEqualTo(text("Tern"));
          assertThat(stage.value("/3/0/1", TEXT)).isEqualTo(text("T1"));
          assertThat(stage.value("/3/0/2", TEXT)).isEqualTo(text("007"));
          assertThat(stage.value("/3/0/3", TEXT)).isEqualTo(text("1.0"));
        });
  }

  @Test
  @Spec("int-203")
  void basic_information_is_read_in_tlv() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          Node device = stage.read("/3/0", TLV);
          assertThat(of(device, 0)).isEqualTo(text("Tern"));
          assertThat(of(device, 9)).isEqualTo(new Value.Int(90));
        });
  }

  @Test
  @Spec("int-204")
  void basic_information_is_read_in_the_json_of_1_0() {
    EtsStage.play(
        Release.V1_0,
        stage -> assertThat(of(stage.read("/3/0", LEGACY_JSON), 1)).isEqualTo(text("T1")));
  }

  @Test
  @Spec("int-205")
  void basic_information_is_set_as_text_and_read_back() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          Map<String, Long> wanted = Map.of("/1/0/2", 101L, "/1/0/3", 1010L, "/1/0/5", 2000L);
          wanted.forEach((path, number) -> stage.put(path, new Value.Int(number), TEXT));
          wanted.forEach(
              (path, number) ->
                  assertThat(stage.value(path, TEXT)).isEqualTo(new Value.Int(number)));
        });
  }

  @Test
  @Spec({"int-211", "int-212"})
  void single_values_travel_in_cbor() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          assertThat(stage.value("/1/0/0", CBOR)).isEqualTo(new Value.Int(1));
          assertThat(stage.value("/1/0/6", CBOR)).isEqualTo(new Value.Bool(true));
          assertThat(stage.value("/1/0/7", CBOR)).isEqualTo(text("U"));
          stage.put("/1/0/2", new Value.Int(101), CBOR);
          stage.put("/1/0/3", new Value.Int(1010), CBOR);
          stage.put("/1/0/6", new Value.Bool(false), CBOR);
          Node server = stage.read("/1/0", SENML_CBOR);
          assertThat(of(server, 2)).isEqualTo(new Value.Int(101));
          assertThat(of(server, 3)).isEqualTo(new Value.Int(1010));
          assertThat(of(server, 6)).isEqualTo(new Value.Bool(false));
        });
  }

  @Test
  @Spec({"int-215", "int-551"})
  void an_instance_is_updated_in_tlv() {
    setInstance(Release.V1_1, TLV);
  }

  @Test
  @Spec("int-220")
  void an_instance_is_updated_in_the_json_of_1_0() {
    setInstance(Release.V1_0, LEGACY_JSON);
  }

  @Test
  @Spec({"int-233", "int-234"})
  void an_instance_is_updated_in_senml() {
    setInstance(Release.V1_1, SENML_CBOR);
    setInstance(Release.V1_1, SENML_JSON);
  }

  private static void setInstance(Release release, ContentFormat format) {
    EtsStage.play(
        release,
        stage -> {
          stage.write("/1/0", Mode.UPDATE, server(101, 1010, 2000), format);
          Node server = stage.read("/1/0", format);
          assertThat(of(server, 1)).as("stays").isEqualTo(new Value.Int(60));
          assertThat(of(server, 2)).isEqualTo(new Value.Int(101));
          assertThat(of(server, 3)).isEqualTo(new Value.Int(1010));
          assertThat(of(server, 5)).isEqualTo(new Value.Int(2000));
        });
  }

  @Test
  @Spec("int-221")
  void the_security_object_is_closed_to_servers() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          assertThat(stage.refusal(new Downlink.Read(path("/0/0"), Optional.empty())))
              .isEqualTo("4.01");
          assertThat(
                  stage.refusal(
                      new Downlink.Write(
                          path("/0/0/0"),
                          Mode.REPLACE,
                          new Node.SingleResource(0, text("coap://elsewhere")),
                          Optional.of(TEXT))))
              .isEqualTo("4.01");
          assertThat(
                  stage.refusal(
                      new Downlink.WriteAttributes(path("/0/0"), Attributes.NONE.withPmin(10))))
              .isEqualTo("4.01");
        });
  }

  @Test
  @Spec({"int-222", "int-223", "int-224", "int-225", "int-231", "int-232"})
  void every_level_is_read_in_senml() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          for (ContentFormat format : List.of(SENML_JSON, SENML_CBOR)) {
            assertThat(((Node.ObjectNode) stage.read("/3", format)).instances())
                .containsOnlyKeys(0);
            assertThat(((Node.ObjectNode) stage.read("/1", format)).instances())
                .containsOnlyKeys(0);
            assertThat(of(stage.read("/1/0", format), 0)).isEqualTo(new Value.Int(1));
            assertThat(of(stage.read("/3/0", format), 0)).isEqualTo(text("Tern"));
            assertThat(stage.value("/3/0/16", format)).isEqualTo(text("U"));
            assertThat(stage.value("/3/0/11/0", format)).isEqualTo(new Value.Int(0));
          }
        });
  }

  @Test
  @Spec("int-228")
  void one_instance_of_a_resource_is_written() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          stage.write(
              "/16/0/0/1", Mode.REPLACE, new Node.ResourceInstanceNode(1, text("test")), TEXT);
          assertThat(stage.value("/16/0/0/1", TEXT)).isEqualTo(text("test"));
          assertThat(stage.value("/16/0/0/0", TEXT)).isEqualTo(text("Host"));
        });
  }

  @Test
  @Spec("int-237")
  void without_a_wish_the_client_chooses_the_format() {
    EtsStage.play(
        Release.V1_1,
        stage ->
            assertThat(of(stage.answer(new Downlink.Read(path("/3/0"), Optional.empty())), 0))
                .isEqualTo(text("Tern")));
  }

  @Test
  @Spec("int-256")
  void what_is_not_writable_is_refused_and_stays() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          Node other = new Node.SingleResource(0, new Value.Int(7));
          assertThat(
                  stage.refusal(
                      new Downlink.Write(path("/1/0/0"), Mode.REPLACE, other, Optional.of(TEXT))))
              .isEqualTo("4.05");
          assertThat(stage.value("/1/0/0", TEXT)).isEqualTo(new Value.Int(1));
        });
  }

  @Test
  @Spec("int-260")
  void discover_tells_what_is_there_and_which_attributes_hold() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          stage.answer(
              new Downlink.WriteAttributes(
                  path("/3/0"), Attributes.NONE.withPmin(10).withPmax(60)));
          stage.answer(new Downlink.WriteAttributes(path("/3/0/7"), Attributes.NONE.withPmin(50)));
          List<Link> links = stage.answer(new Downlink.Discover(path("/3/0"), OptionalInt.empty()));
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

  @Test
  @Spec({"1.2-int-264", "1.2-int-266"})
  void discover_goes_as_deep_as_it_is_asked_to() {
    EtsStage.play(
        Release.V1_2,
        stage -> {
          assertThat(targets(stage, "/3", 0)).containsExactly("/3");
          assertThat(targets(stage, "/3", 1)).containsExactly("/3", "/3/0");
          assertThat(targets(stage, "/3", 2)).contains("/3/0/6").doesNotContain("/3/0/6/1");
          assertThat(targets(stage, "/3", 3)).contains("/3/0/6", "/3/0/6/1");
        });
  }

  private static List<String> targets(EtsStage stage, String path, int depth) {
    return stage.answer(new Downlink.Discover(path(path), OptionalInt.of(depth))).stream()
        .map(Link::target)
        .toList();
  }

  private static Map<String, Node> readAll(EtsStage stage, String... paths) {
    List<Path> all = List.of(paths).stream().map(EtsStage::path).toList();
    Map<String, Node> found = new TreeMap<>();
    for (TimedNode node :
        stage.answer(new Downlink.ReadComposite(all, Optional.of(SENML_CBOR))).nodes()) {
      found.put(node.path().toString(), node.node());
    }
    return found;
  }

  @Test
  @Spec("int-280")
  void several_paths_are_read_at_once() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          Map<String, Node> found = readAll(stage, "/3/0/16", "/3/0/11/0", "/1/0");
          assertThat(found)
              .containsOnlyKeys("/3/0/16", "/3/0/11", "/1/0/0", "/1/0/1", "/1/0/6", "/1/0/7")
              .containsEntry("/3/0/16", new Node.SingleResource(16, text("U")))
              .containsEntry("/1/0/1", new Node.SingleResource(1, new Value.Int(60)));
        });
  }

  @Test
  @Spec("int-281")
  void what_cannot_be_read_is_left_out_of_several() {
    EtsStage.play(
        Release.V1_1,
        stage ->
            assertThat(readAll(stage, "/1/0/1", "/1/0/8", "/3/0/16"))
                .containsOnlyKeys("/1/0/1", "/3/0/16"));
  }

  @Test
  @Spec("int-651")
  void the_device_is_told_its_time_zone_and_told_back() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          Node two =
              Node.InstanceNode.of(
                  0,
                  List.of(
                      new Node.SingleResource(14, text("+01:00")),
                      new Node.SingleResource(15, text("Europe/London"))));
          stage.write("/3/0", Mode.UPDATE, two, TLV);
          assertThat(stage.value("/3/0/14", TEXT)).isEqualTo(text("+01:00"));
          assertThat(stage.value("/3/0/15", TEXT)).isEqualTo(text("Europe/London"));
          stage.put("/3/0/14", text("+02:00"), TEXT);
          assertThat(stage.value("/3/0/14", TEXT)).isEqualTo(text("+02:00"));
        });
  }

  @Test
  @Spec({"int-680", "int-685"})
  void a_device_has_one_device_instance_and_keeps_it() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          Node.InstanceNode second =
              Node.InstanceNode.of(1, List.of(new Node.SingleResource(14, text("+01:00"))));
          assertThat(
                  stage.refusal(
                      new Downlink.Create(path("/3"), OptionalInt.of(1), second, Optional.of(TLV))))
              .isEqualTo("4.05");
          assertThat(stage.refusal(new Downlink.Delete(path("/3/0")))).isEqualTo("4.05");
          assertThat(stage.value("/3/0/0", TEXT)).isEqualTo(text("Tern"));
        });
  }

  @Test
  @Spec({"int-270", "int-290", "int-1630", "int-1635"})
  void portfolio_instances_come_and_go() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          stage.answer(stage.creation(1, Map.of(0, text("a"), 1, text("b"))));
          assertThat(links(stage)).contains("/16/0", "/16/1");
          assertThat(stage.value("/16/1/0/1", TEXT)).isEqualTo(text("b"));
          stage.answer(new Downlink.Delete(path("/16/0")));
          stage.answer(new Downlink.Delete(path("/16/1")));
          assertThat(links(stage)).containsExactly("/16");
          stage.pass(2);
          assertThat(
                  stage
                      .registration()
                      .orElseThrow()
                      .terms()
                      .objects()
                      .object(EtsStage.PORTFOLIO)
                      .orElseThrow()
                      .instances())
              .isEmpty();
        });
  }

  private static List<String> links(EtsStage stage) {
    return stage.answer(new Downlink.Discover(path("/16"), OptionalInt.empty())).stream()
        .map(Link::target)
        .toList();
  }
}
