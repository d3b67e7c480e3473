// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tern.app.rest.http.Problem;
import io.tern.app.rest.http.Reply;
import io.tern.coap.Code;
import io.tern.coap.Malformed;
import io.tern.lwm2m.op.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// How an operation ended, as callers see it.
class OutcomesTest {
  private record Ending(Outcome<String> outcome, int status, String problem, String detail) {}

  private static final List<Ending> ENDINGS =
      List.of(
          new Ending(
              new Outcome.Rejected<>(Code.NOT_FOUND, "no such thing"),
              422,
              "device-refused",
              "the device answered 4.04: no such thing"),
          new Ending(
              new Outcome.Rejected<>(Code.INTERNAL_SERVER_ERROR, ""),
              422,
              "device-refused",
              "the device answered 5.00"),
          new Ending(
              new Outcome.Undecodable<>(new Malformed("byte 3", "no CBOR")),
              502,
              "device-answer-malformed",
              "byte 3: no CBOR"),
          new Ending(
              new Outcome.Invalid<>("text carries one value"),
              400,
              "invalid-request",
              "text carries one value"),
          new Ending(
              new Outcome.TimedOut<>(), 504, "device-timeout", "the device did not answer in time"),
          new Ending(
              new Outcome.Asleep<>(),
              503,
              "device-asleep",
              "the device is in queue mode and not listening now"),
          new Ending(
              new Outcome.Unreachable<>("it is not registered"),
              502,
              "device-unreachable",
              "it is not registered"),
          new Ending(new Outcome.Reset<>(), 502, "device-unreachable", "it answered with Reset"),
          new Ending(
              new Outcome.Overloaded<>("too much waits"), 503, "overloaded", "too much waits"),
          new Ending(
              new Outcome.Expired<>(), 503, "device-asleep", "the device was not heard of in time"),
          new Ending(
              new Outcome.Cancelled<>(),
              503,
              "stopping",
              "the operation was given up before the device answered"));

  private static Reply reply(Outcome<String> outcome) {
    return Outcomes.reply(
        outcome, text -> Reply.ok(JsonNodeFactory.instance.objectNode().put("text", text)));
  }

  @Test
  void a_success_is_what_the_call_makes_of_it() {
    assertThat(reply(new Outcome.Answered<>("well")))
        .isInstanceOfSatisfying(
            Reply.Json.class,
            json -> assertThat(json.body().path("text").asText()).isEqualTo("well"));
  }

  @Test
  void every_other_end_is_a_problem_of_its_own() {
    for (Ending ending : ENDINGS) {
      Problem problem = ((Reply.Failed) reply(ending.outcome())).problem();
      assertThat(problem.kind().slug()).isEqualTo(ending.problem());
      assertThat(problem.kind().status()).as(ending.problem()).isEqualTo(ending.status());
      assertThat(problem.detail()).isEqualTo(ending.detail());
    }
  }

  @Test
  void no_end_is_left_out() {
    Set<Class<?>> tested = new HashSet<>();
    tested.add(Outcome.Answered.class);
    ENDINGS.forEach(ending -> tested.add(ending.outcome().getClass()));
    assertThat(tested)
        .containsAll(new ArrayList<>(Arrays.asList(Outcome.class.getPermittedSubclasses())));
  }

  @Test
  void a_refusal_tells_code_and_diagnostic_as_members() {
    Problem problem =
        ((Reply.Failed) reply(new Outcome.Rejected<>(Code.NOT_FOUND, "no such thing"))).problem();
    assertThat(problem.members().get("coapCode").asText()).isEqualTo("4.04");
    assertThat(problem.members().get("diagnostic").asText()).isEqualTo("no such thing");
    Problem silent = ((Reply.Failed) reply(new Outcome.Rejected<>(Code.NOT_FOUND, ""))).problem();
    assertThat(silent.members()).doesNotContainKey("diagnostic");
  }
}
