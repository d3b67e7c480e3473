// SPDX-License-Identifier: Apache-2.0
/// Content formats: text, opaque, CBOR, TLV, SenML JSON and SenML CBOR, each in both directions
/// (LwM2M 1.2 Core §7.4). Pure functions, any thread; short texts are remembered, so
/// that equal ones need not be made again.
package io.tern.lwm2m.codec;
