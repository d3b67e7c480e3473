// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import io.tern.peers.Console;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.leshan.client.observer.LwM2mClientObserverAdapter;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.ResponseCode;
import org.eclipse.leshan.core.request.BootstrapRequest;
import org.eclipse.leshan.core.request.DeregisterRequest;
import org.eclipse.leshan.core.request.RegisterRequest;
import org.eclipse.leshan.core.request.UpdateRequest;
import org.jspecify.annotations.Nullable;

/// Prints what the client's registration engine goes through.
final class LifecycleEvents extends LwM2mClientObserverAdapter {

  private final Console console;

  LifecycleEvents(Console console) {
    this.console = console;
  }

  @Override
  public void onBootstrapSuccess(LwM2mServer server, BootstrapRequest request) {
    console.event("bootstrapped");
  }

  @Override
  public void onBootstrapFailure(
      LwM2mServer server,
      BootstrapRequest request,
      @Nullable ResponseCode code,
      @Nullable String message,
      @Nullable Exception cause) {
    failed("bootstrap", code, message, cause);
  }

  @Override
  public void onBootstrapTimeout(LwM2mServer server, BootstrapRequest request) {
    console.event("bootstrap-failed", "timeout");
  }

  @Override
  public void onRegistrationSuccess(LwM2mServer server, RegisterRequest request, String location) {
    console.event("registered", location);
  }

  @Override
  public void onRegistrationFailure(
      LwM2mServer server,
      RegisterRequest request,
      @Nullable ResponseCode code,
      @Nullable String message,
      @Nullable Exception cause) {
    failed("register", code, message, cause);
  }

  @Override
  public void onRegistrationTimeout(LwM2mServer server, RegisterRequest request) {
    console.event("register-failed", "timeout");
  }

  @Override
  public void onUpdateSuccess(LwM2mServer server, UpdateRequest request) {
    console.event("updated");
  }

  @Override
  public void onUpdateFailure(
      LwM2mServer server,
      UpdateRequest request,
      @Nullable ResponseCode code,
      @Nullable String message,
      @Nullable Exception cause) {
    failed("update", code, message, cause);
  }

  @Override
  public void onUpdateTimeout(LwM2mServer server, UpdateRequest request) {
    console.event("update-failed", "timeout");
  }

  @Override
  public void onDeregistrationSuccess(LwM2mServer server, DeregisterRequest request) {
    console.event("deregistered");
  }

  @Override
  public void onDeregistrationFailure(
      LwM2mServer server,
      DeregisterRequest request,
      @Nullable ResponseCode code,
      @Nullable String message,
      @Nullable Exception cause) {
    failed("deregister", code, message, cause);
  }

  @Override
  public void onDeregistrationTimeout(LwM2mServer server, DeregisterRequest request) {
    console.event("deregister-failed", "timeout");
  }

  @Override
  public void onUnexpectedError(Throwable error) {
    console.event("unexpected-error", error.toString());
  }

  private void failed(
      String what,
      @Nullable ResponseCode code,
      @Nullable String message,
      @Nullable Exception cause) {
    List<String> words = new ArrayList<>();
    words.add(code == null ? "error" : Codes.text(code));
    if (message != null) {
      words.add(message);
    }
    if (cause != null) {
      words.add(cause.toString());
    }
    console.event(what + "-failed", words);
  }
}
