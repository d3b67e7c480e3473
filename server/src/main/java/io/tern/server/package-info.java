// SPDX-License-Identifier: Apache-2.0

/// Words of the server: registrations, observations, events and the ports of its stores.
/// Pure values; any thread. OMA LwM2M Core 1.2 sections 6.1 to 6.4.
package io.tern.server;
