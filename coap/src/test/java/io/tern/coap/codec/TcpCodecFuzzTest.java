// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tern.coap.Bytes;
import io.tern.spec.Spec;

/// Replays its corpus; with `JAZZER_FUZZ=1` in the environment it searches for new inputs.
@Spec("C12")
class TcpCodecFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void any_stream_obeys_the_laws(byte[] stream) {
    TcpCodecPropertyTest.obeysTheLaws(Bytes.copyOf(stream), stream.length, "corpus");
  }
}
