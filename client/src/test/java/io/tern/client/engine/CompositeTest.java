// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.client.ClientEvent;
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
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Read-, Write- and Observe-Composite as a server sees them.
class CompositeTest {
  private static final String VALUE = "/3303/0/5700";
  private Stage stage;
  private ObjectInstance thermometer;
  private ObjectInstance lab;

  @BeforeEach
  void register() {
    thermometer = Temperature.instance(0, 20);
    lab = Lab.instance(0);
    stage = new Stage(Stage.config(Release.V1_2));
    stage.client.serve(thermometer, stage.now);
    stage.client.define(Lab.MODEL, Lab::empty, stage.now);
    stage.client.serve(lab, stage.now);
    stage.start();
  }

  private static Options.Builder json() {
    return Options.builder().contentFormat(ContentFormat.SENML_JSON);
  }

  private Response fetch(String body) {
    return stage.ask(Request.of(Code.FETCH, json().build(), Bytes.ofUtf8(body)));
  }

  private Response patch(ContentFormat format, String body) {
    Options options = Options.builder().contentFormat(format).build();
    return stage.ask(Request.of(Code.IPATCH, options, Bytes.ofUtf8(body)));
  }

  private static String names(String... paths) {
    StringBuilder pack = new StringBuilder("[");
    for (String path : paths) {
      pack.append(pack.length() > 1 ? "," : "").append("{\"n\":\"").append(path).append("\"}");
    }
    return pack.append(']').toString();
  }

  private String read(String path) {
    return stage.get(path, ContentFormat.SENML_JSON).payload().utf8();
  }

