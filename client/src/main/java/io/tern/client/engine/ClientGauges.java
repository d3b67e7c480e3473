// SPDX-License-Identifier: Apache-2.0

package io.tern.client.engine;

import io.tern.client.register.Registration;

/// What a client holds at the moment.
///
/// @param operations operations of the server under way, held ones included
/// @param observations observations of the server
/// @param attributes paths with notification attributes
public record ClientGauges(
    Registration.State registration, int operations, int observations, int attributes) {}
