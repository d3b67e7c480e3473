// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.coap.Requester;
import io.tern.coap.Timers;
import java.util.random.RandomGenerator;

/// What one engine has of the loop it runs on.
///
/// @param loop index of the loop
/// @param random of cryptographic quality: it makes the handles
public record EngineScope(
    int loop, Requester requester, Timers timers, RandomGenerator random, Neighbours neighbours) {}
