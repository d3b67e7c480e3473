// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tern.coap.Bytes;
import io.tern.coap.ContentFormat;

class SenmlEtchCborFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void any_bytes_obey_the_laws(byte[] payload) {
    ContentFormat format = ContentFormat.SENML_ETCH_CBOR;
    Bytes bytes = Bytes.copyOf(payload);
    if (Formats.decodePaths(format, bytes, Payloads.READING)
        instanceof DecodedPaths.Paths(var paths, var tolerances)) {
      Bytes again = Payloads.payload(Formats.encodePaths(format, paths));
      assertThat(Formats.decodePaths(format, again, Payloads.READING))
          .isEqualTo(new DecodedPaths.Paths(paths, java.util.Set.of()));
    }
    if (Formats.decodePatch(format, bytes, Payloads.READING)
            instanceof DecodedPatch.Changes(var changes, var tolerances)
        && Formats.encodePatch(format, changes) instanceof Encoded.Payload(var number, var again)) {
      assertThat(Formats.decodePatch(format, again, Payloads.READING))
          .isEqualTo(new DecodedPatch.Changes(changes, java.util.Set.of()));
    }
  }
}
