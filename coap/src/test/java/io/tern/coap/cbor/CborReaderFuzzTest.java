// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.cbor;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tern.coap.Bytes;
import io.tern.spec.InputCost;
import io.tern.spec.Spec;

/// Replays its corpus; with `JAZZER_FUZZ=1` in the environment it searches for new inputs.
class CborReaderFuzzTest {
  @Spec("C12")
  @FuzzTest(maxDuration = "5m")
  void any_bytes_obey_the_laws(byte[] input) {
    Bytes item = Bytes.copyOf(input);
    InputCost.OF_A_MESSAGE.holds(() -> new CborReader(item, CborLimits.DEFAULT).skip());
    CborPropertyTest.obeysTheLaws(item, "corpus");
  }
}
