// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Code;
import io.tern.coap.Malformed;

/// How the server answered an uplink.
public sealed interface UplinkResult {
  /// Register succeeded.
  ///
  /// @param handle what stands behind `/rd/` in the location; for Update and De-register
  record Registered(String handle) implements UplinkResult {}

  /// Update or De-register succeeded.
  record Done() implements UplinkResult {}

  /// The server refused, with a code of class 4 or 5.
  record Refused(Code code, String diagnostic) implements UplinkResult {}

  /// The answer makes no sense for what was asked.
  record Unusable(Malformed reason) implements UplinkResult {}
}
