// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.link;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tern.coap.Bytes;
import io.tern.spec.InputCost;
import io.tern.spec.Spec;

/// Replays its corpus; with `JAZZER_FUZZ=1` in the environment it searches for new inputs.
class LinkFormatFuzzTest {
  @Spec({"C12", "CMISC-09"})
  @FuzzTest(maxDuration = "5m")
  void any_text_obeys_the_laws(byte[] input) {
    Bytes text = Bytes.copyOf(input);
    InputCost.OF_A_MESSAGE.plusEach(input.length, 64).holds(() -> LinkFormat.parse(text));
    LinkFormatPropertyTest.obeysTheLaws(text, "corpus");
  }
}
