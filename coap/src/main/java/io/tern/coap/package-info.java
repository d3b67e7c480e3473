// SPDX-License-Identifier: Apache-2.0
/// The words of CoAP: messages, options, peers, and the small interfaces between an endpoint and what
/// uses it (RFC 7252). Immutable values; the interfaces are called on the loop that owns the endpoint.
package io.tern.coap;
