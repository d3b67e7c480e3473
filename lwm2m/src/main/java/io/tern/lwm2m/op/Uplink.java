// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.op;

import io.tern.coap.ContentFormat;
import io.tern.lwm2m.Binding;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.ProfileId;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.node.TimedNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// An operation that the client asks of the server.
public sealed interface Uplink extends Operation {
  /// An operation of the Registration interface.
  sealed interface Registering extends Uplink {}

  /// Register (LwM2M 1.2 Core §6.2.1).
  ///
  /// @param endpoint empty where the client leaves it to the security layer (1.1 and newer)
  /// @param lifetimeSeconds empty where absent; 0 never expires; at most 2^32-1
  /// @param queueMode the `Q` parameter, or the `Q` of a 1.0 binding
  /// @param sms the MSISDN, digits only
  /// @param profiles ids of object lists (1.2), none of them twice
  /// @param objects without any object where only the profiles tell
  record Register(
      Optional<EndpointName> endpoint,
      OptionalLong lifetimeSeconds,
      Release release,
      Binding binding,
      boolean queueMode,
      Optional<String> sms,
      List<ProfileId> profiles,
      ObjectList objects)
      implements Registering {
    public Register {
      profiles = List.copyOf(profiles);
    }
  }

  /// Update (LwM2M 1.2 Core §6.2.2): what is empty stays as it is.
  ///
  /// @param handle the last segment of the location that Register answered
  /// @param profiles ids of object lists (1.2), none of them twice
  record Update(
      String handle,
      OptionalLong lifetimeSeconds,
      Optional<Binding> binding,
      Optional<Boolean> queueMode,
      Optional<String> sms,
      List<ProfileId> profiles,
      Optional<ObjectList> objects)
      implements Registering {
    public Update {
      profiles = List.copyOf(profiles);
    }

    /// The same with an object list that says all, so that no profile need be looked up.
    public Update withObjects(ObjectList all) {
      return new Update(
          handle, lifetimeSeconds, binding, queueMode, sms, List.of(), Optional.of(all));
    }
  }

  /// De-register (LwM2M 1.2 Core §6.2.3).
  record Deregister(String handle) implements Registering {}

  /// Send (LwM2M 1.2 Core §6.4.6).
  ///
  /// @param values one node for each resource, and for each time the client gave
  /// @param format how they travel: SenML JSON, SenML CBOR or LwM2M CBOR
  record Send(List<TimedNode> values, ContentFormat format) implements Uplink {
    public Send {
      values = List.copyOf(values);
    }
  }
}
