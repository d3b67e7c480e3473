// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Response;
import io.tern.lwm2m.op.Uplink;

/// What the server makes of a request of a client.
public sealed interface UplinkReading {
  /// An operation of the Registration interface.
  record Understood(Uplink.Registering uplink) implements UplinkReading {}

  /// A Send. What it says depends on the object definitions of its sender, and so on who that is:
  /// [ServerUplinks#values].
  record Data(ContentFormat format, Bytes payload) implements UplinkReading {}

  /// Not an operation, or one that breaks a rule.
  ///
  /// @param diagnostic for the developer of the client
  record Refused(Code code, String diagnostic) implements UplinkReading {
    /// The answer that says so.
    public Response response() {
      return Response.error(code, diagnostic);
    }
  }
}
