// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static io.tern.system.EtsWorld.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.ContentFormat;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Observation;
import io.tern.server.ServerEvent;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The cases of ETS 1.2 §6.4, between our server and clients.
class EtsReportingTest {
  private static final Path BATTERY = path("/3/0/9");

  @AfterAll
  static void end() {
    EtsLeshan.endAll();
  }

  private static Downlink.Observe observe(Attributes attributes) {
    return new Downlink.Observe(BATTERY, Optional.of(ContentFormat.TEXT), attributes);
  }

  private static Downlink.ObserveComposite observe(String... paths) {
    return new Downlink.ObserveComposite(
        List.of(paths).stream().map(EtsWorld::path).toList(),
        Optional.of(ContentFormat.SENML_CBOR),
        Attributes.NONE);
  }

  private static List<ServerEvent.Notified> notified(EtsWorld stage) {
    return stage.of(ServerEvent.Notified.class);
  }

  /// How many notifications come within so many seconds.
  private static int within(EtsWorld stage, double seconds) {
    int before = notified(stage).size();
    stage.pass(seconds);
    return notified(stage).size() - before;
  }

  private static void level(EtsWorld world, int percent) {
    world.set("/3/0/9", new Value.Int(percent));
  }

  @Test
  @Spec({"int-301", "int-660"})
  void notifications_come_no_more_often_than_pmin_and_no_more_seldom_than_pmax() {
    EtsWorld.Make.TERN.play(
        Release.V1_1,
        world -> {
          world.attach("/3/0/9", Attributes.NONE.withPmin(5).withPmax(15));
          assertThat(world.answer(observe(Attributes.NONE)).established()).isTrue();
          assertThat(within(world, 61)).as("nothing changes").isEqualTo(4);
          int before = notified(world).size();
          for (int i = 0; i < 60; i++) {
            level(world, i);
            world.pass(1);
          }
          assertThat(notified(world).size() - before).isBetween(11, 13);
        });
  }

