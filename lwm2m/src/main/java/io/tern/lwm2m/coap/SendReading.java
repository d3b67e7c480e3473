// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Malformed;
import io.tern.lwm2m.op.Uplink;

/// What the server makes of the payload of a Send.
public sealed interface SendReading {
  /// Values.
  record Understood(Uplink.Send send) implements SendReading {}

  /// Nothing that can be read (4.00).
  record Broken(Malformed reason) implements SendReading {}
}
