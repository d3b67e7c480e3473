// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FormatsResultTest {
  private static final FormatsResult RESULT =
      new FormatsResult("value tlv decode", "TLV", 20, 100, 48, 240);

  @Test
  void a_result_says_how_often_tern_fits_into_its_peer() {
    assertThat(RESULT.faster()).isEqualTo(5);
    assertThat(RESULT.leaner()).isEqualTo(5);
    assertThat(FormatsResult.table(List.of(RESULT)).lines()).hasSize(2);
    assertThat(FormatsResult.json(List.of(RESULT)))
        .contains("\"faster\":5.00", "\"leaner\":5.00", "\"peerFormat\":\"TLV\"");
  }

  @Test
  void every_size_is_measured_in_every_format() {
    for (FormatKind kind : FormatKind.values()) {
      assertThat(FormatCase.all(kind))
          .hasSize(3)
          .allSatisfy(it -> assertThat(it.payload().isEmpty()).isFalse())
          .allSatisfy(it -> assertThat(it.format()).isEqualTo(kind.format()));
    }
  }
}
