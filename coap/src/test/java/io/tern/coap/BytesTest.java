// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytesTest {
  private final Bytes view = Bytes.wrap(new byte[] {9, 1, 2, (byte) 0xFF, 9}, 1, 3);

  @Test
  void a_view_knows_only_its_own_bytes() {
    assertThat(view.size()).isEqualTo(3);
    assertThat(view.get(2)).isEqualTo(255);
    assertThat(view.hex()).isEqualTo("0102ff");
    assertThat(view.toArray()).containsExactly(1, 2, 0xFF);
    assertThatThrownBy(() -> view.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> view.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> view.slice(2, 4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> view.slice(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void equality_is_that_of_the_bytes_wherever_they_lie() {
    Bytes same = Bytes.of(1, 2, 255);
    assertThat(view).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(view.slice(1, 2)).isEqualTo(Bytes.of(2));
    assertThat(view).isNotEqualTo(Bytes.of(1, 2)).isNotEqualTo(Bytes.of(1, 2, 254));
  }

  @Test
  void a_copy_does_not_follow_its_source() {
    byte[] source = {1, 2};
    Bytes copy = Bytes.copyOf(source);
    Bytes wrapped = Bytes.wrap(source);
    byte[] taken = wrapped.toArray();
    source[0] = 7;
    taken[1] = 7;
    assertThat(copy).isEqualTo(Bytes.of(1, 2));
    assertThat(wrapped).isEqualTo(Bytes.of(7, 2));
  }

  @Test
  void a_buffer_is_copied_from_its_position_to_its_limit() {
    ByteBuffer buffer = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(1).limit(3);
    assertThat(Bytes.copyOf(buffer)).isEqualTo(Bytes.of(2, 3));
    assertThat(buffer.hasRemaining()).isFalse();
  }

  @Test
  void a_buffer_over_the_bytes_cannot_write_to_them() {
    ByteBuffer buffer = view.asBuffer();
    assertThat(buffer.remaining()).isEqualTo(3);
    assertThat(buffer.get(0)).isEqualTo((byte) 1);
    assertThatThrownBy(() -> buffer.put(0, (byte) 5)).isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void bytes_are_copied_into_a_target() {
    byte[] array = new byte[5];
    view.copyTo(array, 1);
    assertThat(array).containsExactly(0, 1, 2, 0xFF, 0);
    ByteBuffer buffer = ByteBuffer.allocate(4);
    view.copyTo(buffer);
    assertThat(buffer.position()).isEqualTo(3);
    assertThat(buffer.get(2)).isEqualTo((byte) 0xFF);
  }

  @Test
  void compacting_frees_the_array_behind_a_view_and_keeps_a_whole_one() {
    Bytes whole = Bytes.of(1, 2, 3);
    assertThat(whole.compact()).isSameAs(whole);
    assertThat(view.compact()).isEqualTo(view).isNotSameAs(view);
    Bytes compacted = view.compact();
    assertThat(compacted.compact()).isSameAs(compacted);
  }

  @Test
  void order_is_unsigned_and_a_prefix_comes_first() {
    assertThat(Bytes.of(0x7F)).isLessThan(Bytes.of(0x80));
    assertThat(Bytes.of(1)).isLessThan(Bytes.of(1, 0));
    assertThat(view).isEqualByComparingTo(Bytes.of(1, 2, 255));
  }

  @Test
  void concatenation_keeps_both_sides() {
    assertThat(view.concat(Bytes.of(5))).isEqualTo(Bytes.of(1, 2, 255, 5));
    assertThat(view.concat(Bytes.EMPTY)).isEqualTo(view);
    assertThat(Bytes.EMPTY.concat(view)).isEqualTo(view);
  }

  @Test
  void hexadecimal_and_text_lead_back_to_the_same_bytes() {
    assertThat(Bytes.ofHex("00ffA5")).isEqualTo(Bytes.of(0, 255, 0xA5));
    assertThat(Bytes.ofUtf8("zähler €").utf8()).isEqualTo("zähler €");
    assertThat(view).hasToString("0x0102ff");
    assertThat(Bytes.wrap(new byte[40])).asString().endsWith("…(40 bytes)");
  }

  @Test
  void nothing_at_all_is_one_value() {
    assertThat(Bytes.of()).isSameAs(Bytes.EMPTY);
    assertThat(view.slice(1, 1)).isSameAs(Bytes.EMPTY);
    assertThat(Bytes.wrap(new byte[3], 3, 0)).isSameAs(Bytes.EMPTY);
    assertThat(Bytes.EMPTY.isEmpty()).isTrue();
  }

  @Test
  void strict_text_is_empty_exactly_where_a_strict_decoder_refuses() {
    assertThat(Bytes.ofUtf8("\uFFFD").utf8Strict()).hasValue("\uFFFD");
    assertThat(Bytes.ofHex("c080").utf8Strict()).as("overlong").isEmpty();
    assertThat(Bytes.ofHex("eda080").utf8Strict()).as("surrogate").isEmpty();
    assertThat(Bytes.ofHex("f4908080").utf8Strict()).as("above U+10FFFF").isEmpty();
    assertThat(Bytes.ofHex("e282").utf8Strict()).as("cut off").isEmpty();
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      byte[] array = new byte[random.nextInt(6)];
      random.nextBytes(array);
      // Lead and continuation bytes, so that many of them are well-formed.
      for (int j = 0; j < array.length && i % 2 == 0; j++) {
        array[j] = (byte) (j == 0 ? 0xC0 | array[j] & 0x3F : 0x80 | array[j] & 0x3F);
      }
      Bytes bytes = Bytes.wrap(array);
      assertThat(bytes.utf8Strict()).as("%s", bytes).isEqualTo(strictly(array));
    }
  }

  @Test
  void a_byte_that_is_not_ascii_is_seen_wherever_it_stands() {
    for (int size = 0; size < 40; size++) {
      byte[] array = "x".repeat(size + 4).getBytes(StandardCharsets.UTF_8);
      array[0] = array[1] = array[size + 2] = array[size + 3] = (byte) 0xFF;
      Bytes bytes = Bytes.wrap(array, 1, size + 2);
      assertThat(bytes.utf8Strict(1, size + 1)).hasValue("x".repeat(size));
      for (int at = 2; at < size + 2; at++) {
        byte[] one = array.clone();
        one[at] = (byte) 0x80;
        assertThat(Bytes.wrap(one, 1, size + 2).utf8Strict(1, size + 1))
            .as("%d of %d", at, size)
            .isEmpty();
      }
    }
    assertThat(view.isAscii(0, 2)).isTrue();
    assertThat(view.isAscii(0, 3)).isFalse();
    assertThat(view.ascii(1, 3)).isEqualTo("\u0002\u00FF");
    assertThat(Bytes.ofUtf8("zähler €").utf8Strict(1, 8)).hasValue("ähler ");
  }

  @Test
  void numbers_are_read_within_their_bounds_alone() {
    Bytes bytes = Bytes.wrap(Bytes.ofHex("00fffefdfcfbfaf9f8f700").toArray(), 1, 9);
    assertThat(bytes.get16(0)).isEqualTo(0xFFFE);
    assertThat(bytes.get16(7)).isEqualTo(0xF8F7);
    assertThat(bytes.get32(5)).isEqualTo(0xFAF9F8F7);
    assertThat(bytes.get64(0)).isEqualTo(0xFFFEFDFCFBFAF9F8L);
    assertThat(bytes.get64(1)).isEqualTo(0xFEFDFCFBFAF9F8F7L);
    long number = 0;
    for (int size = 1; size <= 8; size++) {
      number = number << 8 | bytes.get(size - 1);
      assertThat(bytes.unsigned(0, size)).isEqualTo(number);
      assertThat(bytes.signed(0, size)).isEqualTo(number | (size == 8 ? 0 : -1L << 8 * size));
    }
    for (int outside : new int[] {-1, 8, 9, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> bytes.get16(outside)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> bytes.get32(outside)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> bytes.get64(outside)).isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatThrownBy(() -> bytes.get64(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> bytes.get32(6)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Bytes.EMPTY.get16(0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static Optional<String> strictly(byte[] array) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(array)).toString());
    } catch (java.nio.charset.CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
