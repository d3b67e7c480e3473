// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.lwm2m.Binding;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Release;
import java.util.Optional;

/// What a client said of itself in Register and its Updates (LwM2M 1.2 Core §6.2.1). Devices of one
/// kind share one object list.
///
/// @param lifetimeSeconds 0 never ends; at most 2^32-1
/// @param queueMode whether it sleeps between its uplinks
/// @param sms the MSISDN, digits only
public record Terms(
    Release release,
    long lifetimeSeconds,
    Binding binding,
    boolean queueMode,
    Optional<String> sms,
    ObjectList objects) {}
