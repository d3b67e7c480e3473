// SPDX-License-Identifier: Apache-2.0

/// Streams of bytes over TCP sockets: accepted, made, bounded, ended (RFC 9293). A port belongs to the
/// thread of its loop.
package io.tern.net.tcp;
