// SPDX-License-Identifier: Apache-2.0

/// Words of CoAP: immutable values and small interfaces that every part of the module speaks.
/// Pure values; any thread. RFC 7252, RFC 7641, RFC 7959, RFC 8323, RFC 8613.
package io.tern.coap;
