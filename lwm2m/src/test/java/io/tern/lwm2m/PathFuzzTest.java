// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m;

import static org.assertj.core.api.Assertions.fail;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tern.coap.Bytes;
import io.tern.spec.InputCost;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Optional;

/// Replays its corpus; with `JAZZER_FUZZ=1` in the environment it searches for new inputs.
class PathFuzzTest {
  /// What parses is spelled in one way only; text and Uri-Path segments agree.
  @Spec("C12")
  @FuzzTest(maxDuration = "5m")
  void any_text_is_refused_or_the_one_spelling_of_a_path(byte[] input) {
    String text = Bytes.copyOf(input).utf8();
    InputCost.OF_A_MESSAGE.plusEach(input.length, 8).holds(() -> Path.parse(text));
    Optional<Path> parsed = Path.parse(text);
    if (parsed.isPresent() && !parsed.get().toString().equals(text)) {
      fail("'%s' parses to %s", text, parsed.get());
    }
    if (!text.startsWith("/") || text.equals("/")) {
      return;
    }
    InputCost.OF_A_MESSAGE
        .plusEach(input.length, 256)
        .holds(() -> Path.parse(List.of(text.substring(1).split("/", -1))));
    if (!Path.parse(List.of(text.substring(1).split("/", -1))).equals(parsed)) {
      fail("'%s' is not what its segments are", text);
    }
  }
}
