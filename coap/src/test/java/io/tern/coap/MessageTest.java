// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.spec.Spec;
import org.junit.jupiter.api.Test;

class MessageTest {
  @Spec("COAP-01")
  @Test
  void types_have_their_bits_on_the_wire() {
    assertThat(Type.of(0)).isEqualTo(Type.CON);
    assertThat(Type.of(1)).isEqualTo(Type.NON);
    assertThat(Type.of(2)).isEqualTo(Type.ACK);
    assertThat(Type.of(3)).isEqualTo(Type.RST);
    for (Type type : Type.values()) {
      assertThat(Type.of(type.bits())).isEqualTo(type);
    }
    assertThatThrownBy(() -> Type.of(4)).isInstanceOf(IllegalArgumentException.class);
  }

  @Spec("COAP-03")
  @Test
  void an_empty_message_has_nothing_but_type_and_id() {
    Message reset = Message.empty(Type.RST, 65_535);
    assertThat(reset)
        .isEqualTo(
            new Message(Type.RST, Code.EMPTY, 65_535, Token.EMPTY, Options.NONE, Bytes.EMPTY));
  }

  @Test
  void a_message_id_has_sixteen_bits() {
    assertThatThrownBy(() -> Message.empty(Type.ACK, 65_536))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Message.empty(Type.ACK, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void requests_take_methods_and_responses_take_response_codes() {
    assertThatThrownBy(() -> Request.of(Code.CONTENT, Options.NONE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Response.of(Code.GET)).isInstanceOf(IllegalArgumentException.class);
    assertThat(Response.error(Code.BAD_REQUEST, "lifetime").diagnostic()).isEqualTo("lifetime");
    assertThat(Response.content(Code.CONTENT, ContentFormat.TLV, Bytes.of(1)).options())
        .isEqualTo(Options.builder().contentFormat(ContentFormat.TLV).build());
    assertThat(Request.of(Code.GET, Options.NONE).confirmable()).isTrue();
  }

  @Test
  void content_formats_are_known_by_short_names() {
    assertThat(ContentFormat.SENML_CBOR.shortName()).isEqualTo("senml-cbor");
    assertThat(new ContentFormat(11542)).isEqualTo(ContentFormat.TLV).hasToString("tlv");
    assertThat(new ContentFormat(41).shortName()).isEqualTo("41");
    assertThatThrownBy(() -> new ContentFormat(65_536))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
