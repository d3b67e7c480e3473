// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.spec.Spec;
import org.junit.jupiter.api.Test;

@Spec({"COAP-46", "RFC7959-2.2"})
class BlockTest {
  @Test
  void every_option_value_of_three_bytes_reads_back_as_itself() {
    for (int value = 0; value < 1 << 24; value += 97) {
      Bytes bytes = Bytes.of(value >>> 16, value >>> 8, value);
      assertThat(Block.decode(bytes).orElseThrow().value()).isEqualTo(value);
    }
  }

  @Test
  void the_fields_lie_where_the_rfc_puts_them() {
    assertThat(Block.decode(Bytes.EMPTY)).hasValue(new Block(0, false, 0));
    assertThat(Block.decode(Bytes.of(0x0E))).hasValue(new Block(0, true, 6));
    assertThat(Block.decode(Bytes.of(0x12, 0x35))).hasValue(new Block(0x123, false, 5));
    assertThat(Block.decode(Bytes.of(0, 0, 0, 0))).isEmpty();
  }

  @Test
  void an_offset_counts_in_blocks_of_its_own_size() {
    assertThat(new Block(3, true, 2).offset()).isEqualTo(192);
    assertThat(new Block(Block.NUMBER_MAX, true, 6).offset()).isEqualTo(1_073_740_800L);
    assertThat(new Block(2, true, 7).sizeBytes()).as("BERT").isEqualTo(1024);
  }

  @Test
  void the_exponent_of_a_size_is_the_largest_that_fits() {
    assertThat(Block.exponentOf(16)).isZero();
    assertThat(Block.exponentOf(31)).isZero();
    assertThat(Block.exponentOf(64)).isEqualTo(2);
    assertThat(Block.exponentOf(1023)).isEqualTo(5);
    assertThat(Block.exponentOf(1024)).isEqualTo(6);
    assertThat(Block.exponentOf(1_000_000)).isEqualTo(6);
    assertThat(Block.exponentOf(1)).isZero();
  }

  @Test
  void numbers_and_exponents_out_of_range_are_our_bug() {
    assertThatThrownBy(() -> new Block(-1, false, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Block(1 << 20, false, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Block(0, false, 8)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void text_shows_number_more_and_size() {
    assertThat(new Block(7, true, 2)).hasToString("7/1/64");
  }
}
