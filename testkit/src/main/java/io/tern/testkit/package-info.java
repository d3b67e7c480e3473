// SPDX-License-Identifier: Apache-2.0

/// The simulated network and clock, lock-step scripts, invariants and hostile datagrams. One thread
/// runs a whole world; time is virtual, chance comes from one seed.
package io.tern.testkit;
