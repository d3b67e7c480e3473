// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchOptionsTest {
  private static final BenchOptions DEFAULT = BenchOptions.DEFAULT;

  private static BenchOptions.Parsed parse(String line) {
    return BenchOptions.parse(line.isEmpty() ? List.of() : List.of(line.split(" ")));
  }

  private static BenchOptions.Parsed only(
      List<CoapCase> coap, List<LwM2mCase> server, List<FleetCase> fleets) {
    return new BenchOptions.Parsed.Ok(
        DEFAULT.withSelection(new Selection(coap, false, server, fleets)));
  }

  private static BenchOptions.Parsed formats(FormatKind... kinds) {
    return new BenchOptions.Parsed.Ok(DEFAULT.withSelection(Selection.NONE.with(List.of(kinds))));
  }

  @Test
  void no_words_mean_the_defaults() {
    assertThat(parse("")).isEqualTo(new BenchOptions.Parsed.Ok(DEFAULT));
    assertThat(parse("peers formats server coap")).isEqualTo(parse(""));
    assertThat(parse("coap")).isEqualTo(only(Selection.ALL.coap(), List.of(), List.of()));
    Selection all = Selection.ALL;
    Selection server =
        new Selection(List.of(), false, all.server(), all.fleets(), all.durable(), List.of());
    assertThat(parse("server"))
        .isEqualTo(new BenchOptions.Parsed.Ok(DEFAULT.withSelection(server)));
  }

  @Test
  void cases_are_chosen_by_name() {
    assertThat(parse("fan-out con fan-out"))
        .isEqualTo(only(List.of(CoapCase.FAN_OUT, CoapCase.CON), List.of(), List.of()));
    assertThat(parse("million send"))
        .isEqualTo(only(List.of(), List.of(LwM2mCase.SEND), List.of(FleetCase.MILLION)));
    assertThat(parse("peers"))
        .isEqualTo(
            new BenchOptions.Parsed.Ok(
                DEFAULT.withSelection(new Selection(List.of(), true, List.of(), List.of()))));
    assertThat(parse("formats")).isEqualTo(formats(FormatKind.values()));
    assertThat(parse("tlv lwm2m-cbor tlv"))
        .isEqualTo(formats(FormatKind.TLV, FormatKind.LWM2M_CBOR));
  }

  @Test
  void every_option_is_taken() {
    assertThat(
            parse(
                "con --json --rounds 7 --seconds 2 --warm-up-seconds 9 --clients 500 --devices 400"
                    + " --window 32 --settle-seconds 0 --idle-seconds 4 --no-pin"))
        .isEqualTo(
            new BenchOptions.Parsed.Ok(
                new BenchOptions(
                    new Selection(List.of(CoapCase.CON), false, List.of(), List.of()),
                    true,
                    7,
                    2_000,
                    9_000,
                    500,
                    400,
                    32,
                    0,
                    4,
                    false)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lwm2m | unknown word \"lwm2m\"",
        "coap --rounds | --rounds takes a number from 1 to 600, not \"\"",
        "--rounds 0 | --rounds takes a number from 1 to 600, not \"0\"",
        "--settle-seconds 601 | --settle-seconds takes a number from 0 to 600, not \"601\"",
        "--seconds 601 | --seconds takes a number from 1 to 600, not \"601\"",
        "--clients 9999999 | --clients takes a number from 1 to 1000000, not \"9999999\"",
        "--clients 150 | --clients is a multiple of 100",
        "--window -3 | --window takes a number from 1 to 10000, not \"-3\"",
        "--devices 1000001 | --devices takes a number from 1 to 1000000, not \"1000001\"",
        "--clients 100 --window 101 | --window is larger than --clients or --devices",
        "--devices 10 --window 11 | --window is larger than --clients or --devices",
      })
  void a_line_that_makes_no_sense_is_named(String line, String reason) {
    assertThat(parse(line)).isEqualTo(new BenchOptions.Parsed.Bad(reason));
  }
}
