// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.cbor;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tern.coap.Bytes;

/// Replays its corpus; with `JAZZER_FUZZ=1` in the environment it searches for new inputs.
class CborReaderFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void any_bytes_obey_the_laws(byte[] input) {
    CborPropertyTest.obeysTheLaws(Bytes.copyOf(input), "corpus");
  }
}
