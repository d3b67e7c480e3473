// SPDX-License-Identifier: Apache-2.0

/// The simulated network and clock, lock-step scripts, invariants and hostile datagrams. One thread
/// runs a whole world; time is virtual, chance comes from one seed. Begin with
/// [io.tern.testkit.Simulation#forSeeds]: it hands a fresh [io.tern.testkit.SimNet] to a scenario,
/// which puts [io.tern.testkit.SimCoapNode]s or [io.tern.testkit.Lockstep] scripts into it, makes its
/// links bad and runs it. Afterwards [io.tern.testkit.Invariants] look for what was left behind.
package io.tern.testkit;
