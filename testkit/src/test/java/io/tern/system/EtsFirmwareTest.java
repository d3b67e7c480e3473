// SPDX-License-Identifier: Apache-2.0

package io.tern.system;

import static io.tern.system.EtsWorld.path;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Arguments;
import io.tern.lwm2m.op.Downlink;
import io.tern.server.ServerEvent;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The cases of ETS 1.2 §6.6.6: a server that updates firmware. What the device does is played; what
/// counts is what the server sends, observes and reads.
class EtsFirmwareTest {
  private static final ContentFormat TEXT = ContentFormat.TEXT;

  /// What the device has, from now on told by notifications.
  private static void play(EtsWorld.Case what) {
    EtsStage.play(
        Release.V1_1,
        stage -> {
          stage.serveFirmware();
          stage.awaitThat("announced", () -> stage.instances(EtsFirmware.ID).equals(List.of(0)));
          what.play(stage);
        });
  }

  private static Value number(long value) {
    return new Value.Int(value);
  }

  private static void stateIs(EtsWorld world, int state, int result) {
    assertThat(world.value("/5/0/3", TEXT)).as("state").isEqualTo(number(state));
    assertThat(world.value("/5/0/5", TEXT)).as("result").isEqualTo(number(result));
  }

  /// 20 KiB travel in blocks.
  private static void push(EtsWorld world, String image) {
    byte[] bytes = new byte[20 << 10];
    byte[] head = (image + " ").getBytes(UTF_8);
    System.arraycopy(head, 0, bytes, 0, head.length);
    world.put("/5/0/0", new Value.Opaque(Bytes.wrap(bytes)), ContentFormat.OPAQUE);
  }

  private static void pull(EtsWorld world, String image) {
    world.put("/5/0/1", new Value.Text("coap://images.example/" + image), TEXT);
  }

  private static void observeState(EtsWorld world) {
    world.attach("/5/0/3", Attributes.NONE.withPmin(0).withPmax(600));
    assertThat(world.answer(new Downlink.Observe(path("/5/0/3"), Optional.of(TEXT))).established())
        .isTrue();
  }

  /// The states that notifications told of.
  private static List<Long> states(EtsWorld world) {
    return world.of(ServerEvent.Notified.class).stream()
        .map(notified -> notified.values().getFirst().node())
        .map(node -> ((Value.Int) ((Node.SingleResource) node).value()).value())
        .toList();
  }

  @Test
  @Spec("int-751")
  void what_a_device_can_is_read_before_anything_is_sent() {
    play(
        world -> {
          stateIs(world, EtsFirmware.IDLE, 0);
          assertThat(world.value("/5/0/9", TEXT)).isEqualTo(number(2));
          assertThat(world.read("/5/0/8", ContentFormat.TLV))
              .isEqualTo(new Node.MultipleResource(8, new TreeMap<>(Map.of(0, number(0)))));
        });
  }

  @Test
  @Spec({"int-755", "DM-83"})
  void an_image_is_written_in_blocks_and_taken_back_by_one_zero_byte() {
    play(
        world -> {
          push(world, "good 2.0");
          stateIs(world, EtsFirmware.DOWNLOADING, 0);
          world.pass(3);
          stateIs(world, EtsFirmware.DOWNLOADED, 0);
          world.put("/5/0/0", new Value.Opaque(Bytes.of(0)), ContentFormat.OPAQUE);
          stateIs(world, EtsFirmware.IDLE, 0);
        });
  }

  @Test
  @Spec({"int-756", "DM-83"})
  void an_address_of_an_image_is_written_and_taken_back_by_an_empty_text() {
    play(
        world -> {
          pull(world, "good-2.0");
          world.pass(3);
          stateIs(world, EtsFirmware.DOWNLOADED, 0);
          world.put("/5/0/1", new Value.Text(""), TEXT);
          stateIs(world, EtsFirmware.IDLE, 0);
        });
  }

  @Test
  @Spec("int-760")
  void the_end_of_a_download_is_notified() {
    play(
        world -> {
          observeState(world);
          push(world, "good 2.0");
          world.awaitThat(
              "downloaded", () -> states(world).contains((long) EtsFirmware.DOWNLOADED));
        });
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  @Spec({"int-770", "int-771"})
  void a_device_is_updated_and_tells_each_step(boolean pushed) {
    play(
        world -> {
          observeState(world);
          if (pushed) {
            push(world, "good 2.0");
          } else {
            pull(world, "good-2.0");
          }
          world.awaitThat(
              "downloaded", () -> states(world).contains((long) EtsFirmware.DOWNLOADED));
          assertThat(world.value("/3/0/3", TEXT)).isEqualTo(new Value.Text("1.0"));
          world.execute("/5/0/2");
          world.awaitThat("updated", () -> states(world).getLast() == EtsFirmware.IDLE);
          assertThat(states(world)).containsExactly(1L, 2L, 3L, 0L);
          stateIs(world, EtsFirmware.IDLE, 1);
          assertThat(world.value("/3/0/3", TEXT)).isEqualTo(new Value.Text("2.0"));
        });
  }

  @Test
  @Spec("int-772")
  void without_an_image_an_update_is_refused_and_changes_nothing() {
    play(
        world -> {
          assertThat(world.refusal(new Downlink.Execute(path("/5/0/2"), Arguments.NONE)))
              .isEqualTo("4.05");
          stateIs(world, EtsFirmware.IDLE, 0);
        });
  }

  /// The Write succeeds; what went wrong is in Update Result.
  @ParameterizedTest
  @CsvSource({
    "large, true, 2",
    "memory, true, 3",
    "lost, false, 4",
    "corrupt, true, 5",
    "foreign, true, 6",
    "nowhere, false, 7"
  })
  @Spec({"int-773", "int-774", "int-775", "int-776", "int-777", "int-778"})
  void a_download_that_fails_is_told_by_state_and_result(String image, boolean pushed, int result) {
    play(
        world -> {
          observeState(world);
          if (pushed) {
            push(world, image);
          } else {
            pull(world, image);
          }
          world.awaitThat(
              "failed", () -> states(world).size() == 2 && states(world).getLast() == 0);
          stateIs(world, EtsFirmware.IDLE, result);
          assertThat(world.value("/3/0/3", TEXT)).isEqualTo(new Value.Text("1.0"));
        });
  }

  @Test
  @Spec("int-779")
  void an_image_that_cannot_be_installed_stays_and_so_does_the_version() {
    play(
        world -> {
          push(world, "unfit 2.0");
          world.pass(3);
          world.execute("/5/0/2");
          world.pass(3);
          stateIs(world, EtsFirmware.DOWNLOADED, 8);
          assertThat(world.value("/3/0/3", TEXT)).isEqualTo(new Value.Text("1.0"));
        });
  }
}
