// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.client.AnswerListener;
import io.tern.client.Change;
import io.tern.client.ClientEvent;
import io.tern.client.Instance;
import io.tern.client.InstanceHost;
import io.tern.client.object.ObjectInstance;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.ResourceModel;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a server adds, takes away, lists and attaches.
class StructureTest {
  private static final ContentFormat TEXT = ContentFormat.TEXT;
  private static final ContentFormat TLV = ContentFormat.TLV;
  private static final ContentFormat JSON = ContentFormat.SENML_JSON;
  private static final String LAB = "/32769/0";

  private final ObjectInstance lab = Lab.instance(0);
  private Stage stage;

  @BeforeEach
  void begin() {
    stage = new Stage(Stage.config(Release.V1_2));
    serve(stage);
  }

  private void serve(Stage to) {
    to.client.define(Lab.MODEL, Lab::empty, to.now);
    to.client.serve(lab, to.now);
    to.start();
  }

  private String text(String path) {
    Response response = stage.get(path, TEXT);
    return response.code().equals(Code.CONTENT)
        ? response.payload().utf8()
        : response.code().toString();
  }

  private Code code(String path) {
    return stage.get(path).code();
  }

  @Test
  @Spec({"DM-07", "DM-102", "DM-107", "DM-110"})
  void creates_an_instance_with_an_id_of_the_clients_choice() {
    Bytes content = Lab.tlv("/32769/1", Lab.content(1, Lab.NAME_CONTENT, Lab.KEYS_CONTENT));
    Response created = stage.post("/32769", TLV, content);
    assertThat(created.code()).isEqualTo(Code.CREATED);
    assertThat(created.options().locationPath()).containsExactly("32769", "1");
    assertThat(text("/32769/1/0")).isEqualTo("new");
    assertThat(text("/32769/1/2")).isEqualTo("s-1");
    assertThat(stage.lastUplink().path()).isEqualTo("/rd/h1");
    assertThat(stage.lastUplink().payload()).endsWith("</32769/0>,</32769/1>");
    assertThat(stage.events(ClientEvent.Created.class)).hasSize(1);
  }

  @Test
  @Spec({"DM-102", "DM-105", "DM-106"})
  void creates_an_instance_with_an_id_of_the_servers_choice_unless_it_is_taken() {
    Bytes seventh = json("/32769/7/", "\"n\":\"0\",\"vs\":\"new\"", "\"n\":\"5/0\",\"vs\":\"k\"");
    assertThat(stage.post("/32769", JSON, seventh).code()).isEqualTo(Code.CREATED);
    assertThat(text("/32769/7/0")).isEqualTo("new");
    assertThat(stage.post("/32769", JSON, seventh).code()).isEqualTo(Code.BAD_REQUEST);
    Bytes withSerial =
        json(
            "/32769/8/",
            "\"n\":\"0\",\"vs\":\"new\"",
            "\"n\":\"5/0\",\"vs\":\"k\"",
            "\"n\":\"2\",\"vs\":\"forged\"");
    assertThat(stage.post("/32769", JSON, withSerial).code()).isEqualTo(Code.CREATED);
    assertThat(text("/32769/8/2")).isEqualTo("s-8");
  }

  private static Bytes json(String name, String... records) {
    return Bytes.ofUtf8("[{\"bn\":\"" + name + "\"," + String.join("},{", records) + "}]");
  }

  @Test
  @Spec({"DM-102", "DM-107", "DM-110", "AMB-35"})
  void creates_several_instances_at_once() {
    Response created = stage.post("/32769", TLV, several(3, 7, 4));
    assertThat(created.code()).isEqualTo(Code.CREATED);
    assertThat(created.options().locationPath()).isEmpty();
    assertThat(text("/32769/3/2")).isEqualTo("s-3");
    assertThat(text("/32769/7/0")).isEqualTo("new");
    assertThat(stage.uplinks).hasSize(2);
    assertThat(stage.lastUplink().payload())
        .endsWith("</32769/0>,</32769/3>,</32769/4>,</32769/7>");
    assertThat(stage.events(ClientEvent.Created.class)).hasSize(3);
  }

