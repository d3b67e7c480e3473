// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tern.coap.Bytes;
import io.tern.coap.link.LinkLimits;
import io.tern.lwm2m.codec.Tolerance;
import java.util.Set;

class ObjectListFuzzTest {
  /// Any payload of Register is read or refused; what is read is written so that it is read the same again.
  @FuzzTest(maxDuration = "5m")
  void any_bytes_obey_the_laws(byte[] payload) {
    if (UplinkObjects.parse(Bytes.copyOf(payload), LinkLimits.DEFAULT)
        instanceof UplinkObjects.Parsed(var objects, _)) {
      Bytes again = UplinkObjects.write(objects);
      assertThat(UplinkObjects.parse(again, LinkLimits.DEFAULT))
          .isInstanceOfSatisfying(
              UplinkObjects.Parsed.class,
              parsed -> {
                assertThat(parsed.objects()).isEqualTo(objects);
                assertThat(Set.of(Tolerance.VERSION_BARE)).containsAll(parsed.tolerances());
              });
    }
  }
}
