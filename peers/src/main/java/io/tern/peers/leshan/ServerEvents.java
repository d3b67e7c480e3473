// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import io.tern.peers.Console;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.TimestampedLwM2mNode;
import org.eclipse.leshan.core.node.TimestampedLwM2mNodes;
import org.eclipse.leshan.core.observation.CompositeObservation;
import org.eclipse.leshan.core.observation.Observation;
import org.eclipse.leshan.core.observation.SingleObservation;
import org.eclipse.leshan.core.request.SendRequest;
import org.eclipse.leshan.core.response.ObserveCompositeResponse;
import org.eclipse.leshan.core.response.ObserveResponse;
import org.eclipse.leshan.server.LeshanServer;
import org.eclipse.leshan.server.observation.ObservationListener;
import org.eclipse.leshan.server.queue.PresenceListener;
import org.eclipse.leshan.server.registration.Registration;
import org.eclipse.leshan.server.registration.RegistrationListener;
import org.eclipse.leshan.server.registration.RegistrationUpdate;
import org.eclipse.leshan.server.send.SendListener;
import org.jspecify.annotations.Nullable;

/// Prints what happens to the server without a command.
final class ServerEvents
    implements RegistrationListener, ObservationListener, SendListener, PresenceListener {

  private final Console console;

  ServerEvents(Console console) {
    this.console = console;
  }

  void listenTo(LeshanServer server) {
    server.getRegistrationService().addListener(this);
    server.getObservationService().addListener(this);
    server.getSendService().addListener(this);
    server.getPresenceService().addListener(this);
  }

  @Override
  public void registered(
      Registration registration,
      @Nullable Registration previous,
      @Nullable Collection<Observation> previousObservations) {
    console.event(
        "registered",
        registration.getEndpoint(),
        "id=" + registration.getId(),
        "lifetime=" + registration.getLifeTimeInSec(),
        "version=" + registration.getLwM2mVersion(),
        "again=" + (previous != null));
  }

  @Override
  public void updated(RegistrationUpdate update, Registration registration, Registration previous) {
    console.event(
        "updated",
        registration.getEndpoint(),
        "id=" + registration.getId(),
        "lifetime=" + registration.getLifeTimeInSec());
  }

  @Override
  public void unregistered(
      Registration registration,
      Collection<Observation> observations,
      boolean expired,
      @Nullable Registration next) {
    if (next == null) {
      console.event(
          "deregistered",
          registration.getEndpoint(),
          "id=" + registration.getId(),
          "expired=" + expired);
    }
  }

  @Override
  public void newObservation(Observation observation, Registration registration) {
    console.event("observed", registration.getEndpoint(), target(observation));
  }

  @Override
  public void cancelled(Observation observation) {
    console.event("cancelled", "id=" + observation.getRegistrationId(), target(observation));
  }

  @Override
  public void onResponse(
      SingleObservation observation, Registration registration, ObserveResponse response) {
    List<String> words = notified(observation, registration, response.getCoapResponse());
    List<TimestampedLwM2mNode> timed = response.getTimestampedLwM2mNodes();
    if (!response.isSuccess()) {
      words.add("code=" + Codes.text(response.getCode()));
    } else if (timed == null || timed.isEmpty()) {
      words.addAll(Nodes.words(observation.getPath(), response.getContent()));
    } else {
      words.addAll(Nodes.timedWords(observation.getPath(), timed));
    }
    console.event("notified", words);
  }

  @Override
  public void onResponse(
      CompositeObservation observation,
      Registration registration,
      ObserveCompositeResponse response) {
    List<String> words = notified(observation, registration, response.getCoapResponse());
    if (response.isSuccess()) {
      words.addAll(Nodes.words(response.getContent()));
    } else {
      words.add("code=" + Codes.text(response.getCode()));
    }
    console.event("notified", words);
  }

  private static List<String> notified(
      Observation observation, Registration registration, @Nullable Object coapResponse) {
    List<String> words = new ArrayList<>(List.of(registration.getEndpoint(), target(observation)));
    words.addAll(Nodes.messageWords(coapResponse));
    return words;
  }

  @Override
  public void onError(Observation observation, Registration registration, Exception error) {
    console.event(
        "notify-failed", registration.getEndpoint(), target(observation), error.toString());
  }

  @Override
  public void dataReceived(
      Registration registration, TimestampedLwM2mNodes data, SendRequest request) {
    List<String> words = new ArrayList<>(List.of(registration.getEndpoint()));
    words.add("format=" + request.getFormat().getName());
    words.addAll(Nodes.timedWords(data));
    console.event("sent", words);
  }

  @Override
  public void onError(Registration registration, String message, Exception error) {
    console.event(
        "send-failed", registration.getEndpoint(), String.valueOf(message), error.toString());
  }

  @Override
  public void onAwake(Registration registration) {
    console.event("awake", registration.getEndpoint());
  }

  @Override
  public void onSleeping(Registration registration) {
    console.event("sleeping", registration.getEndpoint());
  }

  /// The path observed, or the paths joined by commas.
  static String target(Observation observation) {
    return switch (observation) {
      case SingleObservation single -> single.getPath().toString();
      case CompositeObservation composite ->
          String.join(",", composite.getPaths().stream().map(LwM2mPath::toString).toList());
      default -> observation.toString();
    };
  }
}
