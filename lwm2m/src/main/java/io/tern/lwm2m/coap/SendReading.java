// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Malformed;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.lwm2m.op.Uplink;
import java.util.Set;

/// What the server makes of the payload of a Send.
public sealed interface SendReading {
  /// Values.
  ///
  /// @param tolerances the deviations that were needed to understand them; most often none
  record Understood(Uplink.Send send, Set<Tolerance> tolerances) implements SendReading {}

  /// Nothing that can be read (4.00).
  record Broken(Malformed reason) implements SendReading {}
}
