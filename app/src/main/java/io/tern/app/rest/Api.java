// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import io.tern.app.device.Devices;
import io.tern.app.model.ModelLibrary;
import io.tern.app.rest.http.Route;
import io.tern.app.rest.http.Router;
import io.tern.app.store.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/// All calls of the contract.
public final class Api {
  /// Where the calls are.
  static final String ROOT = "/api/v1";

  private final List<Route> routes = new ArrayList<>();

  /// The calls about `devices`.
  ///
  /// @param library the object definitions
  /// @param log what its streams send
  /// @param metrics makes the page of counters, told how many event streams are open
  public Api(
      Devices devices,
      ModelLibrary library,
      EventLog log,
      ApiSettings settings,
      IntFunction<String> metrics) {
    EventRoutes events = new EventRoutes(log, new EventFeed(devices), settings);
    routes.addAll(new DeviceRoutes(devices).routes());
    routes.addAll(new AwakeRoutes(devices).routes());
    routes.addAll(new ValueRoutes(devices).routes());
    routes.addAll(new ResourceRoutes(devices, settings).routes());
    routes.addAll(new ReportingRoutes(devices, settings).routes());
    routes.addAll(new CompositeRoutes(devices, settings).routes());
    routes.addAll(new ModelRoutes(library).routes());
    routes.addAll(new ObservationRoutes(devices, settings).routes());
    routes.addAll(new CommandRoutes(devices).routes());
    routes.addAll(events.routes());
    routes.addAll(new HouseRoutes(() -> metrics.apply(events.open())).routes());
  }

  /// A router over the calls.
  public Router router() {
    return new Router(routes);
  }
}
