// SPDX-License-Identifier: Apache-2.0

/// The message layer over datagrams: duplicates, message ids, retransmission, NSTART, Acknowledgement
/// and Reset (RFC 7252 §4). Runs on the loop that owns the endpoint.
package io.tern.coap.reliable;
