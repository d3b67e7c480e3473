// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import static io.tern.app.rest.http.Method.GET;
import static io.tern.app.rest.http.Method.PUT;

import io.tern.app.device.Devices;
import io.tern.app.rest.http.Call;
import io.tern.app.rest.http.Checked;
import io.tern.app.rest.http.Problem;
import io.tern.app.rest.http.Reply;
import io.tern.app.rest.http.Route;
import io.tern.lwm2m.op.Downlink;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Discover and Write-Attributes (LwM2M 1.2 Core §6.3.2, §6.3.4).
final class ReportingRoutes {
  private static final String DEVICE = Api.ROOT + "/devices/{endpoint}";

  private final Devices devices;
  private final ApiSettings settings;

  ReportingRoutes(Devices devices, ApiSettings settings) {
    this.devices = devices;
    this.settings = settings;
  }

  List<Route> routes() {
    return List.of(
        new Route(
            GET,
            DEVICE + "/discover/{path}",
            Sending.and("timeout", "depth"),
            Route.Body.NONE,
            this::discover),
        new Route(
            PUT,
            DEVICE + "/attributes/{path}",
            Sending.and("timeout"),
            Route.Body.JSON,
            this::writeAttributes));
  }

  private Reply discover(Call call) {
    return depth(call)
        .reply(
            depth ->
                Target.of(call, devices, settings)
                    .reply(
                        target ->
                            target.send(
                                devices,
                                new Downlink.Discover(target.path(), depth),
                                links ->
                                    Reply.ok(
                                        AttributeJson.links(
                                            target.path(),
                                            links,
                                            target.device().terms().objects().alternatePath())))));
  }

  private static Checked<OptionalInt> depth(Call call) {
    Optional<String> text = call.query().value("depth");
    if (text.isEmpty()) {
      return Checked.ok(OptionalInt.empty());
    }
    return text.get().matches("[0-3]")
        ? Checked.ok(OptionalInt.of(Integer.parseInt(text.get())))
        : Checked.refused(Problem.invalid("depth", "must be a whole number from 0 to 3"));
  }

  private Reply writeAttributes(Call call) {
    return Target.of(call, devices, settings)
        .reply(
            target ->
                AttributeJson.read(call.body().orElseThrow(), target.path(), target.models())
                    .reply(
                        attributes ->
                            target.send(
                                devices,
                                new Downlink.WriteAttributes(target.path(), attributes),
                                done -> Reply.done())));
  }
}
