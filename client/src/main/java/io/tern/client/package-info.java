// SPDX-License-Identifier: Apache-2.0

/// The words of the client: instances, server accounts, limits, answers and events (LwM2M 1.2 Core §6,
/// §7). Values, and the small interfaces between the engine and the device. Any thread for the values;
/// the interfaces run on the client's loop.
package io.tern.client;
