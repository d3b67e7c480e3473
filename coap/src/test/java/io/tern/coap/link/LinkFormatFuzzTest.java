// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.link;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tern.coap.Bytes;

/// Replays its corpus; with `JAZZER_FUZZ=1` in the environment it searches for new inputs.
class LinkFormatFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void any_text_obeys_the_laws(byte[] text) {
    LinkFormatPropertyTest.obeysTheLaws(Bytes.copyOf(text), "corpus");
  }
}
