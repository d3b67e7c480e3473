// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.client.ClientConfig;
import io.tern.client.ClientEvent;
import io.tern.client.ServerAccount;
import io.tern.client.object.Temperature;
import io.tern.client.register.Registration;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.OptionNumber;
import io.tern.coap.Options;
import io.tern.coap.Request;
import io.tern.coap.Response;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.spec.Spec;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegistrationTest {
  private static final ServerAccount ACCOUNT =
      ServerAccount.of("coap://10.0.0.1:5683", Stage.SERVER);

  private static Stage stage(Release release, long lifetimeSeconds) {
    return new Stage(Stage.config(release, ACCOUNT.withLifetimeSeconds(lifetimeSeconds)));
  }

  private static Stage.Uplinked onlyUplink(Stage stage) {
    assertThat(stage.uplinks).hasSize(1);
    return stage.lastUplink();
  }

  @Test
  @Spec({"REG-01", "REG-12", "REG-22", "REG-24", "REG-26"})
  void registers_with_name_lifetime_release_binding_and_objects() {
    Stage stage = stage(Release.V1_1, 300);
    stage.client.serve(Temperature.instance(0, 21.5), stage.now);
    stage.start();
    Stage.Uplinked register = onlyUplink(stage);
    assertThat(register.path()).isEqualTo("/rd");
    assertThat(register.query()).containsExactly("ep=dev-1", "lt=300", "lwm2m=1.1", "b=U");
    assertThat(register.request().options().contentFormat()).contains(ContentFormat.LINK_FORMAT);
    assertThat(register.payload())
        .isEqualTo(
            "</>;rt=\"oma.lwm2m\";ct=\"112 110 60 11542\",</1/0>,</3/0>,</3303>;ver=1.1,</3303/0>");
    assertThat(stage.client.isRegistered()).isTrue();
    assertThat(stage.events).containsExactly(new ClientEvent.Registered("h1", Release.V1_1));
  }

  @Test
  @Spec({"REG-23", "VER-02", "VER-10"})
  void a_client_of_1_0_names_no_formats_and_never_lists_its_security_object() {
    Stage stage = stage(Release.V1_0, 300);
    stage.start();
    Stage.Uplinked register = onlyUplink(stage);
    assertThat(register.query()).containsExactly("ep=dev-1", "lt=300", "lwm2m=1.0", "b=U");
    assertThat(register.payload()).isEqualTo("</1/0>,</3/0>");
  }

  @Test
  @Spec({"REG-14", "REG-15", "QM-02"})
  void queue_mode_is_a_flag_from_1_1_on_and_part_of_the_binding_before() {
    Stage newer = new Stage(Stage.config(Release.V1_2).withQueueMode(true));
    newer.start();
    assertThat(newer.lastUplink().query()).endsWith("b=U", "Q").contains("lwm2m=1.2");
    Stage older = new Stage(Stage.config(Release.V1_0).withQueueMode(true));
    older.start();
    assertThat(older.lastUplink().query()).endsWith("b=UQ");
  }

  @Test
  @Spec("REG-27")
  void an_alternate_path_roots_what_is_announced() {
    Stage stage = new Stage(Stage.config(Release.V1_1).withAlternatePath("/lwm2m"));
    stage.start();
    assertThat(stage.lastUplink().payload())
        .startsWith("</lwm2m>;rt=\"oma.lwm2m\"")
        .endsWith("</lwm2m/1/0>,</lwm2m/3/0>");
    Response read = stage.get("/lwm2m/3/0/16", ContentFormat.TEXT);
    assertThat(read.payload().utf8()).isEqualTo("U");
    assertThat(stage.get("/3/0/16").code()).isEqualTo(Code.NOT_FOUND);
  }

  @Test
  @Spec({"REG-62", "REG-63", "REG-02"})
  void refreshes_with_an_empty_update_93_seconds_before_the_lifetime_ends() {
    Stage stage = stage(Release.V1_1, 300);
    stage.start();
    stage.pass(206);
    assertThat(stage.uplinks).hasSize(1);
    stage.pass(2);
    assertThat(stage.uplinks).hasSize(2);
    Stage.Uplinked update = stage.lastUplink();
    assertThat(update.path()).isEqualTo("/rd/h1");
    assertThat(update.query()).isEmpty();
    assertThat(update.payload()).isEmpty();
    assertThat(stage.events(ClientEvent.Updated.class)).hasSize(1);
    stage.pass(207);
    assertThat(stage.uplinks).hasSize(3);
  }

  @Test
  @Spec("REG-63")
  void a_short_lifetime_is_refreshed_at_its_half() {
    Stage stage = stage(Release.V1_1, 60);
    stage.start();
    stage.pass(301);
    assertThat(stage.uplinks).hasSize(11);
  }

  @Test
  @Spec("REG-12")
  void an_endless_lifetime_needs_no_update() {
    Stage stage = stage(Release.V1_1, 0);
    stage.start();
    stage.pass(10_000_000);
    assertThat(stage.uplinks).hasSize(1);
  }

  @Test
  @Spec({"DM-82", "REG-61", "REG-62", "OBJ-1-1"})
  void a_new_lifetime_is_told_at_once_and_alone() {
    Stage stage = stage(Release.V1_1, 300);
    stage.start();
    assertThat(stage.putText("/1/0/1", "120").code()).isEqualTo(Code.CHANGED);
    assertThat(stage.uplinks).hasSize(2);
    assertThat(stage.lastUplink().query()).containsExactly("lt=120");
    assertThat(stage.lastUplink().payload()).isEmpty();
    stage.pass(61);
    assertThat(stage.uplinks).hasSize(3);
    assertThat(stage.lastUplink().query()).isEmpty();
  }

  @Test
  @Spec({"REG-61", "MODEL-12"})
  void a_new_instance_is_told_with_the_whole_list() {
    Stage stage = stage(Release.V1_1, 300);
    stage.start();
    stage.client.serve(Temperature.instance(0, 20), stage.now);
    stage.client.serve(Temperature.instance(1, 20), stage.now);
    stage.run();
    assertThat(stage.uplinks).hasSize(2);
    assertThat(stage.lastUplink().query()).isEmpty();
    assertThat(stage.lastUplink().payload())
        .endsWith("</1/0>,</3/0>,</3303>;ver=1.1,</3303/0>,</3303/1>");
    stage.client.withdraw(Path.of(3303, 0), stage.now);
    stage.run();
    assertThat(stage.lastUplink().payload()).endsWith("</1/0>,</3/0>,</3303>;ver=1.1,</3303/1>");
  }

  @Test
  @Spec("REG-61")
  void a_change_during_an_update_follows_in_the_next() {
    Stage stage = stage(Release.V1_1, 300);
    stage.start();
    stage.keepNext = true;
    stage.client.update(stage.now);
    stage.run();
    stage.client.serve(Temperature.instance(0, 20), stage.now);
    stage.run();
    assertThat(stage.uplinks).hasSize(2);
    stage.kept.orElseThrow().respond(Response.of(Code.CHANGED), stage.now);
    stage.run();
    assertThat(stage.uplinks).hasSize(3);
    assertThat(stage.lastUplink().payload()).contains("</3303/0>");
  }

  @Test
  @Spec({"REG-64", "TRG-01", "OBJ-1-8"})
  void the_update_trigger_is_answered_and_followed_by_an_update() {
    Stage stage = stage(Release.V1_1, 300);
    stage.start();
    assertThat(stage.execute("/1/0/8").code()).isEqualTo(Code.CHANGED);
    assertThat(stage.lastUplink().path()).isEqualTo("/rd/h1");
    assertThat(stage.uplinks).hasSize(2);
  }

  @Test
  @Spec({"REG-66", "REG-45", "REG-70", "OBS-17"})
  void an_unknown_handle_leads_to_a_new_registration_that_voids_observations() {
    Stage stage = stage(Release.V1_1, 300);
    stage.start();
    stage.observeText("/3/0/16");
    assertThat(stage.observed()).hasSize(1);
    stage.answer =
        request ->
            request.options().uriPath().size() > 1
                ? Response.of(Code.NOT_FOUND)
                : Stage.accept(request);
    stage.client.update(stage.now);
    stage.run();
    assertThat(stage.uplinks).hasSize(3);
    assertThat(stage.lastUplink().path()).isEqualTo("/rd");
    assertThat(stage.lastUplink().query()).contains("ep=dev-1", "lt=300");
    assertThat(stage.client.isRegistered()).isTrue();
    assertThat(stage.observed()).isEmpty();
    assertThat(stage.events(ClientEvent.RegistrationLost.class)).hasSize(1);
  }

  @Test
  @Spec("REG-66")
  void an_update_without_answer_leads_to_a_new_registration() {
    Stage stage = stage(Release.V1_1, 300);
    stage.start();
    stage.cut = true;
    stage.client.update(stage.now);
    stage.pass(100);
    assertThat(stage.client.isRegistered()).isFalse();
    stage.cut = false;
    stage.pass(30);
    assertThat(stage.client.isRegistered()).isTrue();
    assertThat(stage.lastUplink().path()).isEqualTo("/rd");
  }

  @Test
  @Spec({"REG-68", "REG-08"})
  void a_server_of_1_1_is_joined_as_1_1_with_the_object_versions_of_1_1() {
    Stage stage = stage(Release.V1_2, 300);
    stage.answer =
        request ->
            request.options().uriQuery().contains("lwm2m=1.2")
                ? Response.of(Code.PRECONDITION_FAILED)
                : Stage.accept(request);
    stage.start();
    assertThat(stage.uplinks).hasSize(2);
    assertThat(stage.lastUplink().query()).contains("lwm2m=1.1");
    assertThat(stage.lastUplink().payload()).endsWith(",</1/0>,</3/0>");
    assertThat(stage.events).containsExactly(new ClientEvent.Registered("h1", Release.V1_1));
  }

  @Test
  @Spec("REG-68")
  void a_server_that_takes_no_release_has_refused_the_client() {
    Stage stage = stage(Release.V1_2, 300);
    stage.answer = request -> Response.of(Code.PRECONDITION_FAILED);
    stage.start();
    assertThat(stage.uplinks).hasSize(3);
    stage.pass(80_000);
    assertThat(stage.uplinks).hasSize(3);
  }

  @Test
  @Spec({"REG-67", "REG-107", "REG-04"})
  void an_explicit_refusal_is_not_tried_again_before_the_sequence_delay() {
    for (Code code : List.of(Code.BAD_REQUEST, Code.UNAUTHORIZED, Code.FORBIDDEN)) {
      Stage stage = stage(Release.V1_1, 300);
      stage.answer = request -> Response.of(code);
      stage.start();
      stage.pass(86_399);
      assertThat(stage.uplinks).hasSize(1);
      stage.pass(11_000);
      assertThat(stage.uplinks).hasSize(2);
    }
  }

  @Test
  @Spec({"REG-111", "REG-112", "REG-105", "REG-106", "REG-71"})
  void failed_attempts_double_their_pauses_until_the_sequence_is_over() {
    Stage stage = stage(Release.V1_1, 300);
    stage.answer = request -> Response.of(Code.INTERNAL_SERVER_ERROR);
    stage.start();
    stage.pass(100_000);
    assertThat(stage.uplinks.size()).isGreaterThanOrEqualTo(6);
    long[] least = {60, 120, 240, 480, 86_400};
    for (int i = 0; i < least.length; i++) {
      long pause = stage.uplinks.get(i + 1).atNanos() - stage.uplinks.get(i).atNanos();
      assertThat(pause).isBetween(least[i] * Stage.SECOND, least[i] * Stage.SECOND * 9 / 8 + 1);
    }
  }

  @Test
  @Spec({"OBJ-1-17", "OBJ-1-18", "OBJ-1-19", "REG-112"})
  void the_server_object_sets_the_retry_rules() {
    ServerAccount account =
        ACCOUNT
            .withServerValue(17, new Value.Unsigned(2))
            .withServerValue(18, new Value.Unsigned(10))
            .withServerValue(19, new Value.Unsigned(0xFFFF_FFFFL));
    Stage stage = new Stage(Stage.config(Release.V1_2, account));
    stage.answer = request -> Response.of(Code.BAD_GATEWAY);
    stage.start();
    stage.pass(10_000_000);
    assertThat(stage.uplinks).hasSize(2);
    assertThat(stage.events(ClientEvent.RegistrationFailed.class).getLast().retryAtNanos())
        .isEmpty();
  }

  /// A client that has asked a server which is busy for so long.
  private Stage busy(int seconds) {
    Stage stage = stage(Release.V1_1, 300);
    Options wait = Options.builder().addUint(OptionNumber.MAX_AGE, seconds).build();
    stage.answer = request -> new Response(Code.SERVICE_UNAVAILABLE, wait, Bytes.EMPTY);
    stage.start();
    return stage;
  }

  @Test
  @Spec("REG-09")
  void a_busy_server_is_left_alone_as_long_as_it_asks() {
    Stage stage = busy(1000);
    stage.pass(999);
    assertThat(stage.uplinks).hasSize(1);
    stage.pass(1 + 1000 / 8);
    assertThat(stage.uplinks).hasSize(2);
  }

  @Test
  @Spec({"REG-09", "COAP-19", "4.15"})
  void a_server_that_is_busy_for_seconds_is_asked_again_after_seconds_and_never_given_up() {
    Stage stage = busy(3);
    stage.pass(4);
    assertThat(stage.uplinks).hasSize(2);
    stage.pass(600);
    assertThat(stage.uplinks)
        .as("more and more seldom, but more often than a sequence has attempts")
        .hasSizeBetween(10, 20);
    stage.answer = Stage::accept;
    stage.pass(70);
    assertThat(stage.client.isRegistered()).isTrue();
  }

  @Test
  @Spec("REG-117")
  void a_silent_server_costs_one_attempt_for_each_coap_exchange() {
    Stage stage = stage(Release.V1_1, 300);
    stage.cut = true;
    stage.start();
    stage.pass(50);
    assertThat(stage.events).isEmpty();
    stage.pass(50);
    assertThat(stage.events(ClientEvent.RegistrationFailed.class)).hasSize(1);
    stage.cut = false;
    stage.pass(70);
    assertThat(stage.client.isRegistered()).isTrue();
  }

  @Test
  @Spec({"REG-55", "OBJ-1-4", "OBJ-1-5", "REG-54", "TRG-05"})
  void disable_leaves_the_server_for_the_disable_timeout() {
    Stage stage = stage(Release.V1_1, 300);
    stage.start();
    stage.putText("/1/0/5", "600");
    stage.observeText("/3/0/16");
    assertThat(stage.execute("/1/0/4").code()).isEqualTo(Code.CHANGED);
    assertThat(stage.lastUplink().method()).isEqualTo("DELETE");
    assertThat(stage.lastUplink().path()).isEqualTo("/rd/h1");
    assertThat(stage.observed()).isEmpty();
    assertThat(stage.client.gauges().registration()).isEqualTo(Registration.State.DISABLED);
    int before = stage.uplinks.size();
    stage.pass(599);
    assertThat(stage.uplinks).hasSize(before);
    stage.pass(2);
    assertThat(stage.lastUplink().path()).isEqualTo("/rd");
    assertThat(stage.client.isRegistered()).isTrue();
  }

  @Test
  @Spec({"REG-65", "REG-03"})
  void stopping_deregisters() {
    Stage stage = stage(Release.V1_1, 300);
    stage.start();
    stage.client.stop(stage.now);
    assertThat(stage.client.isStopped()).isFalse();
    stage.run();
    assertThat(stage.lastUplink().method()).isEqualTo("DELETE");
    assertThat(stage.client.isStopped()).isTrue();
    assertThat(stage.events)
        .endsWith(new ClientEvent.Deregistered(true), new ClientEvent.Stopped());
    stage.pass(100_000);
    assertThat(stage.uplinks).hasSize(2);
    assertThat(stage.timers.pending()).isZero();
  }

  @Test
  @Spec("REG-65")
  void stopping_while_a_register_is_under_way_waits_for_it_and_deregisters() {
    Stage stage = stage(Release.V1_1, 300);
    stage.keepNext = true;
    stage.start();
    stage.client.stop(stage.now);
    stage.run();
    assertThat(stage.client.isStopped()).isFalse();
    stage.kept.orElseThrow().respond(Stage.accept(stage.lastUplink().request()), stage.now);
    stage.run();
    assertThat(stage.lastUplink().method()).isEqualTo("DELETE");
    assertThat(stage.client.isStopped()).isTrue();
  }

  @Test
  @Spec("REG-65")
  void stopping_between_two_attempts_is_immediate_and_final() {
    Stage stage = stage(Release.V1_1, 300);
    stage.answer = request -> Response.of(Code.INTERNAL_SERVER_ERROR);
    stage.start();
    stage.client.stop(stage.now);
    assertThat(stage.client.isStopped()).isTrue();
    stage.pass(100_000);
    assertThat(stage.uplinks).hasSize(1);
  }

  @Test
  @Spec("REG-53")
  void a_location_in_one_option_is_understood() {
    Stage stage = stage(Release.V1_1, 300);
    Options sloppy = Options.builder().add(OptionNumber.LOCATION_PATH, "rd/5a3f").build();
    stage.answer =
        request ->
            request.options().uriPath().size() > 1
                ? Response.of(Code.CHANGED)
                : new Response(Code.CREATED, sloppy, Bytes.EMPTY);
    stage.start();
    stage.client.update(stage.now);
    stage.run();
    assertThat(stage.lastUplink().path()).isEqualTo("/rd/5a3f");
  }

  @Test
  @Spec({"ARCH-05", "DM-35", "REG-56"})
  void a_request_that_overtakes_the_answer_to_register_waits_for_it() {
    Stage stage = stage(Release.V1_1, 300);
    stage.keepNext = true;
    stage.start();
    List<Code> codes = new java.util.ArrayList<>();
    Request read = Request.of(Code.GET, Stage.path("/3/0/16").build());
    stage.serverEnd.request(
        Stage.CLIENT,
        read,
        (reply, n) -> {
          if (reply instanceof io.tern.coap.Reply.Answered(var from, Response response)) {
            codes.add(response.code());
          }
        },
        stage.now);
    stage.run();
    assertThat(codes).isEmpty();
    stage.kept.orElseThrow().respond(Stage.accept(stage.lastUplink().request()), stage.now);
    stage.run();
    assertThat(codes).containsExactly(Code.CONTENT);
  }

  @Test
  @Spec({"ARCH-05", "DM-35"})
  void an_unregistered_client_answers_nothing() {
    Stage stage = stage(Release.V1_1, 300);
    stage.answer = request -> Response.of(Code.FORBIDDEN);
    stage.start();
    assertThat(stage.get("/3/0/16").code()).isEqualTo(Code.SERVICE_UNAVAILABLE);
  }

  @Test
  @Spec("VER-03")
  void an_object_without_instances_is_listed_with_its_version() {
    Stage stage = stage(Release.V1_1, 300);
    stage.client.define(Temperature.MODEL, id -> Temperature.instance(id, 0), stage.now);
    stage.start();
    assertThat(stage.lastUplink().payload()).endsWith(",</3303>;ver=1.1");
  }

  @Test
  @Spec("EP-02")
  void a_client_without_name_registers_without_ep_and_never_as_1_0() {
    ClientConfig named = Stage.config(Release.V1_1);
    ClientConfig nameless =
        new ClientConfig(
            java.util.Optional.empty(),
            Release.V1_1,
            named.account(),
            false,
            java.util.Optional.empty(),
            "",
            named.formats(),
            named.models(),
            named.limits());
    Stage stage = new Stage(nameless);
    stage.answer = request -> Response.of(Code.PRECONDITION_FAILED);
    stage.start();
    assertThat(stage.uplinks).hasSize(1);
    assertThat(stage.lastUplink().query()).containsExactly("lt=86400", "lwm2m=1.1", "b=U");
  }
}
