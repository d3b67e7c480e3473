// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.engine;

import static io.tern.coap.engine.Played.ack;
import static io.tern.coap.engine.Played.get;
import static io.tern.coap.engine.Played.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import org.junit.jupiter.api.Test;

class ClientRequestTest {
  private final Played played = new Played();

  @Test
  @Spec({"COAP-09", "COAP-10", "RFC7252-5.2.1"})
  void a_response_in_the_acknowledgement_is_the_reply() {
    played.request(get("3", "0"));
    Message request = played.sends();
    assertThat(request.type()).isEqualTo(Type.CON);
    assertThat(request.code()).isEqualTo(Code.GET);
    assertThat(request.options()).isEqualTo(path("3", "0"));
    played.receive(ack(request, Code.CONTENT, Options.NONE, "hello"));
    assertThat(played.answered().payload()).isEqualTo(Bytes.ofUtf8("hello"));
    played.isSilent();
    played.endsEmpty();
  }
}
