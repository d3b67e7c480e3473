// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.op;

/// An operation of one of the LwM2M interfaces.
public sealed interface Operation permits Uplink, Downlink {}
