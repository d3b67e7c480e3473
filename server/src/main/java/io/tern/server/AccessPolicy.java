// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.coap.Code;
import io.tern.coap.Identity;
import io.tern.lwm2m.EndpointName;
import java.util.Optional;

/// Who may be which endpoint (LwM2M 1.2 Core §6.3). Asked on every Register, Update and De-register, on
/// a loop; never blocks.
@FunctionalInterface
public interface AccessPolicy {
  /// Decides.
  ///
  /// @param identity what the peer has proved
  /// @param claimed the endpoint name that the client gave; empty where it left it to the identity
  Decision judge(Identity identity, Optional<EndpointName> claimed);

  /// What is decided.
  sealed interface Decision {
    /// The peer may be this endpoint.
    record Allowed(EndpointName endpoint) implements Decision {}

    /// The peer may not: 4.00 where name and proof do not go together, 4.03 where the name is known but
    /// not allowed.
    ///
    /// @param diagnostic for the developer of the client; gives no secret away
    record Refused(Code code, String diagnostic) implements Decision {}
  }
}
