// SPDX-License-Identifier: Apache-2.0

/// Simulated network and clock, lock-step scripts and conformance kits. Single-threaded.
package io.tern.testkit;
