// SPDX-License-Identifier: Apache-2.0

/// The CoAP endpoint over datagrams, client and server at once, put together from the parts (RFC 7252,
/// 7641, 7959, 7967). Runs on the loop that owns it: datagrams, requests and timers go in with the
/// time, datagrams and calls of listeners come out.
package io.tern.coap.engine;
