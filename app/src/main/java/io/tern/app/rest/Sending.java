// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import io.tern.app.device.Devices;
import io.tern.app.rest.http.Call;
import io.tern.app.rest.http.Checked;
import io.tern.app.rest.http.DurationText;
import io.tern.app.rest.http.Problem;
import io.tern.app.rest.http.ProblemKind;
import io.tern.app.rest.http.Reply;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.server.Registration;
import io.tern.server.Submission;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Whether an operation is sent now or left for the device's next wake-up: `when`, `expires` and
/// `priority` of a call.
///
/// @param expires how long a command may wait
/// @param priority greater goes first
record Sending(When when, Duration expires, int priority) {
  private static final Duration EXPIRES_DEFAULT = Duration.ofDays(7);
  private static final Duration EXPIRES_MAX = Duration.ofDays(366);
  private static final int PRIORITY_MAX = 9;

  /// When to send.
  enum When {
    /// Now, and where the device is asleep when it wakes up. What changes something there does not overtake
    /// commands that wait: an older Write would be the last.
    AUTO,
    /// Now or never.
    NOW,
    /// As a command, even if the device is awake.
    QUEUE
  }

  /// The parameters that this reads, and more.
  static Set<String> and(String... more) {
    Set<String> all = new TreeSet<>(Set.of("when", "expires", "priority"));
    all.addAll(Set.of(more));
    return all;
  }

  /// Reads the parameters.
  static Checked<Sending> of(Call call) {
    return when(call)
        .then(
            when ->
                expires(call)
                    .then(
                        expires ->
                            priority(call).map(priority -> new Sending(when, expires, priority))));
  }

  private static Checked<When> when(Call call) {
    return switch (call.query().value("when").orElse("auto")) {
      case "auto" -> Checked.ok(When.AUTO);
      case "now" -> Checked.ok(When.NOW);
      case "queue" -> Checked.ok(When.QUEUE);
      default -> Checked.refused(Problem.invalid("when", "must be auto, now or queue"));
    };
  }

  private static Checked<Duration> expires(Call call) {
    Optional<String> text = call.query().value("expires");
    if (text.isEmpty()) {
      return Checked.ok(EXPIRES_DEFAULT);
    }
    return DurationText.parse(text.get())
        .filter(Duration::isPositive)
        .filter(wait -> wait.compareTo(EXPIRES_MAX) <= 0)
        .map(Checked::ok)
        .orElseGet(
            () ->
                Checked.refused(
                    Problem.invalid(
                        "expires", "must be a time such as 90s, 30m, 12h or 7d, at most 366d")));
  }

  private static Checked<Integer> priority(Call call) {
    String text = call.query().value("priority").orElse("0");
    return text.matches("[0-" + PRIORITY_MAX + "]")
        ? Checked.ok(Integer.valueOf(text))
        : Checked.refused(
            Problem.invalid("priority", "must be a whole number from 0 to " + PRIORITY_MAX));
  }

  /// Sends `operation`, or leaves it for later.
  ///
  /// @param timeout how long to wait for an answer
  /// @param answered makes the reply of what the device answers now
  <R> Reply send(
      Devices devices,
      Registration device,
      Downlink<R> operation,
      Duration timeout,
      Function<R, Reply> answered) {
    boolean overtakes =
        when == When.AUTO && isChange(operation) && devices.commands().isOpen(device.endpoint());
    if (when == When.QUEUE || overtakes) {
      return leave(devices, device, operation);
    }
    Outcome<R> outcome = devices.ask(device, operation, timeout);
    return when == When.AUTO && outcome instanceof Outcome.Asleep<R>
        ? leave(devices, device, operation)
        : Outcomes.reply(outcome, answered);
  }

  private static boolean isChange(Downlink<?> operation) {
    return switch (operation) {
      case Downlink.Write write -> true;
      case Downlink.WriteComposite write -> true;
      case Downlink.WriteAttributes attributes -> true;
      case Downlink.Execute execute -> true;
      case Downlink.Create create -> true;
      case Downlink.Delete delete -> true;
      case Downlink.Read read -> false;
      case Downlink.ReadComposite read -> false;
      case Downlink.Discover discover -> false;
      case Downlink.Observe observe -> false;
      case Downlink.ObserveComposite observe -> false;
      case Downlink.CancelObservation cancel -> false;
      case Downlink.CancelObservationComposite cancel -> false;
    };
  }

  private Reply leave(Devices devices, Registration device, Downlink<?> operation) {
    Submission submission =
        devices
            .commands()
            .submit(device.endpoint(), operation, priority, Optional.of(expires))
            .toCompletableFuture()
            .join();
    return switch (submission) {
      case Submission.Accepted(Command command) ->
          Reply.accepted(Api.ROOT + "/commands/" + command.id(), CommandJson.of(command, devices));
      case Submission.Refused(String why) -> Reply.problem(Problem.of(ProblemKind.OVERLOADED, why));
      case Submission.Invalid(String why) ->
          Outcomes.reply(new Outcome.Invalid<>(why), answer -> Reply.done());
      case Submission.Undurable() ->
          Reply.problem(Problem.of(ProblemKind.NOT_DURABLE, "the command could not be stored"));
    };
  }
}
