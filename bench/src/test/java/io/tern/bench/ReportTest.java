// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static Measurement of(Subject subject, long wrong, long lost, Double... cpuMicros) {
    return new Measurement(subject, List.of(cpuMicros), List.of(50_000.0), 150_000, wrong, lost);
  }

  private final List<Measurement> measurements =
      List.of(
          of(Subject.ECHO, 0, 0, 4.0, 2.0, 3.0),
          of(Subject.CALIFORNIUM, 0, 7, 30.0, 24.0, 90.0),
          of(Subject.TERN, 0, 0, 6.0, 9.0, 5.0));

  @Test
  void the_median_is_the_middle_or_the_mean_of_the_middle_two() {
    assertThat(Measurement.median(List.of(9.0, 1.0, 5.0))).isEqualTo(5.0);
    assertThat(Measurement.median(List.of(9.0, 1.0, 5.0, 6.0))).isEqualTo(5.5);
    assertThat(Measurement.median(List.of(2.0))).isEqualTo(2.0);
  }

  @Test
  void json_has_a_line_for_each_server_that_tern_is_compared_with() {
    assertThat(Report.json("coap", measurements).lines())
        .containsExactly(
            "{\"case\":\"coap\",\"peer\":\"batch-echo\",\"subjectCpuMicros\":6.000,\"peerCpuMicros\":3.000,"
                + "\"ratio\":2.0000,\"rounds\":3,\"peerRequestsPerSecond\":50000,\"peerLost\":0}",
            "{\"case\":\"coap\",\"peer\":\"californium\",\"subjectCpuMicros\":6.000,\"peerCpuMicros\":30.000,"
                + "\"ratio\":0.2000,\"rounds\":3,\"peerRequestsPerSecond\":50000,\"peerLost\":7}");
  }

  @Test
  void the_table_has_a_line_for_each_server() {
    assertThat(Report.table("coap", measurements).lines().map(line -> line.replaceAll(" +", " ")))
        .containsExactly(
            "coap server requests/s CPU us/request min - max lost tern/server",
            " batch-echo 50000 3.00 2.00 - 4.00 0 2.00",
            " californium 50000 30.00 24.00 - 90.00 7 0.20",
            " tern 50000 6.00 5.00 - 9.00 0 1.00");
  }

  @Test
  void wrong_or_missing_answers_of_tern_are_a_fault() {
    assertThat(Report.fault(measurements)).isEmpty();
    assertThat(Report.fault(List.of(of(Subject.TERN, 1, 0, 5.0))))
        .hasValue("tern gave 1 wrong answers");
    assertThat(Report.fault(List.of(of(Subject.TERN, 0, 1_501, 5.0))))
        .hasValue("tern left 1501 requests unanswered");
    assertThat(
            Report.fault(
                List.of(new Measurement(Subject.TERN, List.of(1.0), List.of(0.0), 0, 0, 0))))
        .hasValue("tern answered nothing");
  }

  @Test
  void a_fault_of_another_server_takes_its_ratio() {
    List<Measurement> faulty =
        List.of(of(Subject.CALIFORNIUM, 0, 1_501, 30.0), of(Subject.TERN, 0, 0, 6.0));
    assertThat(Report.fault(faulty)).isEmpty();
    assertThat(Report.table("coap", faulty)).contains("left 1501 requests unanswered");
    assertThat(Report.json("coap", faulty))
        .contains("\"fault\":\"left 1501 requests unanswered\"")
        .doesNotContain("ratio");
  }
}
