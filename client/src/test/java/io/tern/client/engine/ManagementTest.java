// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.client.ClientEvent;
import io.tern.client.ClientLimits;
import io.tern.client.object.ObjectInstance;
import io.tern.coap.BodySource;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a server reads, writes and executes.
class ManagementTest {
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
  @Spec({"DM-01", "DM-13", "DM-41", "DM-45"})
  void reads_every_level() {
    assertThat(text(LAB + "/0")).isEqualTo("lab");
    assertThat(text(LAB + "/4/3")).isEqualTo("13");
    assertThat(stage.get(LAB + "/4", JSON).payload().utf8())
        .isEqualTo("[{\"bn\":\"/32769/0/4/\",\"n\":\"0\",\"v\":10},{\"n\":\"3\",\"v\":13}]");
    Response instance = stage.get(LAB);
    assertThat(instance.options().contentFormat()).contains(ContentFormat.SENML_CBOR);
    assertThat(stage.get("/32769", JSON).payload().utf8()).contains("s-0").contains("brass");
  }

  @Test
  @Spec({"DM-42", "MODEL-07", "MODEL-08"})
  void wide_reads_leave_out_what_is_not_readable() {
    String json = stage.get(LAB, JSON).payload().utf8();
    assertThat(json).contains("\"n\":\"7\"").doesNotContain("\"n\":\"3\"", "\"n\":\"6\"");
  }