  @Test
  @Spec({"DM-09", "DM-123", "DM-126", "DM-41"})
  void a_read_composite_answers_all_levels_at_once() {
    Response response = fetch(names("/3303/0", VALUE, "/" + Lab.ID + "/0/4/3", "/1/0/1"));
    assertThat(response.code()).isEqualTo(Code.CONTENT);
    assertThat(response.options().contentFormat()).contains(ContentFormat.SENML_JSON);
    String body = response.payload().utf8();
    assertThat(body).contains("86400").contains("\"v\":20").contains("\"v\":13");
    assertThat(body.split("5700", -1)).as("each value once").hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {110, 112, 11544})
  @Spec({"DM-09", "DM-126"})
  void the_answer_has_the_format_that_the_server_accepts(int format) {
    ContentFormat wanted = new ContentFormat(format);
    Request request =
        Request.of(Code.FETCH, json().accept(wanted).build(), Bytes.ofUtf8(names(VALUE)));
    assertThat(stage.ask(request).options().contentFormat()).contains(wanted);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 60, 320, 322, 11542, 11543})
  @Spec({"DM-09", "DM-26", "DM-126", "OBS-04", "FMT-07"})
  void a_format_that_carries_no_composite_is_not_acceptable(int format) {
    Options read = json().accept(new ContentFormat(format)).build();
    Bytes names = Bytes.ofUtf8(names(VALUE));
    assertThat(stage.ask(Request.of(Code.FETCH, read, names)).code())
        .isEqualTo(Code.NOT_ACCEPTABLE);
    Options observe = read.toBuilder().observe(0).build();
    assertThat(stage.ask(Request.of(Code.FETCH, observe, names)).code())
        .isEqualTo(Code.NOT_ACCEPTABLE);
    assertThat(stage.client.gauges().observations()).isZero();
  }

  @Test
  @Spec({"DM-124", "DM-131", "DM-59", "DELTA-01", "ACL-15"})
  void what_cannot_be_read_is_left_out_be_it_all() {
    String body =
        fetch(names("/9", "/3303/7", VALUE, "/3303/0/5605", "/0/0", "/1/0/8")).payload().utf8();
    assertThat(body).isEqualTo("[{\"n\":\"" + VALUE + "\",\"v\":20.0}]");
    Response nothing = fetch(names("/9", "/0", "/21/0"));
    assertThat(nothing.code()).isEqualTo(Code.CONTENT);
    assertThat(nothing.payload().utf8()).isEqualTo("[]");
  }

  @Test
  @Spec({"DM-123", "DM-131"})
  void the_root_is_everything_but_what_no_server_sees() {
    String body = fetch(names("/")).payload().utf8();
    assertThat(body).contains("/1/0/", "/3/0/", "/3303/0/", "/" + Lab.ID + "/0/");
    assertThat(body).doesNotContain("\"/0/0").doesNotContain("coap://");
  }

  @Test
  @Spec({"DM-10", "DM-127", "DM-128"})
  void a_write_composite_changes_several_objects() {
    Response response =
        patch(
            ContentFormat.SENML_JSON,
            "[{\"n\":\"/1/0/1\",\"v\":500},{\"n\":\"/"
                + Lab.ID
                + "/0/1\",\"v\":7},{\"n\":\"/"
                + Lab.ID
                + "/0/4/9\",\"v\":99}]");
    assertThat(response.code()).isEqualTo(Code.CHANGED);
    assertThat(read("/1/0/1")).contains("500");
    assertThat(read("/" + Lab.ID + "/0/1")).contains("7");
    assertThat(read("/" + Lab.ID + "/0/4")).contains("10", "13", "99");
    assertThat(stage.events(ClientEvent.Written.class))
        .extracting(ClientEvent.Written::path)
        .contains(Path.of(1, 0, 1), Path.of(Lab.ID, 0, 1), Path.of(Lab.ID, 0, 4, 9));
    stage.pass(1);
    assertThat(stage.lastUplink().query()).contains("lt=500");
  }

  @ParameterizedTest
  @CsvSource({
    "/9/0/1,1,4.04",
    "/3303/7/5700,1,4.04",
    "/3303/0/5700,1,4.05",
    "/3303/0/5605,1,4.05",
    "LAB/3/1,1,4.04",
    "LAB/0/1/0,1,4.00",
    "LAB/0/1,101,4.00",
    "/1/0/1,-1,4.00",
    "LAB/0/0,1,4.00"
  })
  @Spec({"DM-127", "DM-22", "DM-28", "DM-21"})
  void one_bad_target_and_nothing_is_written(String path, String value, String code) {
    String at = path.replace("LAB", "/" + Lab.ID);
    String good = "{\"n\":\"/" + Lab.ID + "/0/1\",\"v\":7}";
    String bad = "{\"n\":\"" + at + "\",\"v\":" + value + "}";
    for (String body : List.of("[" + good + "," + bad + "]", "[" + bad + "," + good + "]")) {
      if (!at.equals("/" + Lab.ID + "/0/1")) {
        assertThat(patch(ContentFormat.SENML_JSON, body).code()).hasToString(code);
        assertThat(read("/" + Lab.ID + "/0/1")).contains("\"v\":5");
      }
    }
    assertThat(patch(ContentFormat.SENML_JSON, "[" + bad + "]").code()).hasToString(code);
  }

  @Test
  @Spec("DM-127")
  void what_the_check_of_one_instance_refuses_none_gets() {
    lab.checking(Lab.COUNT, node -> Optional.of("not today"));
    Response response =
        patch(
            ContentFormat.SENML_JSON,
            "[{\"n\":\"/1/0/1\",\"v\":500},{\"n\":\"/" + Lab.ID + "/0/1\",\"v\":7}]");
    assertThat(response.code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(response.diagnostic()).contains("not today");
    assertThat(read("/1/0/1")).contains("86400");
  }

  @Test
  @Spec({"DM-129", "DM-130", "DM-112", "ETCH-05"})
  void etch_adds_and_removes_resource_instances_in_order() {
    String doors = "/" + Lab.ID + "/0/4/";
    Response response =
        patch(
            ContentFormat.SENML_ETCH_JSON,
            "[{\"n\":\"%s0\",\"v\":null},{\"n\":\"%s5\",\"v\":55},{\"n\":\"%s5\",\"v\":56}]"
                .formatted(doors, doors, doors));
    assertThat(response.code()).isEqualTo(Code.CHANGED);
    assertThat(read("/" + Lab.ID + "/0/4"))
        .contains("13", "56")
        .doesNotContain("10")
        .doesNotContain("55");
    assertThat(
            patch(ContentFormat.SENML_ETCH_JSON, "[{\"n\":\"%s0\",\"v\":null}]".formatted(doors))
                .code())
        .isEqualTo(Code.NOT_FOUND);
    assertThat(
            patch(
                    ContentFormat.SENML_ETCH_JSON,
                    "[{\"n\":\"/%d/0/5/0\",\"v\":null}]".formatted(Lab.ID))
                .code())
        .as("the last instance of a mandatory resource")
        .isEqualTo(Code.METHOD_NOT_ALLOWED);
  }

  @Test
  @Spec({"DM-29", "DM-128"})
  void instances_beyond_the_limit_are_refused() {
    StringBuilder body = new StringBuilder("[");
    for (int i = 0; i <= 256; i++) {
      body.append(i == 0 ? "" : ",").append("{\"n\":\"/%d/0/4/%d\",\"v\":1}".formatted(Lab.ID, i));
    }
    assertThat(patch(ContentFormat.SENML_JSON, body + "]").code())
        .isEqualTo(Code.REQUEST_ENTITY_TOO_LARGE);
    assertThat(read("/" + Lab.ID + "/0/4")).contains("10", "13");
  }

  private Stage.Observing observe(String... paths) {
    return observe(List.of(), paths);
  }

  private Stage.Observing observe(List<String> query, String... paths) {
    Options.Builder options = json();
    query.forEach(options::uriQuery);
    return stage.observing(Request.of(Code.FETCH, options.build(), Bytes.ofUtf8(names(paths))));
  }

  private void set(double celsius) {
    thermometer.set(Temperature.SENSOR_VALUE, celsius);
    stage.run();
  }

  @Test
  @Spec({"OBS-04", "OBS-28", "OBS-29", "OBS-31"})
  void a_change_of_one_path_notifies_all() {
    Stage.Observing observing = observe(VALUE, "/" + Lab.ID + "/0/1", "/9/9");
    set(21);
    lab.set(Lab.COUNT, 6);
    stage.run();
    set(21);
    assertThat(observing.texts()).hasSize(3);
    assertThat(observing.texts().get(1)).contains("\"v\":21").contains("\"v\":5");
    assertThat(observing.texts().get(2)).contains("\"v\":21").contains("\"v\":6");
    assertThat(stage.client.gauges().observations()).isEqualTo(1);
  }

  @Test
  @Spec({"OBS-28", "ATT-51", "ATT-54", "ATT-55"})
  void each_path_has_the_attributes_attached_to_it() {
    stage.attributes(VALUE, "pmin=10");
    stage.attributes("/" + Lab.ID + "/0/1", "pmax=30");
    Stage.Observing observing = observe(VALUE, "/" + Lab.ID + "/0/1");
    stage.pass(1);
    set(21);
    stage.pass(8);
    assertThat(observing.heard).hasSize(1);
    stage.pass(1.1);
    assertThat(observing.heard).hasSize(2);
    stage.pass(29);
    assertThat(observing.heard).hasSize(2);
    stage.pass(1.1);
    assertThat(observing.heard).as("smallest pmax, from the last notification").hasSize(3);
  }

  @Test
  @Spec({"OBS-26", "OBS-27", "OBS-28", "ATT-63", "OBS-30"})
  void parameters_of_the_request_override_what_is_attached() {
    stage.attributes(VALUE, "pmax=60");
    Stage.Observing observing = observe(List.of("pmax=10", "con=1"), VALUE, "/3/0/16");
    stage.pass(10.1);
    assertThat(observing.heard).hasSize(2);
    assertThat(stage.get("/3303/0/5700", ContentFormat.LINK_FORMAT).payload().utf8())
        .contains("pmax=60")
        .doesNotContain("pmax=10");
  }

  @Test
  @Spec({"OBS-29", "OBS-13"})
  void instances_come_and_go() {
    Stage.Observing observing = observe("/" + Lab.ID + "/1", "/" + Lab.ID, VALUE);
    Response created =
        stage.post(
            "/" + Lab.ID,
            ContentFormat.TLV,
            Lab.tlv(
                "/" + Lab.ID,
                io.tern.lwm2m.node.Node.ObjectNode.of(
                    Lab.ID, List.of(Lab.content(1, Lab.NAME_CONTENT, Lab.KEYS_CONTENT)))));
    assertThat(created.code()).isEqualTo(Code.CREATED);
    stage.pass(0.1);
    assertThat(observing.texts().getLast()).contains("/" + Lab.ID + "/1/");
    int heard = observing.heard.size();
    stage.delete("/" + Lab.ID + "/1");
    stage.pass(0.1);
    assertThat(observing.heard.size()).isGreaterThan(heard);
    assertThat(observing.texts().getLast()).doesNotContain("/" + Lab.ID + "/1/").contains("5700");
    assertThat(observing.ended).isEmpty();
  }

  @Test
  @Spec({"OBS-05", "OBS-32", "OBS-33"})
  void it_ends_when_cancelled_by_token_or_by_paths() {
    Stage.Observing byToken = observe(VALUE, "/3/0/16");
    byToken.cancel();
    assertThat(stage.client.gauges().observations()).isZero();
    observe(VALUE, "/3/0/16");
    Request cancel =
        Request.of(Code.FETCH, json().observe(1).build(), Bytes.ofUtf8(names(VALUE, "/3/0/16")));
    assertThat(stage.ask(cancel).code()).isEqualTo(Code.CONTENT);
    assertThat(stage.client.gauges().observations()).isZero();
    observe(VALUE);
    Request other = Request.of(Code.GET, Stage.path(VALUE).observe(1).build());
    stage.ask(other);
    assertThat(stage.client.gauges().observations()).as("a single cancel is of another").isOne();
  }

  @Test
  @Spec({"DM-133", "CFET-02"})
  void large_bodies_travel_block_wise() {
    List<String> paths = new ArrayList<>(List.of(VALUE));
    for (int i = 0; i < 200; i++) {
      paths.add("/9/" + i + "/1");
    }
    Response response = fetch(names(paths.toArray(String[]::new)));
    assertThat(response.payload().utf8()).isEqualTo("[{\"n\":\"" + VALUE + "\",\"v\":20.0}]");
  }
}
