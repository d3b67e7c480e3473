// SPDX-License-Identifier: Apache-2.0

/// Assembles loops, sockets, timers and CoAP endpoints. What belongs to a loop runs on its thread;
/// starting, closing and posting are for any thread.
package io.tern.net.engine;
