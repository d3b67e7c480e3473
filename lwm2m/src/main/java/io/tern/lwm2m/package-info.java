// SPDX-License-Identifier: Apache-2.0

/// Words of LwM2M: paths, values and identifiers that every part of the module speaks.
/// Pure values; any thread. OMA LwM2M 1.0, 1.1 and 1.2.
package io.tern.lwm2m;
