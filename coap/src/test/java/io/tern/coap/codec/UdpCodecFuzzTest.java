// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tern.coap.Bytes;

/// Replays its corpus; with `JAZZER_FUZZ=1` in the environment it searches for new inputs.
class UdpCodecFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void any_datagram_obeys_the_laws(byte[] datagram) {
    UdpCodecPropertyTest.obeysTheLaws(Bytes.copyOf(datagram), "corpus");
  }
}
