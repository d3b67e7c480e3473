// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.coap;

import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Response;
import io.tern.lwm2m.op.Downlink;
import java.util.List;
import java.util.Optional;

/// What the client makes of a request of a server.
public sealed interface DownlinkReading {
  /// An operation.
  ///
  /// @param accept the format that the server wants the answer in
  record Understood(Downlink<?> operation, Optional<ContentFormat> accept)
      implements DownlinkReading {}

  /// One Create of several instances, two or more.
  record Creates(List<Downlink.Create> creates) implements DownlinkReading {
    public Creates {
      creates = List.copyOf(creates);
    }
  }

  /// Not an operation, or one that breaks a rule.
  record Refused(Code code, String diagnostic) implements DownlinkReading {
    /// The answer that says so.
    public Response response() {
      return Response.error(code, diagnostic);
    }
  }
}
