// SPDX-License-Identifier: Apache-2.0

/// Observing resources (RFC 7641): our observations of peers, and the relations of peers that observe
/// us. Runs on the loop that owns the endpoint.
package io.tern.coap.observe;
