// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.spec.Spec;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

@Spec("COAP-01")
class TokenTest {
  @Test
  void bytes_and_bits_are_two_forms_of_one_token() {
    Random random = new Random(3);
    for (int i = 0; i < 1_000; i++) {
      byte[] array = new byte[random.nextInt(9)];
      random.nextBytes(array);
      Token token = Token.of(Bytes.copyOf(array));
      assertThat(token.bytes()).isEqualTo(Bytes.wrap(array));
      assertThat(token.size()).isEqualTo(array.length);
      assertThat(Token.of(token.bits(), token.size())).isEqualTo(token).hasSameHashCodeAs(token);
    }
  }

  @Test
  void leading_zeros_make_another_token() {
    Set<Token> tokens = new HashSet<>();
    for (int size = 0; size <= 8; size++) {
      tokens.add(Token.of(0, size));
    }
    assertThat(tokens).hasSize(9);
    assertThat(Token.of(Bytes.of(0, 5))).isNotEqualTo(Token.of(Bytes.of(5)));
  }

  @Test
  void bits_beyond_the_size_do_not_count() {
    assertThat(Token.of(0xABCD, 1)).isEqualTo(Token.of(Bytes.of(0xCD)));
    assertThat(Token.of(0xABCD, 0)).isSameAs(Token.EMPTY);
    assertThat(Token.of(-1, 8).toString()).isEqualTo("ffffffffffffffff");
  }

  @Test
  void a_byte_is_read_in_wire_order() {
    Token token = Token.of(Bytes.of(0x80, 1, 0xFF));
    assertThat(token.get(0)).isEqualTo(0x80);
    assertThat(token.get(2)).isEqualTo(0xFF);
    assertThat(token).hasToString("8001ff");
    assertThatThrownBy(() -> token.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  @Spec("CMISC-04")
  void a_token_of_more_than_eight_bytes_is_another_for_every_byte() {
    byte[] array = new byte[40];
    Token zeros = Token.of(Bytes.copyOf(array));
    assertThat(zeros)
        .isEqualTo(Token.of(Bytes.copyOf(array)))
        .hasSameHashCodeAs(Token.of(Bytes.copyOf(array)));
    for (int i = 0; i < array.length; i++) {
      array[i] = (byte) 0x90;
      Token token = Token.of(Bytes.copyOf(array));
      assertThat(token).isNotEqualTo(zeros);
      assertThat(token.size()).isEqualTo(40);
      assertThat(token.get(i)).isEqualTo(0x90);
      assertThat(token.bytes()).isEqualTo(Bytes.copyOf(array));
      array[i] = 0;
    }
    assertThat(Token.of(Bytes.wrap(new byte[41]))).isNotEqualTo(zeros);
    assertThatThrownBy(() -> zeros.get(40)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(zeros::bits).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_long_token_holds_no_datagram() {
    Bytes datagram = Bytes.wrap(new byte[1000]);
    Bytes held = Token.of(datagram.slice(4, 20)).bytes();
    assertThat(held.compact()).as("an array of its own size").isSameAs(held);
  }

  @Test
  void no_message_carries_more_than_65804_bytes_of_token() {
    assertThat(Token.of(Bytes.wrap(new byte[65_804])).size()).isEqualTo(Token.BYTES_MAX);
    assertThatThrownBy(() -> Token.of(Bytes.wrap(new byte[65_805])))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Token.of(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Token.of(0, 9)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
