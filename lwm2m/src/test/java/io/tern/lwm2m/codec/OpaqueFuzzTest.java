// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;

class OpaqueFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void any_bytes_obey_the_laws(byte[] payload) {
    OneValueLaws.check(ContentFormat.OPAQUE, Bytes.copyOf(payload));
  }
}
