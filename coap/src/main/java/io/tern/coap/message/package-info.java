// SPDX-License-Identifier: Apache-2.0

/// Where the layers of exchanges, blocks and observing meet the message layers below: the same whether
/// messages travel as datagrams (RFC 7252 §4) or over connections (RFC 8323). Runs on the loop that
/// owns the endpoint.
package io.tern.coap.message;
