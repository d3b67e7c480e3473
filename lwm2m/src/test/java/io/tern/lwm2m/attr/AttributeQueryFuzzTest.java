// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.attr;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tern.coap.Bytes;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import java.util.List;

class AttributeQueryFuzzTest {
  /// Any query is read or refused; what is read is written so that it is read the same again.
  @FuzzTest(maxDuration = "5m")
  void any_bytes_obey_the_laws(byte[] payload) {
    List<String> query = List.of(Bytes.copyOf(payload).utf8().split("&", -1));
    for (Path path : List.of(Path.of(3), Path.of(3, 0), Path.of(3, 0, 9), Path.of(3, 0, 7, 1))) {
      if (AttributeQuery.parse(query, path, Models.NONE)
          instanceof AttributeQuery.Parsed.Ok(Attributes attributes)) {
        assertThat(AttributeQuery.parse(AttributeQuery.write(attributes), path, Models.NONE))
            .isEqualTo(new AttributeQuery.Parsed.Ok(attributes));
      }
    }
  }
}
