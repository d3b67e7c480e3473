// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tern.app.device.Devices;
import io.tern.app.rest.json.NodeJson;
import io.tern.coap.link.Link;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.codec.Change;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.node.Node;
import io.tern.lwm2m.op.Downlink;
import io.tern.lwm2m.op.Outcome;
import io.tern.server.Command;
import io.tern.server.Command.State;
import java.util.List;

/// A command as JSON.
final class CommandJson {
  private CommandJson() {}

  /// The whole command.
  ///
  /// @param devices whose definitions name and type what the device answered
  static ObjectNode of(Command command, Devices devices) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", command.id().toString());
    json.put("endpoint", command.endpoint().value());
    json.put("operation", name(command.operation()));
    json.put("path", command.operation().path().toString());
    if (command.operation() instanceof Downlink.Composite<?> composite) {
      ArrayNode paths = json.putArray("paths");
      paths(composite).forEach(path -> paths.add(path.toString()));
    }
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
        json.set("outcome", Telling.of(command, devices, at).outcome(outcome));
      }
    }
    return json;
  }

  private static List<Path> paths(Downlink.Composite<?> operation) {
    return switch (operation) {
      case Downlink.ReadComposite read -> read.paths();
      case Downlink.WriteComposite write -> write.changes().stream().map(Change::path).toList();
      case Downlink.ObserveComposite observe -> observe.paths();
      case Downlink.CancelObservationComposite cancel -> cancel.paths();
    };
  }

  /// Tells how a command ended.
  ///
  /// @param alternatePath where the device's data model is rooted, empty for `/`
  private record Telling(Command command, Models models, String alternatePath, long atNanos) {
    static Telling of(Command command, Devices devices, long atNanos) {
      String root =
          devices
              .find(command.endpoint())
              .map(device -> device.terms().objects().alternatePath())
              .orElse("");
      return new Telling(command, devices.models(command.endpoint()), root, atNanos);
    }

    ObjectNode outcome(Outcome<?> outcome) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      switch (outcome) {
        case Outcome.Answered<?>(Object answer) -> {
          json.put("result", "done");
          answer(json, answer);
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
        case Outcome.Reset<?> reset ->
            json.put("result", "unreachable").put("detail", "it answered with Reset");
        case Outcome.Overloaded<?>(String why) ->
            json.put("result", "overloaded").put("detail", why);
        case Outcome.Expired<?> expired -> json.put("result", "expired");
        case Outcome.Cancelled<?> cancelled -> json.put("result", "cancelled");
      }
      return json;
    }

    private void answer(ObjectNode json, Object answer) {
      Path path = command.operation().path();
      var time = NodeJson.time(atNanos);
      switch (answer) {
        case Node node -> json.set("content", NodeJson.document(path, node, models, time));
        case Downlink.Observed observed -> {
          json.put("observing", observed.established());
          json.set("content", NodeJson.document(path, observed.node(), models, time));
        }
        case Downlink.Created created ->
            created.location().ifPresent(at -> json.put("created", at.toString()));
        case Downlink.Contents(var nodes) ->
            json.set("values", NodeJson.values(nodes, models, time));
        case Downlink.ObservedComposite(var contents, boolean established) -> {
          json.put("observing", established);
          json.set("values", NodeJson.values(contents.nodes(), models, time));
        }
        case List<?> links ->
            json.set(
                "links",
                AttributeJson.links(
                        path,
                        links.stream()
                            .filter(Link.class::isInstance)
                            .map(Link.class::cast)
                            .toList(),
                        alternatePath)
                    .path("links"));
        default -> {} // done says it all
      }
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
