// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.coap.Peer;
import io.tern.lwm2m.EndpointName;
import java.util.Optional;
import java.util.function.Consumer;

/// The working set of registrations, shared by all loops. Called from any thread; never blocks. At most
/// one registration has an endpoint name.
public interface RegistrationStore {
  /// The registration of that endpoint name.
  Optional<Registration> byEndpoint(EndpointName endpoint);

  /// The registration of that handle.
  Optional<Registration> byId(RegistrationId id);

  /// The registration whose last Register or Update came from exactly that peer; of several, that of the
  /// latest.
  Optional<Registration> byPeer(Peer peer);

  /// Puts `next` where `expected` is: nothing, or exactly that registration of the same endpoint.
  ///
  /// @return false where something else is there by now; nothing has changed then
  boolean replace(Optional<Registration> expected, Registration next);

  /// Removes exactly `expected`.
  ///
  /// @return false where something else is there by now; nothing has changed then
  boolean remove(Registration expected);

  /// How many registrations there are.
  long count();

  /// Shows each registration to `action`, in no order. Changes made meanwhile may or may not show.
  void forEach(Consumer<Registration> action);

  /// A part of the registrations in order of endpoint name. Changes made meanwhile may or may not
  /// show. May sort what has come since the last time, so no loop calls it.
  RegistrationPage list(RegistrationQuery query);
}
