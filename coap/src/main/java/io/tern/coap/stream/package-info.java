// SPDX-License-Identifier: Apache-2.0

/// The message layer over connections: messages cut from bytes, Capabilities and Settings, Ping,
/// Release, Abort, backpressure (RFC 8323). Runs on the loop that owns the endpoint.
package io.tern.coap.stream;
