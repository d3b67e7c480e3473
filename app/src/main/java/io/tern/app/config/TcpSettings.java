// SPDX-License-Identifier: Apache-2.0

package io.tern.app.config;

import io.tern.net.HostPort;
import java.time.Duration;
import java.util.Optional;

/// CoAP over TCP.
///
/// @param bind where it listens; empty for nowhere
/// @param connectionsMax connections of each event loop
/// @param perAddressMax the same from one address
/// @param idleMax how long a connection may be silent before the device is asked whether it is there
public record TcpSettings(
    Optional<HostPort> bind, int connectionsMax, int perAddressMax, Duration idleMax) {}
