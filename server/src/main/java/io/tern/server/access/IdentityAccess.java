// SPDX-License-Identifier: Apache-2.0

package io.tern.server.access;

import io.tern.coap.Code;
import io.tern.coap.Identity;
import io.tern.lwm2m.EndpointName;
import io.tern.server.AccessPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The identity is the endpoint name: a pre-shared key's identity, or the common name or an alternative
/// name of a certificate, byte for byte. Raw keys and OSCORE contexts have no name of their own and are
/// refused. Who proves nothing is taken at its word, but only where that is allowed.
public final class IdentityAccess implements AccessPolicy {
  private final boolean noSecAllowed;

  /// @param noSecAllowed whether clients without security may register
  public IdentityAccess(boolean noSecAllowed) {
    this.noSecAllowed = noSecAllowed;
  }

  @Override
  public Decision judge(Identity identity, Optional<EndpointName> claimed) {
    return switch (identity) {
      case Identity.Anonymous anonymous -> judgeUnproved(claimed);
      case Identity.Psk(String name) -> judgeNames(List.of(name), claimed);
      case Identity.Certificate(String commonName, List<String> subjectNames) -> {
        List<String> names = new ArrayList<>(subjectNames.size() + 1);
        names.add(commonName);
        names.addAll(subjectNames);
        yield judgeNames(names, claimed);
      }
      case Identity.RawKey key -> refused(Code.FORBIDDEN, "this key belongs to no endpoint");
      case Identity.Oscore context ->
          refused(Code.FORBIDDEN, "this context belongs to no endpoint");
    };
  }

  private Decision judgeUnproved(Optional<EndpointName> claimed) {
    if (!noSecAllowed) {
      return refused(Code.FORBIDDEN, "this server asks for security");
    }
    return claimed
        .<Decision>map(Decision.Allowed::new)
        .orElseGet(() -> refused(Code.BAD_REQUEST, "ep is missing"));
  }

  /// Without a claim the first name that can be an endpoint name counts.
  private static Decision judgeNames(List<String> names, Optional<EndpointName> claimed) {
    Optional<EndpointName> proved =
        names.stream()
            .flatMap(name -> EndpointName.parse(name).stream())
            .filter(name -> claimed.map(name::equals).orElse(true))
            .findFirst();
    return proved
        .<Decision>map(Decision.Allowed::new)
        .orElseGet(() -> refused(Code.BAD_REQUEST, "ep is not what the credentials prove"));
  }

  private static Decision refused(Code code, String diagnostic) {
    return new Decision.Refused(code, diagnostic);
  }
}
