// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static io.tern.system.EtsWorld.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Address;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.SupportedObject;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Downlink.Write.Mode;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The registration cases of ETS 1.2 §6.2, and those elsewhere that end in an Update.
class EtsRegistrationTest {
  @AfterAll
  static void end() {
    EtsLeshan.endAll();
  }

  @ParameterizedTest
  @EnumSource
  @Spec("int-101")
  void a_client_registers_with_its_name_lifetime_release_binding_and_objects(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          Registration registration = world.registration().orElseThrow();
          assertThat(registration.endpoint()).isEqualTo(world.name());
          assertThat(registration.terms().release()).isEqualTo(Release.V1_1);
          assertThat(registration.terms().lifetimeSeconds()).isEqualTo(60);
          assertThat(registration.terms().binding()).hasToString("U");
          assertThat(registration.terms().objects().objects())
              .extracting(SupportedObject::id)
              .contains(1, 3, 4, 6, 7, 10, 11, 16, 19, 20)
              .doesNotContain(0, 21, 23);
          // It got 2.01 with a location: it is there under it.
          world.update();
          world.awaitThat("updated", () -> !world.of(ServerEvent.Updated.class).isEmpty());
          assertThat(world.registration().orElseThrow().id()).isEqualTo(registration.id());
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-102", "REG-47", "AMB-47"})
  void a_shorter_lifetime_holds_from_the_update_on_and_ends_a_silent_client(EtsWorld.Make make) {
    long lifetime = make == EtsWorld.Make.TERN ? 20 : 3;
    make.play(
        Release.V1_1,
        world -> {
          world.put("/1/0/1", new Value.Int(lifetime), ContentFormat.TEXT);
          world.awaitThat("told by an Update", () -> world.lifetime() == lifetime);
          world.awaitThat("event", () -> !world.of(ServerEvent.Updated.class).isEmpty());
          int updates = world.of(ServerEvent.Updated.class).size();
          world.awaitThat(
              "refreshed", () -> world.of(ServerEvent.Updated.class).size() > updates + 1);
          world.vanish();
          world.awaitThat("gone", () -> world.registration().isEmpty());
          world.awaitThat("told", () -> !world.of(ServerEvent.Expired.class).isEmpty());
        });
  }

  @Test
  @Spec("REG-47")
  void a_written_lifetime_counts_from_the_update_and_not_from_the_write() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          stage.put("/1/0/1", new Value.Int(20), ContentFormat.TEXT);
          assertThat(stage.lifetime()).isEqualTo(60);
        });
  }

  @Test
  @Spec("REG-124")
  void a_written_binding_leaves_the_registration_as_it_is() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          Registration before = stage.registration().orElseThrow();
          stage.put("/1/0/7", new Value.Text("UT"), ContentFormat.TEXT);
          stage.pass(2);
          assertThat(stage.registration().orElseThrow().terms().binding()).hasToString("U");
          assertThat(stage.registration().orElseThrow().id()).isEqualTo(before.id());
        });
  }

  /// Leshan's client has no Disable.
  @Test
  @Spec("int-103")
  void a_disabled_client_removes_its_registration() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          stage.put("/1/0/5", new Value.Int(2_000), ContentFormat.TEXT);
          stage.execute("/1/0/4");
          stage.pass(2);
          assertThat(stage.registration()).isEmpty();
          assertThat(stage.of(ServerEvent.Deregistered.class)).hasSize(1);
          stage.pass(1_900);
          assertThat(stage.registration()).as("stays away").isEmpty();
          stage.pass(120);
          assertThat(stage.registration()).as("comes back").isPresent();
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-104", "int-556", "TRG-01"})
  void an_update_that_the_server_asks_for_refreshes_the_lifetime(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          world.pass(world.seconds(10));
          Registration before = world.registration().orElseThrow();
          world.execute("/1/0/8");
          world.awaitThat("updated", () -> world.of(ServerEvent.Updated.class).size() == 1);
          Registration after = world.registration().orElseThrow();
          assertThat(after.updatedNanos()).isGreaterThan(before.updatedNanos());
          assertThat(after.terms()).isEqualTo(before.terms());
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-105", "REG-45"})
  void a_client_that_the_server_has_forgotten_registers_again(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          Registration forgotten = world.registration().orElseThrow();
          world.forget();
          world.update();
          world.awaitThat("again", () -> world.of(ServerEvent.Registered.class).size() == 2);
          assertThat(world.registration().orElseThrow().id()).isNotEqualTo(forgotten.id());
          assertThat(world.of(ServerEvent.Updated.class)).isEmpty();
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-107", "DM-82"})
  void a_longer_lifetime_is_told_at_once(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          world.put("/1/0/1", new Value.Int(120), ContentFormat.TEXT);
          world.awaitThat("told", () -> world.lifetime() == 120);
          world.awaitThat("event", () -> world.of(ServerEvent.Updated.class).size() == 1);
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-108", "QM-01", "QM-02"})
  void a_client_says_that_it_sleeps(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        true,
        world -> assertThat(world.registration().orElseThrow().terms().queueMode()).isTrue());
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-109", "QM-03"})
  void a_client_that_sleeps_is_not_asked_before_its_next_update(EtsWorld.Make make) {
    Downlink.Read read = new Downlink.Read(path("/3/0/0"), Optional.of(ContentFormat.TEXT));
    make.play(
        Release.V1_1,
        true,
        world -> {
          assertThat(world.ask(read)).as("just heard of").isInstanceOf(Outcome.Answered.class);
          world.put("/1/0/1", new Value.Int(86_400), ContentFormat.TEXT);
          world.awaitThat("told", () -> world.lifetime() == 86_400);
          world.pass(make == EtsWorld.Make.TERN ? 94 : EtsLeshan.ASLEEP_AFTER_SECONDS);
          assertThat(world.ask(read)).isInstanceOf(Outcome.Asleep.class);
          int updates = world.of(ServerEvent.Updated.class).size();
          world.update();
          world.awaitThat("updated", () -> world.of(ServerEvent.Updated.class).size() > updates);
          assertThat(world.ask(read)).isInstanceOf(Outcome.Answered.class);
        });
  }

  @Test
  @Spec({"int-109", "QM-03", "QM-14"})
  void what_was_left_for_a_client_that_sleeps_is_delivered_after_its_update() {
    EtsLeshan.play(
        Release.V1_1,
        true,
        world -> {
          EtsLeshan leshan = (EtsLeshan) world;
          world.pass(EtsLeshan.ASLEEP_AFTER_SECONDS);
          leshan.leave(new Downlink.Read(path("/3/0/0"), Optional.of(ContentFormat.TEXT)));
          world.pass(0.5);
          assertThat(ended(world)).as("held back").isEmpty();
          world.update();
          world.awaitThat("delivered", () -> ended(world).size() == 1);
          assertThat(ended(world).getFirst())
              .isEqualTo(
                  new Outcome.Answered<>(new Node.SingleResource(0, new Value.Text("Tern"))));
        });
  }

  private static List<Outcome<?>> ended(EtsWorld world) {
    return world.of(ServerEvent.CommandChanged.class).stream()
        .map(changed -> changed.command().state())
        .filter(Command.State.Ended.class::isInstance)
        .map(Command.State.Ended.class::cast)
        .<Outcome<?>>map(Command.State.Ended::outcome)
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  @Spec("int-226")
  void a_partial_update_of_the_server_instance_is_followed_by_an_update(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          Node two =
              Node.InstanceNode.of(
                  0,
                  List.of(
                      new Node.SingleResource(1, new Value.Int(61)),
                      new Node.SingleResource(6, new Value.Bool(true))));
          world.write("/1/0", Mode.UPDATE, two, ContentFormat.SENML_CBOR);
          world.awaitThat("told", () -> world.lifetime() == 61);
          assertThat(world.value("/1/0/6", ContentFormat.TEXT)).isEqualTo(new Value.Bool(true));
          assertThat(world.value("/1/0/7", ContentFormat.TEXT))
              .as("what was not written stays")
              .isEqualTo(new Value.Text("U"));
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec("int-227")
  void a_replaced_lifetime_is_followed_by_an_update(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          world.put("/1/0/1", new Value.Int(63), ContentFormat.SENML_JSON);
          world.awaitThat("told", () -> world.lifetime() == 63);
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec("CONMGMT-1.1-int-1250")
  void a_created_instance_is_announced_in_an_update(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          Node.InstanceNode profile =
              Node.InstanceNode.of(
                  1,
                  List.of(
                      new Node.SingleResource(0, new Value.Text("second")),
                      new Node.SingleResource(4, new Value.Int(3))));
          world.answer(
              new Downlink.Create(
                  path("/11"), OptionalInt.of(1), profile, Optional.of(ContentFormat.TLV)));
          world.awaitThat("announced", () -> world.instances(11).equals(List.of(0, 1)));
          world.put("/11/1/3", new Value.Bool(true), ContentFormat.TEXT);
          assertThat(world.value("/11/1/3", ContentFormat.TEXT)).isEqualTo(new Value.Bool(true));
        });
  }

  @Test
  @Spec("CONMGMT-1.1-int-1350")
  void a_client_behind_another_address_is_found_there_after_its_update() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          Registration before = stage.registration().orElseThrow();
          for (int port = 7_001; port <= 7_002; port++) {
            stage.clientNode().node().moveTo(Address.Ip.v4(0x0A010101, port));
            stage.client().update(stage.net.nowNanos());
            stage.pass(1);
            Registration after = stage.registration().orElseThrow();
            assertThat(after.id()).isEqualTo(before.id());
            assertThat(after.peer()).isEqualTo(stage.clientNode().peer());
            assertThat(stage.value("/3/0/0", ContentFormat.TEXT)).isEqualTo(new Value.Text("Tern"));
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-241", "int-655", "TRG-05"})
  void a_client_that_is_told_to_reboot_answers_first_and_registers_again(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          Outcome<Downlink.Done> outcome =
              world.ask(new Downlink.Execute(path("/3/0/4"), Arguments.NONE));
          assertThat(outcome).isInstanceOf(Outcome.Answered.class);
          assertThat(world.of(ServerEvent.Registered.class)).hasSize(1);
          world.reboot();
          world.awaitThat("again", () -> world.of(ServerEvent.Registered.class).size() == 2);
          assertThat(
                  world
                      .of(ServerEvent.Registered.class)
                      .getLast()
                      .replaced()
                      .map(Registration::endpoint))
              .isEqualTo(Optional.of(world.name()));
          assertThat(world.value("/3/0/0", ContentFormat.TEXT)).isEqualTo(new Value.Text("Tern"));
        });
  }
}
