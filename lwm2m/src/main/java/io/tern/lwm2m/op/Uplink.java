// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.op;

import io.tern.lwm2m.Binding;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Release;
import java.util.Optional;
import java.util.OptionalLong;

/// An operation that the client asks of the server.
public sealed interface Uplink extends Operation {
  /// Register (LwM2M 1.2 Core §6.2.1).
  ///
  /// @param endpoint empty where the client leaves it to the security layer (1.1 and newer)
  /// @param lifetimeSeconds empty where absent; 0 never expires; at most 2^32-1
  /// @param queueMode the `Q` parameter, or the `Q` of a 1.0 binding
  /// @param sms the MSISDN, digits only
  record Register(
      Optional<EndpointName> endpoint,
      OptionalLong lifetimeSeconds,
      Release release,
      Binding binding,
      boolean queueMode,
      Optional<String> sms,
      ObjectList objects)
      implements Uplink {}

  /// Update (LwM2M 1.2 Core §6.2.2): what is empty stays as it is.
  ///
  /// @param handle the last segment of the location that Register answered
  record Update(
      String handle,
      OptionalLong lifetimeSeconds,
      Optional<Binding> binding,
      Optional<Boolean> queueMode,
      Optional<String> sms,
      Optional<ObjectList> objects)
      implements Uplink {}

  /// De-register (LwM2M 1.2 Core §6.2.3).
  record Deregister(String handle) implements Uplink {}
}
