// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;

/// Replays its corpus; with `JAZZER_FUZZ=1` in the environment it searches for new inputs.
class LegacyJsonFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void any_bytes_obey_the_laws(byte[] payload) {
    SelfDescribingFormatsTest.obeysTheLaws(
        ContentFormat.LWM2M_JSON, Bytes.copyOf(payload), "corpus");
  }
}
