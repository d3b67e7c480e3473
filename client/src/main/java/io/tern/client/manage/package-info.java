// SPDX-License-Identifier: Apache-2.0

/// Device management on the client: the tree of objects, and what Read, Write, Execute, Create, Delete,
/// Discover and Write-Attributes do to it (LwM2M 1.2 Core §6.3). Knows operations, not messages. Runs
/// on the client's loop.
package io.tern.client.manage;