  /// Leshan's client notifies of changes, but not by pmax alone.
  @ParameterizedTest
  @EnumSource
  @Spec({"int-301", "int-660"})
  void changes_of_what_has_attributes_are_told(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          world.attach("/3/0/9", Attributes.NONE.withPmin(1).withPmax(60));
          assertThat(world.discovered("/3/0/9", "/3/0/9"))
              .containsEntry("pmin", Optional.of("1"))
              .containsEntry("pmax", Optional.of("60"));
          world.answer(observe(Attributes.NONE));
          level(world, 41);
          world.awaitThat("told", () -> !notified(world).isEmpty());
          assertThat(notified(world).getLast().values().getFirst().node())
              .isEqualTo(new Node.SingleResource(9, new Value.Int(41)));
        });
  }

  /// The lifetime is long enough for the time without a way.
  @Test
  @Spec({"ATT-64", "OBS-43", "OBS-45", "QM-12"})
  void what_a_device_stored_while_it_had_no_way_is_told_with_its_times() {
    EtsStage.play(
        Release.V1_2,
        stage -> {
          stage.attach("/3/0/9", Attributes.NONE.withHistoricalQueueMax(2));
          stage.answer(
              new Downlink.Observe(
                  BATTERY, Optional.of(ContentFormat.SENML_CBOR), Attributes.NONE));
          stage.client().offline(stage.net.nowNanos());
          long second = stage.net.nowNanos() / 1_000_000_000L;
          for (int percent = 50; percent < 54; percent++) {
            level(stage, percent);
            stage.pass(5);
          }
          assertThat(notified(stage)).isEmpty();
          stage.client().online(stage.net.nowNanos());
          stage.awaitThat("both told", () -> notified(stage).size() == 2);
          assertThat(notified(stage))
              .extracting(event -> event.values().getFirst().node())
              .containsExactly(
                  new Node.SingleResource(9, new Value.Int(52)),
                  new Node.SingleResource(9, new Value.Int(53)));
          assertThat(notified(stage))
              .extracting(
                  event -> event.values().getFirst().time().orElseThrow().getEpochSecond() - second)
              .allSatisfy(later -> assertThat(later).isBetween(9L, 17L))
              .isSorted();
          assertThat(within(stage, 30)).isZero();
        });
  }

  @Test
  @Spec("int-302")
  void a_notification_that_nobody_wants_is_reset_and_ends_the_observation() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          stage.answer(observe(Attributes.NONE));
          Observation running =
              stage.observations.of(stage.registration().orElseThrow().id()).getFirst();
          stage.server.onUnwanted(running, stage.net.nowNanos());
          level(stage, 1);
          stage.pass(5);
          assertThat(stage.client().observedPaths()).isEmpty();
          level(stage, 2);
          assertThat(within(stage, 60)).isZero();
        });
  }

  /// A client that sleeps cannot be told, so its next notification is reset, and then there are no more.
  @Test
  @Spec({"int-302", "OBS-16"})
  void leshans_client_ends_an_observation_whose_notification_is_reset() {
    EtsLeshan.play(
        Release.V1_1,
        true,
        world -> {
          EtsLeshan leshan = (EtsLeshan) world;
          assertThat(leshan.want(BATTERY)).isInstanceOf(Outcome.Answered.class);
          level(world, 41);
          world.awaitThat("told", () -> notified(world).size() == 1);
          world.pass(EtsLeshan.ASLEEP_AFTER_SECONDS);
          assertThat(leshan.unwant(BATTERY)).isInstanceOf(Outcome.Asleep.class);
          long before = leshan.received();
          level(world, 42);
          world.awaitThat("came once more", () -> leshan.received() > before);
          world.pass(0.5);
          long reset = leshan.received();
          level(world, 43);
          world.pass(1);
          assertThat(leshan.received()).as("nothing comes any more").isEqualTo(reset);
          assertThat(notified(world)).hasSize(1);
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec("int-303")
  void an_observation_ends_when_it_is_cancelled(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          world.answer(observe(Attributes.NONE));
          level(world, 1);
          world.awaitThat("notified", () -> notified(world).size() == 1);
          world.answer(new Downlink.CancelObservation(BATTERY));
          level(world, 2);
          assertThat(within(world, world.seconds(10))).isZero();
          if (world instanceof EtsStage stage) {
            assertThat(stage.client().observedPaths()).isEmpty();
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-304", "int-305", "OBS-28", "OBS-32"})
  void several_paths_are_observed_together_and_cancelled(EtsWorld.Make make) {
    boolean tern = make == EtsWorld.Make.TERN;
    Attributes periods =
        tern ? Attributes.NONE.withPmin(30).withPmax(45) : Attributes.NONE.withPmin(1).withPmax(2);
    List<Path> paths = List.of(path("/1/0/1"), path("/3/0/11/0"), path("/3/0/16"));
    make.play(
        Release.V1_1,
        world -> {
          world.attach("/1/0/1", periods);
          Downlink.ObservedComposite first =
              world.answer(observe("/1/0/1", "/3/0/11/0", "/3/0/16"));
          assertThat(first.established()).isTrue();
          assertThat(first.contents().nodes()).hasSize(3);
          if (tern) {
            assertThat(within(world, 29)).as("before pmin").isZero();
            assertThat(within(world, 17)).as("by pmax").isEqualTo(1);
          } else {
            world.put("/1/0/1", new Value.Int(90), ContentFormat.TEXT);
            world.awaitThat("changed", () -> !notified(world).isEmpty());
          }
          assertThat(notified(world).getLast().values())
              .extracting(value -> value.path().prefix(3).toString())
              .containsExactlyInAnyOrder("/1/0/1", "/3/0/11", "/3/0/16");
          world.answer(new Downlink.CancelObservationComposite(paths));
          assertThat(within(world, tern ? 120 : 3)).as("cancelled").isZero();
        });
  }

  private static List<String> instances(List<TimedNode> values) {
    return values.stream()
        .map(value -> value.path().prefix(2).toString())
        .filter(at -> at.startsWith("/16"))
        .distinct()
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-308", "int-309", "OBS-29"})
  void a_composite_observation_follows_instances_that_come_and_go(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          world.answer(observe("/3/0/9", "/16"));
          world.answer(world.creation(1, Map.of(0, new Value.Text("new"))));
          level(world, 1);
          world.awaitThat("joined", () -> flat(world).contains("/16/1"));
          world.answer(new Downlink.Delete(path("/16/1")));
          level(world, 2);
          world.awaitThat("left", () -> !flat(world).contains("/16/1"));
          assertThat(flat(world)).contains("/16/0");
        });
  }

  /// The instances of object 16 that the last notification tells of.
  private static List<String> flat(EtsWorld stage) {
    if (notified(stage).isEmpty()) {
      return List.of();
    }
    List<TimedNode> values = notified(stage).getLast().values();
    return values.stream().anyMatch(value -> value.path().equals(path("/16")))
        ? values.stream()
            .filter(value -> value.path().equals(path("/16")))
            .map(TimedNode::node)
            .filter(Node.ObjectNode.class::isInstance)
            .map(Node.ObjectNode.class::cast)
            .flatMap(object -> object.instances().keySet().stream())
            .map(id -> "/16/" + id)
            .toList()
        : instances(values);
  }

  @Test
  @Spec("int-310")
  void an_attribute_that_is_written_while_observing_counts() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          stage.answer(observe("/3/0/9", "/3/0/16"));
          assertThat(within(stage, 60)).isZero();
          stage.answer(new Downlink.WriteAttributes(BATTERY, Attributes.NONE.withPmax(5)));
          assertThat(within(stage, 61)).isBetween(11, 13);
        });
  }

  @Test
  @Spec({"1.2-int-312", "1.2-int-313"})
  void what_an_observation_brings_along_wins_over_what_is_attached() {
    EtsStage.play(
        Release.V1_2,
        stage -> {
          stage.answer(new Downlink.WriteAttributes(BATTERY, Attributes.NONE.withPmax(60)));
          stage.answer(observe(Attributes.NONE.withPmin(5).withPmax(10)));
          assertThat(within(stage, 61)).isEqualTo(6);
        });
  }

  @ParameterizedTest
  @EnumSource
  @Spec({"int-306", "int-311", "SEND-01"})
  void values_that_a_client_sends_arrive(EtsWorld.Make make) {
    make.play(
        Release.V1_1,
        world -> {
          if (make == EtsWorld.Make.TERN) {
            world.put("/1/0/23", new Value.Bool(false), ContentFormat.TEXT);
          }
          long lifetime = world.registration().orElseThrow().updatedNanos();
          world.send(List.of(path("/1/0/1"), path("/3/0/11/0")));
          world.awaitThat("arrived", () -> !world.of(ServerEvent.Sent.class).isEmpty());
          assertThat(world.of(ServerEvent.Sent.class).getFirst().values())
              .extracting(value -> value.path().toString())
              .containsExactlyInAnyOrder("/1/0/1", "/3/0/11");
          assertThat(world.registration().orElseThrow().updatedNanos())
              .as("no refresh")
              .isEqualTo(lifetime);
        });
  }

  /// Leshan's client cannot be muted.
  @Test
  @Spec("int-307")
  void a_muted_client_sends_nothing_until_it_may() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          List<Path> paths = List.of(path("/1/0/1"), path("/3/0/11/0"));
          stage.send(paths);
          assertThat(stage.of(ServerEvent.Sent.class)).as("muted until told otherwise").isEmpty();
          stage.put("/1/0/23", new Value.Bool(false), ContentFormat.TEXT);
          stage.send(paths);
          assertThat(stage.of(ServerEvent.Sent.class)).hasSize(1);
          stage.put("/1/0/23", new Value.Bool(true), ContentFormat.TEXT);
          stage.send(paths);
          assertThat(stage.of(ServerEvent.Sent.class)).hasSize(1);
        });
  }
}