  @Test
  @Spec({"DM-21", "DM-22", "DM-20", "DM-31", "MODEL-07", "MODEL-08", "VEC-79"})
  void refuses_reads_by_the_code_of_the_situation() {
    assertThat(code("/4711")).isEqualTo(Code.NOT_FOUND);
    assertThat(code("/32769/9")).isEqualTo(Code.NOT_FOUND);
    assertThat(code(LAB + "/99")).isEqualTo(Code.NOT_FOUND);
    assertThat(code(LAB + "/10")).isEqualTo(Code.NOT_FOUND);
    assertThat(code(LAB + "/8")).isEqualTo(Code.NOT_FOUND);
    assertThat(code(LAB + "/4/1")).isEqualTo(Code.NOT_FOUND);
    assertThat(code(LAB + "/3")).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(code(LAB + "/6")).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(code(LAB + "/0/0")).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(code(LAB + "/4/0/0")).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(code("/lab/0")).isEqualTo(Code.NOT_FOUND);
    assertThat(code("/65535")).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  @Spec({"DM-24", "DM-59", "OBJ-0-0"})
  void no_operation_reaches_the_security_object() {
    assertThat(code("/0")).isEqualTo(Code.UNAUTHORIZED);
    assertThat(code("/0/0/0")).isEqualTo(Code.UNAUTHORIZED);
    assertThat(code("/21/0")).isEqualTo(Code.UNAUTHORIZED);
    assertThat(stage.get("/0", ContentFormat.LINK_FORMAT).code()).isEqualTo(Code.UNAUTHORIZED);
    assertThat(stage.putText("/0/0/0", "coap://evil").code()).isEqualTo(Code.UNAUTHORIZED);
    assertThat(stage.put("/0/0", new ContentFormat(9999), Bytes.EMPTY).code())
        .isEqualTo(Code.UNAUTHORIZED);
    assertThat(stage.attributes("/0/0", "pmin=1").code()).isEqualTo(Code.UNAUTHORIZED);
    assertThat(stage.execute("/0/0/1").code()).isEqualTo(Code.UNAUTHORIZED);
    assertThat(stage.delete("/0/0").code()).isEqualTo(Code.UNAUTHORIZED);
    assertThat(stage.observeText("/0/0/0").heard.getFirst().code()).isEqualTo(Code.UNAUTHORIZED);
  }

  @Test
  @Spec({"DM-26", "DM-44", "DM-46"})
  void an_accept_that_cannot_be_met_is_4_06() {
    assertThat(stage.get(LAB, TEXT).code()).isEqualTo(Code.NOT_ACCEPTABLE);
    assertThat(stage.get(LAB + "/4", TEXT).code()).isEqualTo(Code.NOT_ACCEPTABLE);
    assertThat(stage.get(LAB + "/0", new ContentFormat(9999)).code())
        .isEqualTo(Code.NOT_ACCEPTABLE);
    assertThat(stage.get(LAB + "/4").options().contentFormat()).contains(ContentFormat.SENML_CBOR);
    assertThat(stage.get(LAB, ContentFormat.LWM2M_CBOR).code()).isEqualTo(Code.CONTENT);
  }

  @Test
  @Spec({"FMT-10", "DM-46"})
  void the_json_of_1_0_is_for_clients_of_1_0() {
    assertThat(stage.get(LAB, ContentFormat.LWM2M_JSON).code()).isEqualTo(Code.NOT_ACCEPTABLE);
    Stage old = new Stage(Stage.config(Release.V1_0));
    serve(old);
    assertThat(old.get(LAB, ContentFormat.LWM2M_JSON).code()).isEqualTo(Code.CONTENT);
  }

  @Test
  @Spec({"FMT-16", "DM-45"})
  void a_client_of_1_0_answers_in_tlv() {
    Stage old = new Stage(Stage.config(Release.V1_0));
    old.client.serve(Lab.instance(0), old.now);
    old.start();
    assertThat(old.get(LAB).options().contentFormat()).contains(TLV);
    assertThat(old.get(LAB + "/0").options().contentFormat()).contains(TLV);
  }

  @Test
  @Spec("DM-43")
  void an_object_without_instances_reads_as_nothing() {
    stage.delete(LAB);
    Response response = stage.get("/32769", TLV);
    assertThat(response.code()).isEqualTo(Code.CONTENT);
    assertThat(response.payload()).isEqualTo(Bytes.EMPTY);
  }

  @Test
  @Spec({"DM-03", "DM-14", "DM-80"})
  void writes_single_resources() {
    assertThat(stage.putText(LAB + "/0", "den").code()).isEqualTo(Code.CHANGED);
    assertThat(text(LAB + "/0")).isEqualTo("den");
    assertThat(stage.put(LAB + "/8", TLV, Bytes.ofHex("C808084036800000000000")).code())
        .isEqualTo(Code.CHANGED);
    assertThat(text(LAB + "/8")).isEqualTo("22.5");
    assertThat(stage.put(LAB + "/3", ContentFormat.OPAQUE, Bytes.of(9, 9)).code())
        .isEqualTo(Code.CHANGED);
    assertThat(stage.events(ClientEvent.Written.class))
        .extracting(ClientEvent.Written::path)
        .containsExactly(Path.of(Lab.ID, 0, 0), Path.of(Lab.ID, 0, 8), Path.of(Lab.ID, 0, 3));
  }

  @Test
  @Spec({"DM-22", "DM-21", "DM-23", "MODEL-10", "OBJ-1-0"})
  void refuses_writes_by_the_code_of_the_situation() {
    assertThat(stage.putText(LAB + "/2", "x").code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(stage.putText(LAB + "/6", "x").code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(stage.putText(LAB + "/10", "x").code()).isEqualTo(Code.NOT_FOUND);
    assertThat(stage.putText("/32769/8/0", "x").code()).isEqualTo(Code.NOT_FOUND);
    assertThat(stage.putText("/4711/0/0", "x").code()).isEqualTo(Code.NOT_FOUND);
    assertThat(stage.putText("/1/0/0", "7").code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(stage.put("/32769", TLV, Bytes.EMPTY).code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(stage.put(LAB + "/0", new ContentFormat(9999), Bytes.EMPTY).code())
        .isEqualTo(Code.UNSUPPORTED_CONTENT_FORMAT);
  }

  @Test
  @Spec({"DM-28", "DT-18", "MODEL-11", "DT-13", "DT-17"})
  void refuses_values_that_do_not_fit_the_definition() {
    assertThat(stage.putText(LAB + "/1", "101").code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(stage.putText(LAB + "/1", "abc").code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(stage.putText(LAB + "/0", "").code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(stage.putText(LAB + "/0", "a name of 21 letters!").code())
        .isEqualTo(Code.BAD_REQUEST);
    assertThat(stage.putText(LAB + "/7", "3:4").code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(stage.putText(LAB + "/7", "32769:65535").code()).isEqualTo(Code.CHANGED);
    assertThat(stage.putText(LAB + "/7", "65535:65535").code()).isEqualTo(Code.CHANGED);
    Bytes notANumber = Bytes.ofHex("C808087FF8000000000000");
    assertThat(stage.put(LAB + "/8", TLV, notANumber).code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(text(LAB + "/1")).isEqualTo("5");
  }

  @Test
  @Spec("DM-71")
  void replacing_an_instance_resets_what_is_optional_and_needs_what_is_mandatory() {
    assertThat(stage.put(LAB, TLV, Lab.tlv(LAB, Lab.content(0, Lab.NAME_CONTENT))).code())
        .isEqualTo(Code.BAD_REQUEST);
    assertThat(text(LAB + "/0")).isEqualTo("lab");
    assertThat(
            stage
                .put(LAB, TLV, Lab.tlv(LAB, Lab.content(0, Lab.NAME_CONTENT, Lab.KEYS_CONTENT)))
                .code())
        .isEqualTo(Code.CHANGED);
    assertThat(text(LAB + "/0")).isEqualTo("new");
    assertThat(code(LAB + "/1")).isEqualTo(Code.NOT_FOUND);
    assertThat(text(LAB + "/2")).isEqualTo("s-0");
    assertThat(code(LAB + "/5/0")).isEqualTo(Code.NOT_FOUND);
    assertThat(text(LAB + "/5/2")).isEqualTo("steel");
  }

  @Test
  @Spec({"DM-04", "DM-17", "DM-73"})
  void updating_an_instance_changes_what_is_listed() {
    Bytes payload = Lab.tlv(LAB, Lab.content(0, Lab.NAME_CONTENT, Lab.KEYS_CONTENT));
    assertThat(stage.post(LAB, TLV, payload).code()).isEqualTo(Code.CHANGED);
    assertThat(text(LAB + "/0")).isEqualTo("new");
    assertThat(text(LAB + "/1")).isEqualTo("5");
    assertThat(text(LAB + "/5/0")).isEqualTo("brass");
    assertThat(text(LAB + "/5/2")).isEqualTo("steel");
  }

  @Test
  @Spec({"DM-74", "DM-76"})
  void a_resource_that_is_not_writable_spoils_the_whole_write() {
    Bytes payload =
        Lab.tlv(
            LAB,
            Lab.content(0, Lab.NAME_CONTENT, Lab.single(Lab.SERIAL, new Value.Text("forged"))));
    assertThat(stage.post(LAB, TLV, payload).code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(text(LAB + "/0")).isEqualTo("lab");
  }

  @Test
  @Spec({"DM-75", "MODEL-10"})
  void a_resource_that_the_device_does_not_have_is_ignored() {
    Bytes payload =
        Lab.tlv(LAB, Lab.content(0, Lab.NAME_CONTENT, Lab.single(Lab.SPARE, new Value.Text("x"))));
    assertThat(stage.post(LAB, TLV, payload).code()).isEqualTo(Code.CHANGED);
    assertThat(text(LAB + "/0")).isEqualTo("new");
    assertThat(code(LAB + "/10")).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  @Spec({"DM-72", "DM-73", "DM-18"})
  void multiple_resources_are_replaced_or_merged() {
    Node.ResourceNode doors = Lab.multiple(Lab.DOORS, Map.of(1, new Value.Int(11)));
    String path = LAB + "/4";
    assertThat(stage.post(path, TLV, Lab.tlv(path, doors)).code()).isEqualTo(Code.CHANGED);
    assertThat(List.of(text(path + "/0"), text(path + "/1"), text(path + "/3")))
        .containsExactly("10", "11", "13");
    assertThat(stage.put(path, TLV, Lab.tlv(path, doors)).code()).isEqualTo(Code.CHANGED);
    assertThat(List.of(text(path + "/0"), text(path + "/1"), text(path + "/3")))
        .containsExactly("4.04", "11", "4.04");
    assertThat(stage.putText(path + "/5", "15").code()).isEqualTo(Code.CHANGED);
    assertThat(text(path + "/5")).isEqualTo("15");
    assertThat(text(path + "/1")).isEqualTo("11");
  }

  @Test
  @Spec("DM-20")
  void a_single_resource_has_no_instances_to_write() {
    assertThat(stage.putText(LAB + "/1/0", "1").code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    String path = LAB + "/1";
    Bytes five = Lab.tlv(path, Lab.single(Lab.COUNT, new Value.Int(6)));
    assertThat(stage.post(path, TLV, five).code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
  }

  @Test
  @Spec({"DM-06", "DM-22", "DM-91", "DM-95", "DM-96"})
  void executes_what_is_executable() {
    List<Arguments> executed = new ArrayList<>();
    lab.executing(Lab.OPEN, executed::add);
    assertThat(stage.execute(LAB + "/6").code()).isEqualTo(Code.CHANGED);
    assertThat(stage.post(LAB + "/6", TEXT, Bytes.ofUtf8("2='10.3',5")).code())
        .isEqualTo(Code.CHANGED);
    assertThat(executed)
        .containsExactly(Arguments.NONE, Arguments.parse("2='10.3',5").orElseThrow());
    assertThat(stage.post(LAB + "/6", TEXT, Bytes.ofUtf8("0='a")).code())
        .isEqualTo(Code.BAD_REQUEST);
    assertThat(stage.execute(LAB + "/0").code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(stage.execute(LAB + "/99").code()).isEqualTo(Code.NOT_FOUND);
    assertThat(stage.execute(LAB + "/4/0").code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(executed).hasSize(2);
  }

  @Test
  @Spec("DM-32")
  void code_of_the_device_that_throws_is_5_00() {
    lab.executing(
        Lab.OPEN,
        arguments -> {
          throw new IllegalStateException("jammed");
        });
    assertThat(stage.execute(LAB + "/6").code()).isEqualTo(Code.INTERNAL_SERVER_ERROR);
    assertThat(stage.events(ClientEvent.DeviceFailed.class))
        .singleElement()
        .extracting(failed -> failed.failure().getMessage())
        .isEqualTo("jammed");
    assertThat(stage.client.gauges().operations()).isZero();
  }

  @Test
  @Spec("DM-76")
  void a_check_of_the_device_refuses_before_anything_is_written() {
    List<String> written = new ArrayList<>();
    lab.writing(Lab.NAME, node -> written.add("name"))
        .checking(Lab.COUNT, node -> Optional.of("not today"));
    Bytes both =
        Lab.tlv(LAB, Lab.content(0, Lab.NAME_CONTENT, Lab.single(Lab.COUNT, new Value.Int(6))));
    Response refused = stage.post(LAB, TLV, both);
    assertThat(refused.code()).isEqualTo(Code.BAD_REQUEST);
    assertThat(refused.diagnostic()).isEqualTo("not today");
    assertThat(written).isEmpty();
    assertThat(text(LAB + "/0")).isEqualTo("lab");
    assertThat(stage.putText(LAB + "/0", "den").code()).isEqualTo(Code.CHANGED);
    assertThat(written).containsExactly("name");
  }

  @Test
  @Spec("REG-46")
  void a_stranger_is_refused() {
    List<Response> answers = new ArrayList<>();
    stage.client.onRequest(
        Stage.STRANGER,
        Request.of(Code.GET, Stage.path("/3/0/16").build()),
        new io.tern.coap.Responder() {
          @Override
          public void respond(Response response, long nowNanos) {
            answers.add(response);
          }

          @Override
          public void respond(Response head, BodySource body, long nowNanos) {
            throw new AssertionError("no stranger gets large bodies");
          }

          @Override
          public Relation respondObserving(
              Response response, RelationListener listener, long nowNanos) {
            throw new AssertionError("no stranger observes");
          }
        },
        stage.now);
    assertThat(answers).singleElement().extracting(Response::code).isEqualTo(Code.UNAUTHORIZED);
  }

  @Test
  @Spec("DM-34")
  void a_method_without_operation_is_4_05() {
    Request fetch =
        Request.of(
            Code.FETCH,
            Stage.path(LAB).contentFormat(ContentFormat.SENML_CBOR).build(),
            Bytes.EMPTY);
    assertThat(stage.ask(fetch).code()).isEqualTo(Code.METHOD_NOT_ALLOWED);
    assertThat(stage.ask(Request.of(Code.GET, Options.NONE)).code())
        .isEqualTo(Code.METHOD_NOT_ALLOWED);
  }

  @Test
  @Spec("DM-29")
  void limits_are_kept() {
    Stage small =
        new Stage(Stage.config(Release.V1_2).withLimits(new ClientLimits(9, 1, 2, 2, 10, 9, 9)));
    serve(small);
    stage = small;
    Bytes large = Bytes.ofUtf8("01234567890");
    assertThat(stage.put(LAB + "/3", ContentFormat.OPAQUE, large).code())
        .isEqualTo(Code.REQUEST_ENTITY_TOO_LARGE);
    assertThat(stage.putText(LAB + "/4/8", "1").code()).isEqualTo(Code.REQUEST_ENTITY_TOO_LARGE);
    assertThat(stage.putText(LAB + "/4/3", "1").code()).isEqualTo(Code.CHANGED);
    assertThat(stage.attributes("/32769", "pmin=5").code()).isEqualTo(Code.CHANGED);
    assertThat(stage.attributes("/32769", "pmin=6").code()).isEqualTo(Code.CHANGED);
    assertThat(stage.attributes(LAB, "pmin=5").code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
    Bytes content = Lab.tlv("/32769/1", Lab.content(1, Lab.NAME_CONTENT, Lab.KEYS_CONTENT));
    assertThat(stage.post("/32769", TLV, content).code()).isEqualTo(Code.CREATED);
    assertThat(stage.post("/32769", TLV, content).code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
  }
}
