// SPDX-License-Identifier: Apache-2.0
/// Notification attributes: parsing, levels, and the pure function that says when a notification is due
/// (LwM2M 1.2 Core §7.3). Immutable values, any thread.
package io.tern.lwm2m.attr;
