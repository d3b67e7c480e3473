// SPDX-License-Identifier: Apache-2.0
/// CoRE link format (RFC 6690): links, their parser and writer. Pure functions, any thread.
package io.tern.coap.link;
