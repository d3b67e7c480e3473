// SPDX-License-Identifier: Apache-2.0

/// The registration of the client with its server: Register, Update and De-register, when they are due
/// and what follows when they fail (LwM2M 1.2 Core §6.2). Runs on the client's loop.
package io.tern.client.register;
