// SPDX-License-Identifier: Apache-2.0

package io.tern.server.engine;

/// What an engine holds at this moment.
///
/// @param expiries registrations whose end it looks after
/// @param registers Registers that wait for their turn
/// @param operations downlinks without outcome
/// @param observations observations whose tokens it holds
/// @param commands commands without outcome whose home it is
public record ServerGauges(
    int expiries, int registers, int operations, int observations, int commands) {}
