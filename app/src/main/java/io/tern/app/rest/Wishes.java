// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tern.app.device.Devices;
import io.tern.app.rest.http.Call;
import io.tern.app.rest.http.Checked;
import io.tern.app.rest.http.Problem;
import io.tern.app.rest.http.ProblemKind;
import io.tern.app.rest.http.Reply;
import io.tern.coap.ContentFormat;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.op.Outcome;
import io.tern.net.EpochClock;
import io.tern.server.DesiredObservation;
import io.tern.server.DesiredStore.Entry;
import io.tern.server.Observation;
import io.tern.server.ObservationStatus;
import io.tern.server.Registration;
import io.tern.server.engine.Commands.Wished;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/// What is wanted observed of devices, one path or several together, and how far that is.
final class Wishes {
  private final Devices devices;

  Wishes(Devices devices) {
    this.devices = devices;
  }

  /// The device of a call: one that is registered, or of which something is wanted when it is.
  Checked<EndpointName> device(Call call) {
    Optional<EndpointName> name = EndpointName.parse(call.path("endpoint"));
    return name.filter(
            endpoint -> devices.find(endpoint).isPresent() || !devices.desired(endpoint).isEmpty())
        .map(Checked::ok)
        .orElseGet(() -> Target.device(call, devices).map(Registration::endpoint));
  }

  /// Wants paths observed, together where they are several. What the device refuses now is not
  /// wanted on; what was wanted of these paths before, in whatever order, is.
  ///
  /// @param answered makes the reply of what the device answers now: an
  ///     [Observed][io.tern.lwm2m.op.Downlink.Observed], or an
  ///     [ObservedComposite][io.tern.lwm2m.op.Downlink.ObservedComposite] where they are together
  Reply want(
      Target target, List<Path> named, Attributes attributes, Function<Object, Reply> answered) {
    List<Path> paths = asKnown(target.device().endpoint(), named).orElse(named);
    DesiredObservation wish =
        new DesiredObservation(
            target.device().endpoint(), paths, target.format(), attributes, EpochClock.nowNanos());
    Wished wished = devices.want(wish, target.timeout());
    if (!wished.durable()) {
      return unstored(wished, "the observation could not be stored");
    }
    return switch (wished.outcome()) {
      case Outcome.Answered<?>(Object answer) -> answered.apply(answer);
      case Outcome.Rejected<?> refused -> Outcomes.reply(refused, answer -> Reply.done());
      case Outcome.Invalid<?> invalid -> Outcomes.reply(invalid, answer -> Reply.done());
      case Outcome.Undecodable<?> broken -> Outcomes.reply(broken, answer -> Reply.done());
      case Outcome.Cancelled<?> withdrawn when asKnown(wish.endpoint(), paths).isEmpty() ->
          Reply.problem(
              Problem.of(
                  ProblemKind.UNKNOWN_OBSERVATION, "it was deleted before the device agreed"));
      default ->
          Reply.accepted(
              target.address("/observations" + (wish.together() ? "" : paths.getFirst())),
              json(new Entry(wish, new ObservationStatus.Pending())));
    };
  }

  private static Reply unstored(Wished wished, String why) {
    return wished.outcome() instanceof Outcome.Overloaded<?> overloaded
        ? Outcomes.reply(overloaded, answer -> Reply.done())
        : Reply.problem(Problem.of(ProblemKind.NOT_DURABLE, why));
  }

  /// Wants paths observed no more that are.
  Reply unwant(EndpointName device, List<Path> named, Duration timeout) {
    return find(device, named)
        .reply(
            found -> {
              List<Path> paths = asKnown(device, named).orElse(named);
              Wished wished = devices.unwant(device, paths, timeout);
              if (!wished.durable()) {
                return unstored(wished, "the end could not be stored");
              }
              return switch (wished.outcome()) {
                case Outcome.Rejected<?> refused -> Outcomes.reply(refused, answer -> Reply.done());
                // A device that cannot be told now is told when it notifies again.
                default -> Reply.done();
              };
            });
  }

  /// What is wanted, and what runs without being wanted here.
  Map<List<Path>, ObjectNode> all(EndpointName device) {
    Map<List<Path>, ObjectNode> all = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    devices.observations(device).forEach(one -> all.put(one.paths(), json(one)));
    devices.desired(device).forEach(one -> all.put(one.wish().paths(), json(one)));
    return all;
  }

  /// The same paths in the order in which they are observed or wanted already.
  private Optional<List<Path>> asKnown(EndpointName device, List<Path> paths) {
    Set<Path> wanted = Set.copyOf(paths);
    return all(device).keySet().stream()
        .filter(known -> known.size() == paths.size() && wanted.equals(Set.copyOf(known)))
        .findFirst();
  }

  /// What is wanted of exactly these paths, in whatever order.
  Checked<ObjectNode> find(EndpointName device, List<Path> paths) {
    return asKnown(device, paths)
        .flatMap(known -> Optional.ofNullable(all(device).get(known)))
        .map(Checked::ok)
        .orElseGet(
            () ->
                Checked.refused(
                    Problem.of(
                        ProblemKind.UNKNOWN_OBSERVATION,
                        paths.size() == 1
                            ? paths.getFirst() + " is not observed"
                            : together(paths) + " are not observed together")));
  }

  private static String together(List<Path> paths) {
    return String.join(", ", paths.stream().map(Path::toString).toList());
  }

  /// Adds the attributes, where there are any.
  static void describe(ObjectNode json, Attributes attributes) {
    if (!attributes.equals(Attributes.NONE)) {
      json.set("attributes", AttributeJson.of(attributes));
    }
  }

  private static void paths(ObjectNode json, List<Path> paths, boolean together) {
    if (together) {
      ArrayNode array = json.putArray("paths");
      paths.forEach(path -> array.add(path.toString()));
    } else {
      json.put("path", paths.getFirst().toString());
    }
  }

  private static ObjectNode json(Observation observation) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    paths(json, observation.paths(), observation.composite());
    json.put("observing", true);
    json.put("state", "established");
    observation.format().map(ContentFormat::shortName).ifPresent(name -> json.put("format", name));
    json.put("since", DeviceJson.time(observation.sinceNanos()));
    return json;
  }

  private static ObjectNode json(Entry entry) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    DesiredObservation wish = entry.wish();
    paths(json, wish.paths(), wish.together());
    json.put("observing", entry.status() instanceof ObservationStatus.Established);
    switch (entry.status()) {
      case ObservationStatus.Pending(Optional<String> why) -> {
        json.put("state", "pending");
        why.ifPresent(reason -> json.put("reason", reason));
      }
      case ObservationStatus.Asked() -> json.put("state", "asked");
      case ObservationStatus.Established(long since) -> {
        json.put("state", "established");
        json.put("since", DeviceJson.time(since));
      }
      case ObservationStatus.Refused(String why, var again) -> {
        json.put("state", "refused");
        json.put("reason", why);
        again.ifPresent(at -> json.put("againAt", DeviceJson.time(at)));
      }
    }
    wish.format().map(ContentFormat::shortName).ifPresent(name -> json.put("format", name));
    describe(json, wish.attributes());
    return json;
  }
}
