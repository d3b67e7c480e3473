// SPDX-License-Identifier: Apache-2.0

/// java-coap as a bench server (RFC 7252, 7959), driven by lines. Commands run on the main thread;
/// requests are handled by java-coap's own threads.
package io.tern.peers.javacoap;
