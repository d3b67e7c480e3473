// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import io.tern.peers.Console;
import io.tern.peers.Fleet;
import io.tern.peers.Line;
import io.tern.peers.Turns;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.leshan.core.node.TimestampedLwM2mNodes;
import org.eclipse.leshan.core.observation.CompositeObservation;
import org.eclipse.leshan.core.observation.Observation;
import org.eclipse.leshan.core.observation.SingleObservation;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.DownlinkDeviceManagementRequest;
import org.eclipse.leshan.core.request.ObserveRequest;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.request.SendRequest;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.response.ObserveCompositeResponse;
import org.eclipse.leshan.core.response.ObserveResponse;
import org.eclipse.leshan.server.LeshanServer;
import org.eclipse.leshan.server.observation.ObservationListener;
import org.eclipse.leshan.server.registration.Registration;
import org.eclipse.leshan.server.registration.RegistrationListener;
import org.eclipse.leshan.server.registration.RegistrationUpdate;
import org.eclipse.leshan.server.send.SendListener;
import org.jspecify.annotations.Nullable;

/// What benchmarks ask of the server: requests to a fleet of devices, and what the server itself has
/// counted.
final class FleetCommands implements RegistrationListener, ObservationListener, SendListener {
  private static final long TIMEOUT_MILLIS = 20_000;

  private final LeshanServer server;
  private final LongAdder registered = new LongAdder();
  private final LongAdder updated = new LongAdder();
  private final LongAdder notified = new LongAdder();
  private final LongAdder sent = new LongAdder();

  FleetCommands(LeshanServer server) {
    this.server = server;
    server.getRegistrationService().addListener(this);
    server.getObservationService().addListener(this);
    server.getSendService().addListener(this);
  }

  Map<String, Console.Command> commands() {
    return Map.of(
        "fleet-read", this::read,
        "fleet-observe", this::observe,
        "counts", line -> counts());
  }

  private List<String> read(Line line) {
    Fleet fleet = Fleet.of(line);
    var request = new ReadRequest(ContentFormat.SENML_CBOR, fleet.path());
    return fleet.run((index, ended) -> ask(Fleet.endpoint(index), request, ended));
  }

  private List<String> observe(Line line) {
    Fleet fleet = Fleet.of(line);
    var request = new ObserveRequest(ContentFormat.SENML_CBOR, fleet.path());
    return fleet.run((index, ended) -> ask(Fleet.endpoint(index), request, ended));
  }

  private <T extends LwM2mResponse> void ask(
      String endpoint, DownlinkDeviceManagementRequest<T> request, Turns.Ended ended) {
    Registration registration = server.getRegistrationService().getByEndpoint(endpoint);
    if (registration == null) {
      ended.tell(false);
      return;
    }
    server.send(
        registration,
        request,
        TIMEOUT_MILLIS,
        response -> ended.tell(response.isSuccess()),
        error -> ended.tell(false));
  }

  private List<String> counts() {
    return List.of(
        "ok",
        Long.toString(registered.sum()),
        Long.toString(updated.sum()),
        Long.toString(notified.sum()),
        Long.toString(sent.sum()));
  }

  @Override
  public void registered(
      Registration registration,
      @Nullable Registration previous,
      @Nullable Collection<Observation> previousObservations) {
    registered.increment();
  }

  @Override
  public void updated(RegistrationUpdate update, Registration registration, Registration previous) {
    updated.increment();
  }

  @Override
  public void unregistered(
      Registration registration,
      @Nullable Collection<Observation> observations,
      boolean expired,
      @Nullable Registration next) {}

  @Override
  public void newObservation(Observation observation, Registration registration) {}

  @Override
  public void cancelled(Observation observation) {}

  @Override
  public void onResponse(
      SingleObservation observation, Registration registration, ObserveResponse response) {
    notified.increment();
  }

  @Override
  public void onResponse(
      CompositeObservation observation,
      Registration registration,
      ObserveCompositeResponse response) {
    notified.increment();
  }

  @Override
  public void onError(Observation observation, Registration registration, Exception error) {}

  @Override
  public void dataReceived(
      Registration registration, TimestampedLwM2mNodes data, SendRequest request) {
    sent.increment();
  }

  @Override
  public void onError(Registration registration, String message, Exception error) {}
}
