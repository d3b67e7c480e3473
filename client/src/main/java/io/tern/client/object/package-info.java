// SPDX-License-Identifier: Apache-2.0

/// The instances a client serves: the ordinary one with held values and code of the device, and the
/// Security, Server, Device and Temperature objects (LwM2M 1.2 Core §E). Runs on the client's loop; the
/// code of the device runs where the program lets it.
package io.tern.client.object;
