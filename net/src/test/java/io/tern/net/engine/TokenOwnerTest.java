// SPDX-License-Identifier: Apache-2.0

package io.tern.net.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.UdpCodec;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TokenOwnerTest {
  private static final int SELF = 1;
  private static final int LOOPS = 4;

  @Test
  void a_response_belongs_to_the_loop_that_its_token_names() {
    for (Type type : new Type[] {Type.CON, Type.NON, Type.ACK}) {
      assertThat(owner(type, Code.CONTENT, token(3))).isEqualTo(3);
      assertThat(owner(type, Code.NOT_FOUND, token(0))).isZero();
      assertThat(owner(type, Code.SERVICE_UNAVAILABLE, token(2))).isEqualTo(2);
    }
  }

  @Test
  void tokens_of_loops_that_are_no_more_are_shared_by_those_that_are() {
    assertThat(owner(Type.CON, Code.CONTENT, token(4))).isEqualTo(4 % LOOPS);
    assertThat(owner(Type.CON, Code.CONTENT, token(255))).isEqualTo(255 % LOOPS);
  }

  @Test
  void requests_empty_messages_and_short_tokens_stay_here() {
    assertThat(owner(Type.CON, Code.GET, token(3))).isEqualTo(SELF);
    assertThat(owner(Type.CON, Code.CONTENT, Token.of(0x03, 1))).isEqualTo(SELF);
    assertThat(owner(Type.CON, Code.CONTENT, Token.of(0x03000000000000L, 7))).isEqualTo(SELF);
    assertThat(owner(Type.CON, Code.CONTENT, Token.EMPTY)).isEqualTo(SELF);
    assertThat(TokenOwner.of(UdpCodec.encode(Message.empty(Type.ACK, 1)), SELF, LOOPS))
        .isEqualTo(SELF);
    assertThat(owner(Type.CON, Code.of(7, 1), token(3))).isEqualTo(SELF);
  }

  @Test
  void any_bytes_have_an_owner_among_the_loops() {
    var random = new SplittableRandom(1);
    for (int i = 0; i < 100_000; i++) {
      byte[] array = new byte[random.nextInt(12)];
      random.nextBytes(array);
      assertThat(TokenOwner.of(Bytes.wrap(array), SELF, LOOPS)).isBetween(0, LOOPS - 1);
    }
  }

  private static Token token(int prefix) {
    return Token.of((long) prefix << 56 | 0x1234, 8);
  }

  private static int owner(Type type, Code code, Token token) {
    var message = new Message(type, code, 7, token, Options.NONE, Bytes.EMPTY);
    return TokenOwner.of(UdpCodec.encode(message), SELF, LOOPS);
  }
}
