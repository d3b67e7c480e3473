// SPDX-License-Identifier: Apache-2.0

/// The link from a test to the requirement it proves. No thread, no state.
package io.tern.spec;
