// SPDX-License-Identifier: Apache-2.0
/// The words of LwM2M: paths, values, versions, names. Immutable values, usable on any thread.
package io.tern.lwm2m;
