// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.client.SendOutcome;
import io.tern.client.object.Temperature;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Response;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.node.TimedNode;
import io.tern.spec.Spec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SendTest {
  private static final Path VALUE = Path.of(3303, 0, 5700);
  private static final Optional<ContentFormat> JSON = Optional.of(ContentFormat.SENML_JSON);
  private final List<SendOutcome> outcomes = new ArrayList<>();

  private static Stage stage(Release release) {
    Stage stage = new Stage(Stage.config(release));
    stage.client.serve(Temperature.instance(0, 20), stage.now);
    stage.start();
    return stage;
  }

  private static Stage listening() {
    Stage stage = stage(Release.V1_2);
    assertThat(stage.putText("/1/0/23", "0").code()).isEqualTo(Code.CHANGED);
    return stage;
  }

  private SendOutcome send(Stage stage, Path... paths) {
    outcomes.clear();
    stage.client.send(List.of(paths), JSON, (outcome, n) -> outcomes.add(outcome), stage.now);
    stage.run();
    assertThat(outcomes).hasSize(1);
    return outcomes.getFirst();
  }

  @Test
  @Spec({"SEND-01", "SEND-05"})
  void values_go_to_the_server_with_their_full_paths() {
    Stage stage = listening();
    assertThat(send(stage, VALUE, Path.of(1, 0, 1))).isEqualTo(new SendOutcome.Taken());
    assertThat(stage.lastUplink().path()).isEqualTo("/dp");
    assertThat(stage.lastUplink().request().method()).isEqualTo(Code.POST);
    assertThat(stage.lastUplink().payload()).contains("86400").contains("5700");
  }

  @Test
  @Spec({"SEND-04", "TRG-07", "OBJ-1-23"})
  void a_client_is_mute_until_the_server_says_otherwise() {
    Stage stage = stage(Release.V1_2);
    int before = stage.uplinks.size();
    assertThat(send(stage, VALUE)).isInstanceOf(SendOutcome.NotSent.class);
    stage.putText("/1/0/23", "0");
    assertThat(send(stage, VALUE)).isInstanceOf(SendOutcome.Taken.class);
    stage.putText("/1/0/23", "1");
    assertThat(send(stage, VALUE)).isInstanceOf(SendOutcome.NotSent.class);
    assertThat(stage.uplinks).hasSize(before + 1);
  }

  @Test
  @Spec({"SEND-05", "SEND-08"})
  void nothing_is_sent_that_the_server_could_not_read() {
    Stage stage = listening();
    assertThat(send(stage, Path.of(0, 0))).isInstanceOf(SendOutcome.NotSent.class);
    assertThat(send(stage, Path.of(3303, 7))).isInstanceOf(SendOutcome.NotSent.class);
    List<SendOutcome> refused = new ArrayList<>();
    for (Path path : List.of(Path.of(0, 0, 0), Path.of(9, 0, 1), Path.of(3303, 0, 5605))) {
      Node node = new Node.SingleResource(path.resourceId(), new Value.Text("x"));
      stage.client.sendValues(
          List.of(new TimedNode(Optional.empty(), path, node)),
          JSON,
          (outcome, n) -> refused.add(outcome),
          stage.now);
    }
    assertThat(refused).hasSize(3).allMatch(SendOutcome.NotSent.class::isInstance);
    Stage old = stage(Release.V1_0);
    assertThat(send(old, VALUE)).isInstanceOf(SendOutcome.NotSent.class);
  }

  @Test
  @Spec({"SEND-07", "OBS-43"})
  void gathered_values_keep_their_times() {
    Stage stage = listening();
    Instant then = Instant.parse("2026-01-02T03:04:05Z");
    List<TimedNode> history = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Node node = new Node.SingleResource(5700, new Value.Real(20 + i));
      history.add(new TimedNode(Optional.of(then.plusSeconds(60L * i)), VALUE, node));
    }
    stage.client.sendValues(history, JSON, (outcome, n) -> outcomes.add(outcome), stage.now);
    stage.run();
    assertThat(outcomes).containsExactly(new SendOutcome.Taken());
    assertThat(stage.lastUplink().payload())
        .contains("\"bt\":" + then.plusSeconds(120).getEpochSecond(), "\"t\":-120")
        .contains("20", "21", "22");
  }

  @Test
  @Spec({"SEND-02", "SEND-08"})
  void what_becomes_of_it_is_told() {
    Stage stage = listening();
    stage.answer = request -> Response.error(Code.NOT_FOUND, "no such thing");
    assertThat(send(stage, VALUE))
        .isEqualTo(new SendOutcome.Refused(Code.NOT_FOUND, "no such thing"));
    stage.cut = true;
    outcomes.clear();
    stage.client.send(List.of(VALUE), JSON, (outcome, n) -> outcomes.add(outcome), stage.now);
    stage.pass(100);
    assertThat(outcomes).singleElement().isInstanceOf(SendOutcome.Unanswered.class);
  }
}
