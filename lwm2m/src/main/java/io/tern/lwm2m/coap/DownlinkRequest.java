// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Request;

/// What becomes of a downlink on its way out.
public sealed interface DownlinkRequest {
  /// The request that carries it.
  record Ready(Request request) implements DownlinkRequest {}

  /// It cannot be sent as asked.
  record Invalid(String why) implements DownlinkRequest {}
}
