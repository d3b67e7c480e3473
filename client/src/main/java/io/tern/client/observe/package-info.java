// SPDX-License-Identifier: Apache-2.0

/// Observations that the server made of the client: when notification attributes call for a
/// notification, and what it says (LwM2M 1.2 Core §6.4, §7.3.2; RFC 7641). Runs on the client's loop.
package io.tern.client.observe;
