// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.lwm2m.EndpointName;
import java.util.List;
import java.util.Optional;

/// A part of the registrations.
///
/// @param next the endpoint name to go on after; empty where this is the end
public record RegistrationPage(List<Registration> items, Optional<EndpointName> next) {
  public RegistrationPage {
    items = List.copyOf(items);
  }
}
