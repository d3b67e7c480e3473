// SPDX-License-Identifier: Apache-2.0

/// Bad networks: how a link treats datagrams, decided by a seed, and a relay that treats real ones
/// so. For tests and trials. A link belongs to one thread; the relay runs a loop of its own.
package io.tern.net.relay;
