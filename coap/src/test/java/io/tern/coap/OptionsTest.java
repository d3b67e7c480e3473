// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OptionsTest {
  private record Pair(int number, Bytes value) {}

  private static List<Pair> pairs(Options options) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < options.count(); i++) {
      pairs.add(new Pair(options.number(i), options.value(i)));
    }
    return pairs;
  }

  @Spec("COAP-01")
  @Test
  void options_added_in_any_order_are_sorted_by_number_and_keep_their_order_within_one() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      List<Pair> added = new ArrayList<>();
      Options.Builder builder = Options.builder();
      for (int i = random.nextInt(40); i > 0; i--) {
        Pair pair = new Pair(random.nextInt(12), Bytes.of(random.nextInt(256)));
        added.add(pair);
        builder.add(pair.number(), pair.value());
      }
      added.sort(Comparator.comparingInt(Pair::number));
      assertThat(pairs(builder.build())).as("seed %d", seed).isEqualTo(added);
      assertThat(builder.build().toBuilder().build()).isEqualTo(builder.build());
    }
  }

  @Test
  void without_numbers_that_are_not_there_options_are_the_same_object() {
    Options options = Options.builder().uriPath("3", "0").observe(0).uriQuery("a=1").build();
    assertThat(options.without(OptionNumber.BLOCK1, OptionNumber.SIZE1)).isSameAs(options);
    assertThat(options.without(OptionNumber.BLOCK1, OptionNumber.OBSERVE, OptionNumber.URI_PATH))
        .isEqualTo(Options.builder().uriQuery("a=1").build());
    assertThat(options.without()).isSameAs(options);
    assertThat(Options.NONE.without(OptionNumber.OBSERVE)).isSameAs(Options.NONE);
  }

  @Test
  void removing_takes_every_option_of_that_number_and_no_other() {
    Options options =
        Options.builder()
            .uriPath("3", "0")
            .observe(0)
            .uriQuery("a=1")
            .remove(OptionNumber.URI_PATH)
            .build();
    assertThat(options).isEqualTo(Options.builder().observe(0).uriQuery("a=1").build());
    assertThat(options.has(OptionNumber.URI_PATH)).isFalse();
    assertThat(options.uriPath()).isEmpty();
  }

  @Test
  void repeatable_options_are_read_in_order_and_single_ones_once() {
    Options options =
        Options.builder().uriPath("rd", "5a", "").uriQuery("b=U").uriQuery("lt=60").build();
    assertThat(options.uriPath()).containsExactly("rd", "5a", "");
    assertThat(options.uriQuery()).containsExactly("b=U", "lt=60");
    assertThat(options.first(OptionNumber.URI_PATH)).hasValue(Bytes.ofUtf8("rd"));
    assertThat(options.first(OptionNumber.ACCEPT)).isEmpty();
    assertThat(Options.builder().locationPath("rd", "7").build().locationPath())
        .containsExactly("rd", "7");
  }

  @Spec({"COAP-34", "COAP-39", "COAP-43", "COAP-46", "COAP-47"})
  @Test
  void typed_options_are_written_in_the_fewest_bytes_and_read_back() {
    Block block = new Block(300, true, 6);
    Options options =
        Options.builder()
            .contentFormat(ContentFormat.TEXT)
            .accept(ContentFormat.TLV)
            .observe(256)
            .block1(block)
            .block2(new Block(0, false, 0))
            .addUint(OptionNumber.SIZE1, 0xFFFF_FFFFL)
            .build();
    assertThat(options.first(OptionNumber.CONTENT_FORMAT)).hasValue(Bytes.EMPTY);
    assertThat(options.first(OptionNumber.ACCEPT)).hasValue(Bytes.of(0x2D, 0x16));
    assertThat(options.first(OptionNumber.OBSERVE)).hasValue(Bytes.of(1, 0));
    assertThat(options.contentFormat()).hasValue(ContentFormat.TEXT);
    assertThat(options.accept()).hasValue(ContentFormat.TLV);
    assertThat(options.observe()).hasValue(256);
    assertThat(options.block1()).hasValue(block);
    assertThat(options.block2()).hasValue(new Block(0, false, 0));
    assertThat(options.uint(OptionNumber.SIZE1)).hasValue(0xFFFF_FFFFL);
  }

  @Test
  void setting_a_single_option_again_replaces_it() {
    Options options =
        Options.builder()
            .contentFormat(ContentFormat.TLV)
            .contentFormat(ContentFormat.CBOR)
            .observe(5)
            .observe(0)
            .build();
    assertThat(options.count()).isEqualTo(2);
    assertThat(options.contentFormat()).hasValue(ContentFormat.CBOR);
    assertThat(options.observe()).hasValue(0);
  }

  @Spec("COAP-11")
  @Test
  void a_value_too_long_for_its_option_is_kept_but_not_read() {
    Options options =
        Options.builder()
            .add(OptionNumber.CONTENT_FORMAT, Bytes.of(0, 0, 42))
            .add(OptionNumber.OBSERVE, Bytes.of(0, 0, 0, 1))
            .add(OptionNumber.BLOCK1, Bytes.of(0, 0, 0, 6))
            .add(OptionNumber.SIZE1, Bytes.of(0, 0, 0, 0, 1))
            .build();
    assertThat(options.contentFormat()).isEqualTo(Optional.empty());
    assertThat(options.observe()).isEqualTo(OptionalInt.empty());
    assertThat(options.block1()).isEqualTo(Optional.empty());
    assertThat(options.uint(OptionNumber.SIZE1)).isEqualTo(OptionalLong.empty());
    assertThat(options.first(OptionNumber.SIZE1)).hasValue(Bytes.of(0, 0, 0, 0, 1));
  }

  @Test
  void leading_zeros_of_an_unsigned_integer_do_not_matter() {
    Options options = Options.builder().add(OptionNumber.MAX_AGE, Bytes.of(0, 0, 60)).build();
    assertThat(options.uint(OptionNumber.MAX_AGE)).hasValue(60);
  }

  @Test
  void numbers_and_integers_out_of_range_are_our_bug() {
    Options.Builder builder = Options.builder();
    assertThatThrownBy(() -> builder.add(65_536, Bytes.EMPTY))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> builder.addUint(14, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.addUint(14, 1L << 32))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(builder.build()).isSameAs(Options.NONE);
  }

  @Test
  void wrapping_takes_ascending_numbers_alone() {
    Bytes[] two = {Bytes.of(1), Bytes.of(2)};
    assertThat(Options.wrap(new int[] {11, 11}, two))
        .isEqualTo(Options.builder().add(11, Bytes.of(1)).add(11, Bytes.of(2)).build());
    assertThat(Options.wrap(new int[0], new Bytes[0])).isSameAs(Options.NONE);
    assertThatThrownBy(() -> Options.wrap(new int[] {12, 11}, two))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Options.wrap(new int[] {11}, two))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Options.wrap(new int[] {11, 65_536}, two))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_builder_goes_on_after_it_has_built() {
    Options.Builder builder = Options.builder().uriPath("a");
    Options first = builder.build();
    Options second = builder.uriPath("b").build();
    assertThat(first.uriPath()).containsExactly("a");
    assertThat(second.uriPath()).containsExactly("a", "b");
    assertThat(first).isNotEqualTo(second);
  }

  @Spec("COAP-11")
  @Test
  void odd_numbers_are_critical() {
    assertThat(OptionNumber.isCritical(OptionNumber.URI_PATH)).isTrue();
    assertThat(OptionNumber.isCritical(OptionNumber.BLOCK1)).isTrue();
    assertThat(OptionNumber.isCritical(OptionNumber.OBSERVE)).isFalse();
    assertThat(OptionNumber.isCritical(OptionNumber.CONTENT_FORMAT)).isFalse();
  }
}
