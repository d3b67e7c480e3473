// SPDX-License-Identifier: Apache-2.0

/// Requests and responses: tokens and matching, piggybacked and separate responses, No-Response,
/// critical options, cancellation (RFC 7252 §5, RFC 7967). Runs on the loop that owns the endpoint.
package io.tern.coap.exchange;
