// SPDX-License-Identifier: Apache-2.0
/// Object definitions: the built-in OMA registry, the DDF reader, and which version holds for a client
/// (LwM2M 1.2 Core §7.2). Immutable, any thread; the registry is loaded once.
package io.tern.lwm2m.model;
