// SPDX-License-Identifier: Apache-2.0

package io.tern.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Identity;
import io.tern.lwm2m.EndpointName;
import io.tern.server.AccessPolicy.Decision;
import io.tern.spec.Spec;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdentityAccessTest {
  private final IdentityAccess access = new IdentityAccess(false);

  private static Optional<EndpointName> name(String text) {
    return Optional.of(new EndpointName(text));
  }

  private static Decision allowed(String text) {
    return new Decision.Allowed(new EndpointName(text));
  }

  private static Code refusal(Decision decision) {
    assertThat(decision).isInstanceOf(Decision.Refused.class);
    return ((Decision.Refused) decision).code();
  }

  @Test
  @Spec({"EP-03", "EP-05", "EP-08"})
  void a_key_is_the_endpoint_of_its_identity() {
    Identity key = new Identity.Psk("dev-1");
    assertThat(access.judge(key, name("dev-1"))).isEqualTo(allowed("dev-1"));
    assertThat(access.judge(key, Optional.empty())).isEqualTo(allowed("dev-1"));
    assertThat(refusal(access.judge(key, name("Dev-1")))).isEqualTo(Code.BAD_REQUEST);
    assertThat(refusal(access.judge(new Identity.Psk("\u0000"), Optional.empty())))
        .isEqualTo(Code.BAD_REQUEST);
  }

  @Test
  @Spec({"EP-03", "EP-08"})
  void a_certificate_is_the_endpoint_of_any_of_its_names() {
    Identity certificate = new Identity.Certificate("dev-1", List.of("urn:dev:1", ""));
    assertThat(access.judge(certificate, Optional.empty())).isEqualTo(allowed("dev-1"));
    assertThat(access.judge(certificate, name("urn:dev:1"))).isEqualTo(allowed("urn:dev:1"));
    assertThat(refusal(access.judge(certificate, name("dev-2")))).isEqualTo(Code.BAD_REQUEST);
    Identity nameless = new Identity.Certificate("", List.of("dev-1"));
    assertThat(access.judge(nameless, Optional.empty())).isEqualTo(allowed("dev-1"));
  }

  @Test
  @Spec("REG-06")
  void what_has_no_name_of_its_own_is_forbidden() {
    assertThat(refusal(access.judge(new Identity.RawKey(Bytes.of(1)), name("d"))))
        .isEqualTo(Code.FORBIDDEN);
    assertThat(refusal(access.judge(new Identity.Oscore(Bytes.of(1), Bytes.EMPTY), name("d"))))
        .isEqualTo(Code.FORBIDDEN);
    assertThat(refusal(access.judge(Identity.ANONYMOUS, name("d")))).isEqualTo(Code.FORBIDDEN);
  }

  @Test
  @Spec("EP-01")
  void without_security_the_name_must_be_given() {
    IdentityAccess open = new IdentityAccess(true);
    assertThat(open.judge(Identity.ANONYMOUS, name("d"))).isEqualTo(allowed("d"));
    assertThat(refusal(open.judge(Identity.ANONYMOUS, Optional.empty())))
        .isEqualTo(Code.BAD_REQUEST);
  }
}