  @Test
  @Spec({"DM-105", "AMB-35"})
  void of_several_instances_all_are_created_or_none() {
    Response refused = stage.post("/32769", TLV, several(3, 7, 0));
    assertThat(refused.code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(code("/32769/3")).isEqualTo(Code.NOT_FOUND);
    assertThat(code("/32769/7")).isEqualTo(Code.NOT_FOUND);
    assertThat(code(LAB)).isEqualTo(Code.CONTENT);
    assertThat(stage.uplinks).hasSize(1);
    assertThat(stage.events(ClientEvent.Created.class)).isEmpty();
    Bytes lacking = several(5).concat(Lab.tlv("/32769", wrapped(6, Lab.NAME_CONTENT)));
    assertThat(stage.post("/32769", TLV, lacking).code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(code("/32769/5")).isEqualTo(Code.NOT_FOUND);
  }

  private static Bytes several(int... ids) {
    Bytes all = Bytes.EMPTY;
    for (int id : ids) {
      all = all.concat(Lab.tlv("/32769", wrapped(id, Lab.NAME_CONTENT, Lab.KEYS_CONTENT)));
    }
    return all;
  }

  private static Node.ObjectNode wrapped(int id, Node.ResourceNode... resources) {
    return new Node.ObjectNode(Lab.ID, new TreeMap<>(Map.of(id, Lab.content(id, resources))));
  }

  @Test
  @Spec({"DM-106", "DM-28"})
  void a_create_that_lacks_or_breaks_something_creates_nothing() {
    assertThat(
            stage.post("/32769", TLV, Lab.tlv("/32769/1", Lab.content(1, Lab.NAME_CONTENT))).code())
        .isEqualTo(Code.BAD_REQUEST);
    Node.ResourceNode tooMuch = Lab.single(Lab.COUNT, new Value.Int(101));
    assertThat(
            stage
                .post(
                    "/32769",
                    TLV,
                    Lab.tlv(
                        "/32769/1", Lab.content(1, Lab.NAME_CONTENT, Lab.KEYS_CONTENT, tooMuch)))
                .code())
        .isEqualTo(Code.BAD_REQUEST);
    assertThat(stage.execute("/32769").code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(code("/32769/1")).isEqualTo(Code.NOT_FOUND);
    assertThat(stage.uplinks).hasSize(1);
  }

  @Test
  @Spec({"DM-23", "DM-108", "DM-113", "OBJ-3-4"})
  void what_belongs_to_the_device_is_neither_created_nor_deleted() {
    assertThat(stage.post("/3", TLV, Bytes.EMPTY).code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(stage.post("/1", TLV, Bytes.EMPTY).code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(stage.post("/4711", TLV, Bytes.EMPTY).code()).isEqualTo(Code.NOT_FOUND);
    assertThat(stage.delete("/3/0").code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(stage.delete("/1/0").code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(stage.delete("/3").code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(stage.delete(LAB + "/0").code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(stage.delete("/32769/5").code()).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  @Spec({"DM-08", "DM-110", "DM-111", "MODEL-12"})
  void deletes_an_instance_with_its_attributes_and_observations() {
    stage.attributes(LAB + "/0", "pmin=1");
    Stage.Observing observing = stage.observeText(LAB + "/0");
    Stage.Observing object = stage.observe("/32769", TLV);
    assertThat(stage.delete(LAB).code()).isEqualTo(Code.DELETED);
    assertThat(code(LAB)).isEqualTo(Code.NOT_FOUND);
    assertThat(stage.lastUplink().payload()).endsWith("</32769>");
    assertThat(stage.client.gauges().attributes()).isZero();
    assertThat(observing.ended).singleElement().extracting("code").isEqualTo(Code.NOT_FOUND);
    assertThat(object.heard.getLast().payload()).isEqualTo(Bytes.EMPTY);
    assertThat(stage.observed()).containsExactly(Path.of(Lab.ID));
  }

  @Test
  @Spec({"DM-112", "DM-08"})
  void deletes_a_resource_instance_but_not_the_last_of_a_mandatory_resource() {
    assertThat(stage.delete(LAB + "/4/0").code()).isEqualTo(Code.DELETED);
    assertThat(text(LAB + "/4/0")).isEqualTo("4.04");
    assertThat(stage.delete(LAB + "/4/0").code()).isEqualTo(Code.NOT_FOUND);
    assertThat(stage.delete(LAB + "/4/3").code()).isEqualTo(Code.DELETED);
    assertThat(stage.delete(LAB + "/5/0").code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(stage.delete(LAB + "/9/7").code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(stage.delete(LAB + "/1/0").code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
  }

  private String links(String path, String... query) {
    Options.Builder options = Stage.path(path).accept(ContentFormat.LINK_FORMAT);
    for (String argument : query) {
      options.uriQuery(argument);
    }
    Response response = stage.ask(Request.of(Code.GET, options.build()));
    return response.code().equals(Code.CONTENT)
        ? response.payload().utf8()
        : response.code().toString();
  }

  @Test
  @Spec({"DM-02", "DM-12", "DM-51", "DM-56", "DM-58", "MODEL-07", "MODEL-08"})
  void discovers_what_is_there_with_dimensions() {
    assertThat(links(LAB))
        .isEqualTo(
            "</32769/0>,</32769/0/0>,</32769/0/1>,</32769/0/2>,</32769/0/3>,"
                + "</32769/0/4>;dim=2,</32769/0/5>;dim=1,</32769/0/6>,</32769/0/7>,"
                + "</32769/0/9>;dim=1");
    assertThat(links(LAB + "/4")).isEqualTo("</32769/0/4>;dim=2,</32769/0/4/0>,</32769/0/4/3>");
    assertThat(links("/32769")).startsWith("</32769>,</32769/0>,</32769/0/0>");
  }

  @Test
  @Spec("DM-52")
  void a_depth_limits_what_is_discovered() {
    assertThat(links("/32769", "depth=0")).isEqualTo("</32769>");
    assertThat(links("/32769", "depth=1")).isEqualTo("</32769>,</32769/0>");
    assertThat(links("/32769", "depth=3")).contains("</32769/0/4/3>");
    assertThat(links(LAB, "depth=0")).isEqualTo("</32769/0>");
    assertThat(links("/32769", "depth=4")).isEqualTo("4.00");
  }

  @Test
  @Spec({"DM-54", "DM-57", "DM-21", "ATT-31"})
  void discovery_shows_attributes_and_versions() {
    stage.attributes("/32769", "pmin=5");
    stage.attributes(LAB + "/1", "gt=50", "pmax=60");
    assertThat(links("/32769", "depth=0")).isEqualTo("</32769>;pmin=5");
    assertThat(links(LAB + "/1")).isEqualTo("</32769/0/1>;pmin=5;pmax=60;gt=50");
    assertThat(links(LAB)).contains("</32769/0/1>;pmax=60;gt=50,");
    assertThat(links(LAB + "/8")).isEqualTo("4.04");
    assertThat(links("/4711")).isEqualTo("4.04");
    stage.client.serve(io.tern.client.object.Temperature.instance(0, 1), stage.now);
    assertThat(links("/3303", "depth=0")).isEqualTo("</3303>;ver=1.1");
    assertThat(links("/3", "depth=0")).isEqualTo("</3>");
  }

  @Test
  @Spec({"DM-05", "DM-15", "ATT-31", "ATT-32", "ATT-33", "ATT-34", "ATT-35", "ATT-40"})
  void writes_attributes_at_every_level_where_something_is() {
    assertThat(stage.attributes("/32769", "pmin=5").code()).isEqualTo(Code.CHANGED);
    assertThat(stage.attributes(LAB, "pmax=50").code()).isEqualTo(Code.CHANGED);
    assertThat(stage.attributes(LAB + "/1", "gt=5").code()).isEqualTo(Code.CHANGED);
    assertThat(stage.attributes(LAB + "/4/0", "lt=5").code()).isEqualTo(Code.CHANGED);
    assertThat(stage.attributes(LAB + "/1", "gt").code()).isEqualTo(Code.CHANGED);
    assertThat(links(LAB + "/1")).isEqualTo("</32769/0/1>;pmin=5;pmax=50");
    assertThat(stage.attributes("/32769/4", "pmin=5").code()).isEqualTo(Code.NOT_FOUND);
    assertThat(stage.attributes("/4711", "pmin=5").code()).isEqualTo(Code.NOT_FOUND);
    assertThat(stage.attributes(LAB + "/10", "pmin=5").code()).isEqualTo(Code.NOT_FOUND);
    assertThat(stage.attributes(LAB, "gt=5").code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(stage.attributes(LAB + "/0", "gt=5").code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(stage.attributes(LAB + "/1", "dim=3").code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(stage.attributes(LAB + "/1", "colour=3").code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(stage.attributes(LAB + "/1", "lt=50", "gt=10").code()).isEqualTo(Code.BAD_REQUEST);
  }

  @Test
  @Spec("ATT-41")
  void attributes_of_the_security_object_are_nobodys_and_an_object_may_have_some_before_it_is() {
    assertThat(stage.attributes("/0", "pmin=1").code()).isEqualTo(Code.UNAUTHORIZED);
    assertThat(stage.attributes("/0/0", "pmin=1").code()).isEqualTo(Code.UNAUTHORIZED);
    assertThat(stage.attributes("/0/0/10", "pmin=1").code()).isEqualTo(Code.UNAUTHORIZED);
    assertThat(stage.client.gauges().attributes()).isZero();
    assertThat(stage.attributes(LAB, "pmin=1").code()).isEqualTo(Code.CHANGED);
    assertThat(stage.delete(LAB).code()).isEqualTo(Code.DELETED);
    assertThat(stage.attributes(LAB, "pmin=1").code()).isEqualTo(Code.NOT_FOUND);
    assertThat(stage.attributes("/32769", "pmin=1").code()).isEqualTo(Code.CHANGED);
  }

  private static ObjectModel lamp(boolean multiple, boolean mandatory) {
    SortedMap<Integer, ResourceModel> resources = new TreeMap<>();
    resources.put(
        0,
        new ResourceModel(
            0, "State", ResourceModel.Operations.R, false, true, DataType.BOOLEAN, "", ""));
    return new ObjectModel(33_100, Version.V1_0, "Lamp", multiple, mandatory, resources);
  }

  private static Stage withLamps(ObjectModel model) {
    Stage stage = new Stage(Stage.config(Release.V1_2));
    stage.client.define(model, id -> ObjectInstance.of(model, id).holding(0, true), stage.now);
    stage.start();
    return stage;
  }

  private static Code create(Stage stage, int id) {
    Bytes content = Bytes.ofUtf8("[{\"n\":\"/33100/" + id + "/0\",\"vb\":true}]");
    return stage.post("/33100", JSON, content).code();
  }

  @Test
  @Spec("MODEL-02")
  void an_optional_object_that_is_single_has_instance_0_or_none() {
    Stage one = withLamps(lamp(false, false));
    assertThat(one.get("/33100/0").code()).isEqualTo(Code.NOT_FOUND);
    assertThat(create(one, 1)).isEqualTo(Code.BAD_REQUEST);
    assertThat(create(one, 0)).isEqualTo(Code.CREATED);
    assertThat(create(one, 1)).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(one.delete("/33100/0").code()).isEqualTo(Code.DELETED);
    assertThat(create(one, 0)).isEqualTo(Code.CREATED);
    assertThat(one.get("/33100/0/0", TEXT).payload().utf8()).isEqualTo("1");
  }

  @Test
  @Spec("MODEL-02")
  void an_object_that_is_single_takes_no_other_instance_from_the_device_either() {
    Instance second = new Renumbered(ObjectInstance.of(lamp(false, false), 0), 1);
    assertThatThrownBy(() -> stage.client.serve(second, stage.now))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("33100 has no instance 1");
    stage.client.serve(new Renumbered(ObjectInstance.of(lamp(true, false), 0), 1), stage.now);
    assertThat(stage.client.instance(Path.of(33_100, 1))).isPresent();
  }

  @Test
  @Spec("MODEL-02")
  void a_mandatory_object_that_is_single_has_exactly_instance_0() {
    Stage one = new Stage(Stage.config(Release.V1_2));
    ObjectModel model = lamp(false, true);
    one.client.define(model, id -> ObjectInstance.of(model, id).holding(0, true), one.now);
    one.client.serve(ObjectInstance.of(model, 0).holding(0, true), one.now);
    one.start();
    assertThat(create(one, 1)).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(one.delete("/33100/0").code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(one.client.withdraw(Path.of(33_100, 0), one.now)).isFalse();
    assertThat(one.get("/33100/0/0", TEXT).payload().utf8()).isEqualTo("1");
  }

  @Test
  @Spec("MODEL-06")
  void create_and_delete_are_not_bound_by_the_operations_of_resources() {
    Stage some = withLamps(lamp(true, false));
    assertThat(create(some, 4)).isEqualTo(Code.CREATED);
    Bytes off = Bytes.ofUtf8("[{\"n\":\"/33100/4/0\",\"vb\":false}]");
    assertThat(some.put("/33100/4", JSON, off).code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(some.post("/33100/4", JSON, off).code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(some.put("/33100/4/0", JSON, off).code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(some.execute("/33100/4/0").code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(some.get("/33100/4/0", TEXT).payload().utf8()).isEqualTo("1");
    assertThat(some.delete("/33100/4").code()).isEqualTo(Code.DELETED);
  }

  @Test
  @Spec("MODEL-13")
  void what_a_client_is_none_without_is_taken_away_by_nobody() {
    for (Path path : List.of(Path.of(3, 0), Path.of(1, 0), Path.of(0, 0))) {
      assertThat(stage.client.withdraw(path, stage.now)).as(path.toString()).isFalse();
      assertThat(stage.delete(path.toString()).code())
          .isIn(Code.METHOD_NOT_ALLOWED, Code.UNAUTHORIZED);
      assertThat(stage.client.instance(path)).isPresent();
    }
    assertThat(stage.client.withdraw(Path.of(Lab.ID, 0), stage.now)).isTrue();
    assertThat(stage.client.isRegistered()).isTrue();
  }

  /// An instance of the device's own making, under another id.
  private record Renumbered(ObjectInstance inner, int id) implements Instance {
    @Override
    public ObjectModel model() {
      return inner.model();
    }

    @Override
    public void onServed(InstanceHost host) {
      inner.onServed(host);
    }

    @Override
    public boolean supports(int resourceId) {
      return inner.supports(resourceId);
    }

    @Override
    public List<Integer> resources() {
      return inner.resources();
    }

    @Override
    public void read(
        OptionalInt resourceId, AnswerListener<Node.InstanceNode> listener, long nowNanos) {
      inner.read(resourceId, listener, nowNanos);
    }

    @Override
    public void check(
        SortedMap<Integer, Change> changes, AnswerListener<Downlink.Done> listener, long nowNanos) {
      inner.check(changes, listener, nowNanos);
    }

    @Override
    public void write(
        SortedMap<Integer, Change> changes, AnswerListener<Downlink.Done> listener, long nowNanos) {
      inner.write(changes, listener, nowNanos);
    }

    @Override
    public void execute(
        int resourceId,
        Arguments arguments,
        AnswerListener<Downlink.Done> listener,
        long nowNanos) {
      inner.execute(resourceId, arguments, listener, nowNanos);
    }
  }
}
