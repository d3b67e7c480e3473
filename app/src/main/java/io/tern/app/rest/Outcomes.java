// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import io.tern.app.rest.http.Problem;
import io.tern.app.rest.http.ProblemKind;
import io.tern.app.rest.http.Reply;
import io.tern.coap.Code;
import io.tern.coap.Malformed;
import io.tern.lwm2m.op.Outcome;
import java.util.function.Function;

/// From how an operation ended to an HTTP answer.
final class Outcomes {
  private Outcomes() {}

  /// The answer.
  ///
  /// @param answered what a success looks like
  static <R> Reply reply(Outcome<R> outcome, Function<R, Reply> answered) {
    return switch (outcome) {
      case Outcome.Answered<R>(R value) -> answered.apply(value);
      case Outcome.Rejected<R>(Code code, String diagnostic) ->
          Reply.problem(refused(code, diagnostic));
      case Outcome.Undecodable<R>(Malformed reason) ->
          failed(ProblemKind.DEVICE_ANSWER_MALFORMED, reason.toString());
      case Outcome.Invalid<R>(String why) -> Reply.problem(Problem.invalid("path", why));
      case Outcome.TimedOut<R>() ->
          failed(ProblemKind.DEVICE_TIMEOUT, "the device did not answer in time");
      case Outcome.Asleep<R>() ->
          failed(ProblemKind.DEVICE_ASLEEP, "the device is in queue mode and not listening now");
      case Outcome.Unreachable<R>(String why) -> failed(ProblemKind.DEVICE_UNREACHABLE, why);
      case Outcome.Reset<R>() -> failed(ProblemKind.DEVICE_UNREACHABLE, "it answered with Reset");
      case Outcome.Overloaded<R>(String why) -> failed(ProblemKind.OVERLOADED, why);
      case Outcome.Expired<R>() ->
          failed(ProblemKind.DEVICE_ASLEEP, "the device was not heard of in time");
      case Outcome.Cancelled<R>() ->
          failed(ProblemKind.STOPPING, "the operation was given up before the device answered");
    };
  }

  private static Problem refused(Code code, String diagnostic) {
    Problem problem =
        Problem.of(
                ProblemKind.DEVICE_REFUSED,
                "the device answered " + code + (diagnostic.isEmpty() ? "" : ": " + diagnostic))
            .with("coapCode", code.toString());
    return diagnostic.isEmpty() ? problem : problem.with("diagnostic", diagnostic);
  }

  private static Reply failed(ProblemKind kind, String detail) {
    return Reply.problem(Problem.of(kind, detail));
  }
}
