// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tern.coap.Bytes;

/// Replays its corpus; with `JAZZER_FUZZ=1` in the environment it searches for new inputs.
class DdfReaderFuzzTest {
  @FuzzTest(maxDuration = "5m")
  void any_file_is_parsed_or_refused(byte[] file) {
    switch (DdfReader.read(Bytes.copyOf(file), DdfLimits.DEFAULT)) {
      case Ddf.Parsed(var objects, var warnings) -> {
        assertThat(objects).isNotEmpty();
        assertThat(warnings).hasSizeLessThanOrEqualTo(DdfLimits.DEFAULT.warningsMax());
        assertThat(warnings).allMatch(warning -> warning.line() > 0);
        Registry registry = Registry.unpack(Registry.pack(objects));
        ObjectModel last = objects.getLast();
        assertThat(registry.object(last.id(), last.version())).contains(last);
        Bytes written = DdfWriter.write(last);
        if (written.size() <= DdfLimits.DEFAULT.documentBytesMax()) {
          assertThat(((Ddf.Parsed) DdfReader.read(written, DdfLimits.DEFAULT)).objects())
              .containsExactly(last);
        }
      }
      case Ddf.Broken(int line, var reason) -> {
        assertThat(line).isPositive();
        assertThat(reason.what()).isNotBlank();
      }
    }
  }
}
