// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import static io.tern.app.rest.http.Method.DELETE;
import static io.tern.app.rest.http.Method.GET;
import static io.tern.app.rest.http.Method.PUT;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.tern.server.AwakeSetting;
import io.tern.server.AwakeWindows;
import io.tern.server.engine.AwakeTimes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/// How long a device in queue mode stays awake after it was heard of (LwM2M 1.2 Core §6.5), registered or
/// not.
final class AwakeRoutes {
  private static final String AWAKE = Api.ROOT + "/devices/{endpoint}/awake";
  private static final String SECONDS = "seconds";

  private final AwakeTimes times;

  AwakeRoutes(Devices devices) {
    this.times = devices.awakeTimes();
  }

  List<Route> routes() {
    return List.of(
        new Route(GET, AWAKE, Set.of(), Route.Body.NONE, this::show),
        new Route(PUT, AWAKE, Set.of(), Route.Body.JSON, this::set),
        new Route(DELETE, AWAKE, Set.of(), Route.Body.NONE, this::unset));
  }

  private Reply show(Call call) {
    return endpoint(call)
        .reply(
            endpoint -> {
              ObjectNode json = JsonNodeFactory.instance.objectNode();
              json.put(SECONDS, times.seconds(endpoint));
              json.put("own", times.isOwn(endpoint));
              return Reply.ok(json);
            });
  }

  private Reply set(Call call) {
    return endpoint(call)
        .reply(
            endpoint ->
                seconds(call.body().orElseThrow())
                    .reply(seconds -> reply(times.set(endpoint, seconds))));
  }

  private Reply unset(Call call) {
    return endpoint(call).reply(endpoint -> reply(times.unset(endpoint)));
  }

  private static Checked<EndpointName> endpoint(Call call) {
    return EndpointName.parse(call.path("endpoint"))
        .map(Checked::ok)
        .orElseGet(
            () ->
                Checked.refused(
                    Problem.invalid(
                        "endpoint",
                        "must be 1 to "
                            + EndpointName.BYTES_MAX
                            + " bytes of UTF-8 without control characters")));
  }

  private static Checked<Integer> seconds(JsonNode body) {
    for (Map.Entry<String, JsonNode> member : body.properties()) {
      if (!member.getKey().equals(SECONDS)) {
        return Checked.refused(Problem.invalid("/" + member.getKey(), "is not known here"));
      }
    }
    JsonNode seconds = body.path(SECONDS);
    boolean legal =
        seconds.isIntegralNumber()
            && seconds.canConvertToInt()
            && seconds.intValue() >= 1
            && seconds.intValue() <= AwakeWindows.SECONDS_MAX;
    return legal
        ? Checked.ok(seconds.intValue())
        : Checked.refused(
            Problem.invalid(
                "/" + SECONDS, "must be a whole number from 1 to " + AwakeWindows.SECONDS_MAX));
  }

  private static Reply reply(CompletionStage<AwakeSetting> setting) {
    return switch (setting.toCompletableFuture().join()) {
      case AwakeSetting.Made made -> Reply.done();
      case AwakeSetting.Refused(String why) ->
          Reply.problem(Problem.of(ProblemKind.OVERLOADED, why));
      case AwakeSetting.Undurable undurable ->
          Reply.problem(
              Problem.of(ProblemKind.NOT_DURABLE, "the awake window could not be stored"));
    };
  }
}
