// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static io.tern.system.EtsStage.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.client.object.Device;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.lwm2m.op.Downlink;
import io.tern.server.Observation;
import io.tern.server.ServerEvent;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The cases of ETS 1.2 §6.4, between our two ends.
class EtsReportingTest {
  private static final Path BATTERY = path("/3/0/9");

  private static Downlink.Observe observe(Attributes attributes) {
    return new Downlink.Observe(BATTERY, Optional.of(ContentFormat.TEXT), attributes);
  }

  private static Downlink.ObserveComposite observe(String... paths) {
    return new Downlink.ObserveComposite(
        List.of(paths).stream().map(EtsStage::path).toList(),
        Optional.of(ContentFormat.SENML_CBOR),
        Attributes.NONE);
  }

  private static List<ServerEvent.Notified> notified(EtsStage stage) {
    return stage.of(ServerEvent.Notified.class);
  }

  /// How many notifications come within so many seconds.
  private static int within(EtsStage stage, long seconds) {
    int before = notified(stage).size();
    stage.pass(seconds);
    return notified(stage).size() - before;
  }

  @Test
  @Spec({"int-301", "int-660"})
  void notifications_come_no_more_often_than_pmin_and_no_more_seldom_than_pmax() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          stage.answer(
              new Downlink.WriteAttributes(BATTERY, Attributes.NONE.withPmin(5).withPmax(15)));
          assertThat(stage.answer(observe(Attributes.NONE)).established()).isTrue();
          assertThat(within(stage, 61)).as("nothing changes").isEqualTo(4);
          int before = notified(stage).size();
          for (int i = 0; i < 60; i++) {
            stage.device.set(Device.BATTERY_LEVEL, i);
            stage.pass(1);
          }
          assertThat(notified(stage).size() - before).isBetween(11, 13);
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
          stage.device.set(Device.BATTERY_LEVEL, 1);
          stage.pass(5);
          assertThat(stage.client().observedPaths()).isEmpty();
          stage.device.set(Device.BATTERY_LEVEL, 2);
          assertThat(within(stage, 60)).isZero();
        });
  }

  @Test
  @Spec("int-303")
  void an_observation_ends_when_it_is_cancelled() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          stage.answer(observe(Attributes.NONE));
          stage.device.set(Device.BATTERY_LEVEL, 1);
          assertThat(within(stage, 5)).isEqualTo(1);
          stage.answer(new Downlink.CancelObservation(BATTERY));
          assertThat(stage.client().observedPaths()).isEmpty();
          stage.device.set(Device.BATTERY_LEVEL, 2);
          assertThat(within(stage, 60)).isZero();
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

  @Test
  @Spec({"int-308", "int-309"})
  void a_composite_observation_follows_instances_that_come_and_go() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          stage.answer(observe("/3/0/9", "/16"));
          stage.answer(stage.creation(1, Map.of(0, new Value.Text("new"))));
          stage.device.set(Device.BATTERY_LEVEL, 1);
          stage.pass(5);
          assertThat(flat(stage)).contains("/16/1");
          stage.answer(new Downlink.Delete(path("/16/1")));
          stage.device.set(Device.BATTERY_LEVEL, 2);
          stage.pass(5);
          assertThat(flat(stage)).contains("/16/0").doesNotContain("/16/1");
        });
  }

  /// The instances of object 16 that the last notification tells of.
  private static List<String> flat(EtsStage stage) {
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

  @Test
  @Spec({"int-306", "int-307", "int-311"})
  void values_that_a_client_sends_arrive_unless_it_is_muted() {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          List<Path> paths = List.of(path("/1/0/1"), path("/3/0/11/0"));
          send(stage, paths);
          assertThat(stage.of(ServerEvent.Sent.class)).as("muted until told otherwise").isEmpty();
          stage.put("/1/0/23", new Value.Bool(false), ContentFormat.TEXT);
          send(stage, paths);
          assertThat(stage.of(ServerEvent.Sent.class)).hasSize(1);
          assertThat(stage.of(ServerEvent.Sent.class).getFirst().values())
              .extracting(value -> value.path().toString())
              .containsExactlyInAnyOrder("/1/0/1", "/3/0/11");
          stage.put("/1/0/23", new Value.Bool(true), ContentFormat.TEXT);
          send(stage, paths);
          assertThat(stage.of(ServerEvent.Sent.class)).hasSize(1);
        });
  }

  private static void send(EtsStage stage, List<Path> paths) {
    stage.client().send(paths, Optional.empty(), (result, now) -> {}, stage.net.nowNanos());
    stage.pass(2);
  }
}
