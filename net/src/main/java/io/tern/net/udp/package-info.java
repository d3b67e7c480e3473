// SPDX-License-Identifier: Apache-2.0

/// Datagrams over UDP sockets, in batches (RFC 768). A port belongs to the thread of its loop.
package io.tern.net.udp;
