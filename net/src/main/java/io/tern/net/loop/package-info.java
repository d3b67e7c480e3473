// SPDX-License-Identifier: Apache-2.0

/// The event loop: one thread that reads, computes, sends, runs timers and empties its mailbox.
/// `post` is for any thread, everything else for the loop's own.
package io.tern.net.loop;
