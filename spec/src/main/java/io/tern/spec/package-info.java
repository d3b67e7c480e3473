// SPDX-License-Identifier: Apache-2.0

/// What the tests of all modules share: the link from a test to the requirement it proves, and what
/// an input may cost. No thread, no state.
package io.tern.spec;
