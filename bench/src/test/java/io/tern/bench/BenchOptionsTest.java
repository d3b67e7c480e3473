// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchOptionsTest {
  private static BenchOptions.Parsed parse(String line) {
    return BenchOptions.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")));
  }

  @Test
  void no_words_mean_the_defaults() {
    assertThat(parse("")).isEqualTo(new BenchOptions.Parsed.Ok(BenchOptions.DEFAULT));
    assertThat(parse("coap")).isEqualTo(parse(""));
  }

  @Test
  void every_option_is_taken() {
    assertThat(
            parse(
                "coap --json --rounds 7 --seconds 2 --warm-up-seconds 9 --ports 500 --window 32"
                    + " --no-pin"))
        .isEqualTo(
            new BenchOptions.Parsed.Ok(new BenchOptions(true, 7, 2_000, 9_000, 500, 32, false)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lwm2m | unknown word \"lwm2m\"",
        "coap --rounds | --rounds takes a number from 1 to 600, not \"\"",
        "--rounds 0 | --rounds takes a number from 1 to 600, not \"0\"",
        "--seconds 601 | --seconds takes a number from 1 to 600, not \"601\"",
        "--ports 99999 | --ports takes a number from 1 to 20000, not \"99999\"",
        "--window -3 | --window takes a number from 1 to 20000, not \"-3\"",
        "--ports 8 --window 9 | --window is larger than --ports",
      })
  void a_line_that_makes_no_sense_is_named(String line, String reason) {
    assertThat(parse(line)).isEqualTo(new BenchOptions.Parsed.Bad(reason));
  }
}
