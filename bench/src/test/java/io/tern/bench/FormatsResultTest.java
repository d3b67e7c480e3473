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
    List<FormatCase> all = FormatCase.all(List.of(FormatKind.values()));
    assertThat(all).hasSize(12);
    assertThat(all).allSatisfy(it -> assertThat(it.payload().isEmpty()).isFalse());
    assertThat(FormatCase.all(List.of(FormatKind.TLV))).isEqualTo(all.subList(0, 3));
  }
}
