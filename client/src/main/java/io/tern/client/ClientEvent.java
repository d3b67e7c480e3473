// SPDX-License-Identifier: Apache-2.0

package io.tern.client;

import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.attr.Attributes;
import io.tern.lwm2m.op.Arguments;
import java.util.OptionalLong;

/// What happens to a client, for logs and for the program around it.
public sealed interface ClientEvent {
  /// The server registered the client.
  ///
  /// @param handle what stands behind `/rd/` in the location
  record Registered(String handle, Release release) implements ClientEvent {}

  /// The server took an Update.
  record Updated(String handle) implements ClientEvent {}

  /// A Register did not succeed.
  ///
  /// @param retryAtNanos when it is tried again; empty for never
  record RegistrationFailed(String why, OptionalLong retryAtNanos) implements ClientEvent {}

  /// The server does not know the registration any more, or did not answer; a Register follows.
  record RegistrationLost(String why) implements ClientEvent {}

  /// The client has left the server, by De-register.
  ///
  /// @param confirmed whether the server said so
  record Deregistered(boolean confirmed) implements ClientEvent {}

  /// The client has ended: nothing follows.
  record Stopped() implements ClientEvent {}

  /// The server wrote to an instance, a resource or a resource instance.
  record Written(Path path) implements ClientEvent {}

  /// The server executed a resource.
  record Executed(Path path, Arguments arguments) implements ClientEvent {}

  /// The server created an instance.
  record Created(Path path) implements ClientEvent {}

  /// The server deleted an instance or a resource instance.
  record Deleted(Path path) implements ClientEvent {}

  /// The server attached notification attributes.
  record AttributesWritten(Path path, Attributes attributes) implements ClientEvent {}

  /// The server began to observe.
  record ObservationStarted(Path path) implements ClientEvent {}

  /// An observation is over.
  record ObservationEnded(Path path, String why) implements ClientEvent {}

  /// An operation of the server was refused.
  record Refused(String operation, String why) implements ClientEvent {}

  /// Code of the device threw: a bug of the device.
  record DeviceFailed(RuntimeException failure) implements ClientEvent {}
}
