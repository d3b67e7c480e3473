// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tern.app.rest.json.NodeJson;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.server.Command.State;

/// A command as JSON.
final class CommandJson {
  private CommandJson() {}

  /// The whole command.
  ///
  /// @param models name and type what the device answered
  static ObjectNode of(Command command, Models models) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", command.id().toString());
    json.put("endpoint", command.endpoint().value());
    json.put("operation", name(command.operation()));
    json.put("path", command.operation().path().toString());
    json.put("priority", command.priority());
    json.put("createdAt", DeviceJson.time(command.createdNanos()));
    command.expiresNanos().ifPresent(at -> json.put("expiresAt", DeviceJson.time(at)));
    switch (command.state()) {
      case State.Queued(int attempts) -> {
        json.put("state", "queued");
        json.put("attempts", attempts);
      }
      case State.Started(int attempts, long since) -> {
        json.put("state", "started");
        json.put("attempts", attempts);
        json.put("startedAt", DeviceJson.time(since));
      }
      case State.Ended(Outcome<?> outcome, long at) -> {
        json.put("state", "ended");
        json.put("endedAt", DeviceJson.time(at));
        json.set("outcome", outcome(command, outcome, at, models));
      }
    }
    return json;
  }

  private static ObjectNode outcome(
      Command command, Outcome<?> outcome, long atNanos, Models models) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    switch (outcome) {
      case Outcome.Answered<?>(Object answer) -> {
        json.put("result", "done");
        answer(json, command, answer, atNanos, models);
      }
      case Outcome.Rejected<?>(var code, String diagnostic) -> {
        json.put("result", "refused");
        json.put("coapCode", code.toString());
        if (!diagnostic.isEmpty()) {
          json.put("detail", diagnostic);
        }
      }
      case Outcome.Undecodable<?>(var reason) -> {
        json.put("result", "malformed");
        json.put("detail", reason.toString());
      }
      case Outcome.Invalid<?>(String why) -> json.put("result", "invalid").put("detail", why);
      case Outcome.TimedOut<?> timedOut -> {
        json.put("result", "timed-out");
        json.put("detail", "whether the device did what was asked is not known");
      }
      case Outcome.Asleep<?> asleep -> json.put("result", "asleep");
      case Outcome.Unreachable<?>(String why) ->
          json.put("result", "unreachable").put("detail", why);
      case Outcome.Overloaded<?>(String why) -> json.put("result", "overloaded").put("detail", why);
      case Outcome.Expired<?> expired -> json.put("result", "expired");
      case Outcome.Cancelled<?> cancelled -> json.put("result", "cancelled");
    }
    return json;
  }

  private static void answer(
      ObjectNode json, Command command, Object answer, long atNanos, Models models) {
    var time = NodeJson.time(atNanos);
    switch (answer) {
      case Node node ->
          json.set("content", NodeJson.document(command.operation().path(), node, models, time));
      case Downlink.Observed observed -> {
        json.put("observing", observed.established());
        json.set(
            "content",
            NodeJson.document(command.operation().path(), observed.node(), models, time));
      }
      case Downlink.Created created ->
          created.location().ifPresent(path -> json.put("created", path.toString()));
      default -> {} // done says it all
    }
  }

  private static String name(Downlink<?> operation) {
    return switch (operation) {
      case Downlink.Read read -> "read";
      case Downlink.Discover discover -> "discover";
      case Downlink.Write(var path, var mode, var node, var format) ->
          mode == Downlink.Write.Mode.REPLACE ? "write" : "write-update";
      case Downlink.WriteAttributes attributes -> "write-attributes";
      case Downlink.Execute execute -> "execute";
      case Downlink.Create create -> "create";
      case Downlink.Delete delete -> "delete";
      case Downlink.Observe observe -> "observe";
      case Downlink.CancelObservation cancel -> "cancel-observation";
      case Downlink.ReadComposite read -> "read-composite";
      case Downlink.WriteComposite write -> "write-composite";
      case Downlink.ObserveComposite observe -> "observe-composite";
      case Downlink.CancelObservationComposite cancel -> "cancel-observation-composite";
    };
  }
}
