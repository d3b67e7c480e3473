// SPDX-License-Identifier: Apache-2.0
/// The data tree: objects, instances, resources and their values (LwM2M 1.2 Core §7.1). Immutable.
package io.tern.lwm2m.node;
