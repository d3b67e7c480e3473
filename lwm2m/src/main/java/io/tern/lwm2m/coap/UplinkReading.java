// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Response;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.lwm2m.op.Uplink;
import java.util.Set;

/// What the server makes of a request of a client.
public sealed interface UplinkReading {
  /// An operation of the Registration interface.
  ///
  /// @param tolerances the deviations that were needed to understand it; most often none
  record Understood(Uplink.Registering uplink, Set<Tolerance> tolerances) implements UplinkReading {
    public Understood {
      tolerances = Set.copyOf(tolerances);
    }

    /// One that is as it should be.
    public Understood(Uplink.Registering uplink) {
      this(uplink, Set.of());
    }
  }

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
