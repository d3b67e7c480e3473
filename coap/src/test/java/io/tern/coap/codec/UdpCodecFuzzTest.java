// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tern.coap.Bytes;
import io.tern.spec.InputCost;
import io.tern.spec.Spec;

/// Replays its corpus; with `JAZZER_FUZZ=1` in the environment it searches for new inputs.
class UdpCodecFuzzTest {
  @Spec("C12")
  @FuzzTest(maxDuration = "5m")
  void any_datagram_obeys_the_laws(byte[] input) {
    Bytes datagram = Bytes.copyOf(input);
    InputCost.OF_A_MESSAGE.holds(() -> UdpCodec.decode(datagram));
    UdpCodecPropertyTest.obeysTheLaws(datagram, "corpus");
  }
}
