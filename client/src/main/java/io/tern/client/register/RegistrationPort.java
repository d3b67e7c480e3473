// SPDX-License-Identifier: Apache-2.0

package io.tern.client.register;

import io.tern.client.ClientEvent;
import io.tern.client.RetryRules;
import io.tern.lwm2m.Release;

/// What a registration needs of the client around it. Runs on the client's loop.
public interface RegistrationPort {
  /// What there is to announce now, to a server that speaks `release`.
  Announcement announcement(Release release);

  /// The rules for failed attempts, as they are now.
  RetryRules retryRules();

  /// How long the server wants to be left alone after Disable.
  long disableTimeoutSeconds();

  /// The server knows the client from now on, and nothing of earlier registrations.
  void onRegistered(long nowNanos);

  /// The server took an Update: there is a way to it, and it knows the registration.
  void onUpdated(long nowNanos);

  /// The server refused `before`; `after` is tried instead.
  void onOlderRelease(Release before, Release after);

  /// The server no longer knows the client, or is about to forget it.
  void onUnregistered(long nowNanos);

  /// The client will not be registered any time soon: whoever waits for it waits in vain.
  void onSetBack(long nowNanos);

  /// It has left the server for good.
  void onStopped(long nowNanos);

  /// Something worth telling happened.
  void onEvent(ClientEvent event, long nowNanos);
}
