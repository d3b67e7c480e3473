// SPDX-License-Identifier: Apache-2.0

/// What a loop does when it is behind, and in which order: Registers wait for their turn, then they are
/// shed with 5.03 and the Max-Age that follows from what waits (RFC 7252 §5.9.3.4), then operations and
/// commands of callers; never Update, Send and notifications. Runs on the loop of its engine.
@NullMarked
package io.tern.server.overload;

import org.jspecify.annotations.NullMarked;
