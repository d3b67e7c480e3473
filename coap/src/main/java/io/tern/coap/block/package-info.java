// SPDX-License-Identifier: Apache-2.0

/// Bodies larger than a message, in blocks, in both roles and both directions (RFC 7959), with
/// Request-Tag (RFC 9175 §3): held whole up to a limit, or passed on from a source to a sink of any size.
/// Runs on the loop that owns the endpoint.
package io.tern.coap.block;
