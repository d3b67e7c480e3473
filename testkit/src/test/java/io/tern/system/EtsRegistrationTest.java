// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static io.tern.system.EtsStage.path;
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
import io.tern.server.Registration;
import io.tern.server.ServerEvent;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// The registration cases of ETS 1.2 §6.2, and those elsewhere that end in an Update.
class EtsRegistrationTest {
  @Test
  @Spec("int-101")
  void a_client_registers_with_its_name_lifetime_release_binding_and_objects() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          Registration registration = stage.registration().orElseThrow();
          assertThat(registration.endpoint()).isEqualTo(EtsStage.NAME);
          assertThat(registration.terms().release()).isEqualTo(Release.V1_1);
          assertThat(registration.terms().lifetimeSeconds()).isEqualTo(60);
          assertThat(registration.terms().binding()).hasToString("U");
          assertThat(registration.terms().objects().objects())
              .extracting(SupportedObject::id)
              .containsExactly(1, 3, 11, 16);
          assertThat(stage.client().isRegistered()).as("2.01 with a location").isTrue();
        });
  }

  @Test
  @Spec({"int-102", "REG-47", "AMB-47"})
  void a_shorter_lifetime_holds_from_the_update_on_and_ends_a_silent_client() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          stage.put("/1/0/1", new Value.Int(20), ContentFormat.TEXT);
          assertThat(stage.lifetime()).as("not by the Write, but by the Update").isEqualTo(60);
          stage.pass(1);
          assertThat(stage.lifetime()).isEqualTo(20);
          stage.pass(300);
          assertThat(stage.registration()).as("refreshed in time").isPresent();
          stage.clientNode().node().crash();
          stage.pass(30);
          assertThat(stage.registration()).isEmpty();
          assertThat(stage.of(ServerEvent.Expired.class)).hasSize(1);
          stage.powerUp();
          stage.pass(1);
        });
  }

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

  @Test
  @Spec({"int-104", "int-556"})
  void an_update_that_the_server_asks_for_refreshes_the_lifetime() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          stage.pass(10);
          Registration before = stage.registration().orElseThrow();
          stage.execute("/1/0/8");
          stage.pass(1);
          Registration after = stage.registration().orElseThrow();
          assertThat(after.updatedNanos()).isGreaterThan(before.updatedNanos());
          assertThat(after.terms()).isEqualTo(before.terms());
          assertThat(stage.of(ServerEvent.Updated.class)).hasSize(1);
        });
  }

  @Test
  @Spec("int-105")
  void a_client_that_the_server_has_forgotten_registers_again() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          Registration forgotten = stage.registration().orElseThrow();
          assertThat(stage.registrations.remove(forgotten)).isTrue();
          stage.server.onGone(forgotten.id(), stage.net.nowNanos());
          stage.client().update(stage.net.nowNanos());
          stage.pass(5);
          assertThat(stage.registration().orElseThrow().id()).isNotEqualTo(forgotten.id());
          assertThat(stage.of(ServerEvent.Registered.class)).hasSize(2);
        });
  }

  @Test
  @Spec("int-107")
  void a_longer_lifetime_is_told_at_once() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          stage.put("/1/0/1", new Value.Int(120), ContentFormat.TEXT);
          stage.pass(1);
          assertThat(stage.lifetime()).isEqualTo(120);
          assertThat(stage.of(ServerEvent.Updated.class)).hasSize(1);
        });
  }

  @Test
  @Spec({"int-108", "QM-01"})
  void a_client_says_that_it_sleeps() {
    EtsStage.play(
        Release.V1_1,
        true,
        stage -> assertThat(stage.registration().orElseThrow().terms().queueMode()).isTrue());
  }

  @Test
  @Spec("int-226")
  void a_partial_update_of_the_server_instance_is_followed_by_an_update() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          Node two =
              Node.InstanceNode.of(
                  0,
                  List.of(
                      new Node.SingleResource(1, new Value.Int(61)),
                      new Node.SingleResource(6, new Value.Bool(true))));
          stage.write("/1/0", Mode.UPDATE, two, ContentFormat.SENML_CBOR);
          stage.pass(1);
          assertThat(stage.lifetime()).isEqualTo(61);
          assertThat(stage.value("/1/0/7", ContentFormat.TEXT))
              .as("what was not written stays")
              .isEqualTo(new Value.Text("U"));
        });
  }

  @Test
  @Spec("int-227")
  void a_replaced_lifetime_is_followed_by_an_update() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          stage.put("/1/0/1", new Value.Int(63), ContentFormat.SENML_JSON);
          stage.pass(1);
          assertThat(stage.lifetime()).isEqualTo(63);
        });
  }

  @Test
  @Spec("CONMGMT-1.1-int-1250")
  void a_created_instance_is_announced_in_an_update() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          Node.InstanceNode profile =
              Node.InstanceNode.of(
                  1,
                  List.of(
                      new Node.SingleResource(0, new Value.Text("second")),
                      new Node.SingleResource(4, new Value.Int(3))));
          stage.answer(
              new Downlink.Create(
                  path("/11"), OptionalInt.of(1), profile, Optional.of(ContentFormat.TLV)));
          stage.pass(2);
          assertThat(
                  stage
                      .registration()
                      .orElseThrow()
                      .terms()
                      .objects()
                      .object(EtsStage.APN_CONNECTION_PROFILE)
                      .orElseThrow()
                      .instances())
              .containsExactly(0, 1);
          stage.put("/11/1/3", new Value.Bool(true), ContentFormat.TEXT);
          assertThat(stage.value("/11/1/3", ContentFormat.TEXT)).isEqualTo(new Value.Bool(true));
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

  @Test
  @Spec({"int-241", "int-655"})
  void a_client_that_is_told_to_reboot_answers_first_and_registers_again() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          Outcome<Downlink.Done> outcome =
              stage.ask(new Downlink.Execute(path("/3/0/4"), Arguments.NONE));
          assertThat(outcome).isInstanceOf(Outcome.Answered.class);
          assertThat(stage.lives()).isEqualTo(1);
          stage.pass(5);
          assertThat(stage.lives()).isEqualTo(2);
          ServerEvent.Registered again = stage.of(ServerEvent.Registered.class).getLast();
          assertThat(stage.of(ServerEvent.Registered.class)).hasSize(2);
          assertThat(again.replaced().map(Registration::endpoint))
              .isEqualTo(Optional.of(EtsStage.NAME));
        });
  }
}
