// SPDX-License-Identifier: Apache-2.0
/// The operations of LwM2M and their outcomes, free of any transport (LwM2M 1.2 Core §6). Sealed:
/// adding one fails to compile until every switch handles it. Immutable values, any thread.
package io.tern.lwm2m.op;
