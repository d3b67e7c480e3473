// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import static io.tern.app.rest.http.Method.DELETE;
import static io.tern.app.rest.http.Method.GET;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tern.app.device.Devices;
import io.tern.app.rest.http.Call;
import io.tern.app.rest.http.Checked;
import io.tern.app.rest.http.Problem;
import io.tern.app.rest.http.ProblemKind;
import io.tern.app.rest.http.Reply;
import io.tern.app.rest.http.Route;
import io.tern.lwm2m.EndpointName;
import io.tern.server.Command;
import io.tern.server.CommandId;
import io.tern.server.Withdrawal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The command queue: what waits for devices, and what became of it (LwM2M 1.2 Core §6.5).
final class CommandRoutes {
  private final Devices devices;

  CommandRoutes(Devices devices) {
    this.devices = devices;
  }

  List<Route> routes() {
    return List.of(
        new Route(
            GET,
            Api.ROOT + "/devices/{endpoint}/commands",
            Set.of("state", "cursor", "limit"),
            Route.Body.NONE,
            this::list),
        new Route(GET, Api.ROOT + "/commands/{id}", Set.of(), Route.Body.NONE, this::show),
        new Route(DELETE, Api.ROOT + "/commands/{id}", Set.of(), Route.Body.NONE, this::withdraw));
  }

  /// A device that is gone may have commands still.
  private Reply list(Call call) {
    Optional<EndpointName> endpoint = EndpointName.parse(call.path("endpoint"));
    boolean known =
        endpoint.flatMap(devices::find).isPresent()
            || !endpoint
                .map(name -> devices.commandsBefore(name, Optional.empty(), 1))
                .orElse(List.of())
                .isEmpty();
    if (!known) {
      return Reply.problem(
          Problem.of(
              ProblemKind.UNKNOWN_DEVICE,
              "no device is registered as \"" + call.path("endpoint") + "\""));
    }
    return PageLimit.of(call)
        .then(
            limit ->
                cursor(call)
                    .then(
                        before ->
                            state(call).map(state -> page(endpoint.get(), before, state, limit))))
        .reply(Reply::ok);
  }

  private ObjectNode page(
      EndpointName endpoint, Optional<CommandId> before, Optional<String> state, int limit) {
    List<ObjectNode> matching = new ArrayList<>();
    Optional<CommandId> from = before;
    int step = state.isEmpty() ? limit + 1 : PageLimit.MAX;
    boolean more = true;
    while (more && matching.size() <= limit) {
      List<Command> some = devices.commandsBefore(endpoint, from, step);
      some.stream()
          .map(this::json)
          .filter(one -> state.map(one.path("state").asText()::equals).orElse(true))
          .forEach(matching::add);
      more = some.size() == step;
      from = more ? Optional.of(some.getLast().id()) : from;
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode items = json.putArray("items");
    matching.stream().limit(limit).forEach(items::add);
    if (matching.size() > limit) {
      json.put("next", matching.get(limit - 1).path("id").asText());
    } else {
      json.putNull("next");
    }
    return json;
  }

  private ObjectNode json(Command command) {
    return CommandJson.of(command, devices);
  }

  private static Checked<Optional<CommandId>> cursor(Call call) {
    Optional<String> text = call.query().value("cursor");
    Optional<CommandId> id = text.flatMap(CommandId::parse);
    return text.isPresent() && id.isEmpty()
        ? Checked.refused(Problem.invalid("cursor", "must be the next of an earlier page"))
        : Checked.ok(id);
  }

  private static Checked<Optional<String>> state(Call call) {
    Optional<String> text = call.query().value("state");
    return text.map(Set.of("queued", "started", "ended")::contains).orElse(true)
        ? Checked.ok(text)
        : Checked.refused(Problem.invalid("state", "must be queued, started or ended"));
  }

  private Checked<Command> find(Call call) {
    return CommandId.parse(call.path("id"))
        .flatMap(devices::command)
        .map(Checked::ok)
        .orElseGet(
            () ->
                Checked.refused(
                    Problem.of(ProblemKind.UNKNOWN_COMMAND, "no command is " + call.path("id"))));
  }

  private Reply show(Call call) {
    return find(call).reply(command -> Reply.ok(json(command)));
  }

  private Reply withdraw(Call call) {
    return find(call)
        .reply(
            command -> {
              Withdrawal withdrawal =
                  devices.commands().withdraw(command.id()).toCompletableFuture().join();
              return switch (withdrawal) {
                case WITHDRAWN -> Reply.done();
                case UNDER_WAY ->
                    Reply.problem(
                        Problem.of(
                            ProblemKind.COMMAND_UNDER_WAY,
                            "it may have reached the device already"));
                case OVER ->
                    Reply.problem(
                        Problem.of(ProblemKind.COMMAND_OVER, "it has an outcome already"));
              };
            });
  }
}
