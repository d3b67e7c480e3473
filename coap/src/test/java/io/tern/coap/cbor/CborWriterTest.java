// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Bytes;
import io.tern.spec.Spec;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Spec("RFC8949-4.2.1")
class CborWriterTest {
  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "23, 17",
    "24, 1818",
    "255, 18ff",
    "256, 190100",
    "65535, 19ffff",
    "65536, 1a00010000",
    "4294967295, 1affffffff",
    "4294967296, 1b0000000100000000",
    "9223372036854775807, 1b7fffffffffffffff",
    "-1, 20",
    "-24, 37",
    "-25, 3818",
    "-257, 390100",
    "-9223372036854775808, 3b7fffffffffffffff",
  })
  void integers_take_the_fewest_bytes(long value, String hex) {
    assertThat(new CborWriter().writeLong(value).toBytes().hex()).isEqualTo(hex);
  }

  @Test
  void unsigned_integers_have_64_bits() {
    assertThat(new CborWriter().writeUnsigned(-1).toBytes().hex()).isEqualTo("1bffffffffffffffff");
    assertThat(new CborWriter().writeUnsigned(24).toBytes().hex()).isEqualTo("1818");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0, fa00000000",
    "-0.0, fa80000000",
    "22.5, fa41b40000",
    "65504.0, fa477fe000",
    "65505.0, fa477fe100",
    "5.960464477539063e-8, fa33800000",
    "2.9802322387695312e-8, fa33000000",
    "100000.0, fa47c35000",
    "1.1, fb3ff199999999999a",
    "3.4028234663852886e+38, fa7f7fffff",
    "3.4028234663852889e+38, fb47efffffe0000001",
    "1.0e+300, fb7e37e43c8800759c",
    "Infinity, fa7f800000",
    "-Infinity, faff800000",
    "NaN, fa7fc00000",
  })
  void floats_are_single_where_that_keeps_the_value_and_never_half(double value, String hex) {
    assertThat(new CborWriter().writeFloat(value).toBytes().hex()).isEqualTo(hex);
  }

  @Test
  void every_half_and_many_singles_take_five_bytes() {
    for (int bits = 0; bits < 65_536; bits++) {
      double value = Float.float16ToFloat((short) bits);
      assertThat(new CborWriter().writeFloat(value).toBytes().size()).isEqualTo(5);
    }
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      float single = Float.intBitsToFloat(random.nextInt());
      assertThat(new CborWriter().writeFloat(single).toBytes().size())
          .as("%s", single)
          .isEqualTo(5);
    }
  }

  @Test
  void composed_items_are_those_of_the_rfc() {
    Bytes item =
        new CborWriter(1)
            .writeMap(2)
            .writeText("a")
            .writeLong(1)
            .writeText("ü水")
            .writeArray(4)
            .writeBytes(Bytes.of(1, 2, 3, 4))
            .writeBoolean(false)
            .writeBoolean(true)
            .writeNull()
            .toBytes();
    assertThat(item.hex())
        .isEqualTo("a26161" + "01" + "65c3bce6b0b4" + "84" + "4401020304" + "f4f5f6");
    assertThat(new CborWriter().writeDecimalFraction(27315, -2).toBytes().hex())
        .isEqualTo("c48221196ab3");
    assertThat(new CborWriter().writeTag(1).writeLong(1363896240).toBytes().hex())
        .isEqualTo("c11a514b67b0");
  }

  @Test
  void long_strings_grow_the_writer() {
    String text = "x".repeat(70_000);
    Bytes item =
        new CborWriter(1).writeArray(2).writeText(text).writeBytes(Bytes.ofUtf8(text)).toBytes();
    CborReader reader = new CborReader(item, CborLimits.DEFAULT);
    reader.enterArray();
    assertThat(reader.readText()).isEqualTo(text);
    assertThat(reader.readBytes()).isEqualTo(Bytes.ofUtf8(text));
    reader.leave();
    assertThat(reader.finish()).isEmpty();
  }

  @Test
  void digits_make_a_text_that_was_begun() {
    for (int number : new int[] {0, 9, 10, 65_534, Integer.MAX_VALUE}) {
      String text = "/" + number;
      CborWriter writer = new CborWriter(0).beginText(1 + CborWriter.digits(number));
      writer.addText('/');
      writer.addDecimal(number);
      assertThat(writer.toBytes()).isEqualTo(new CborWriter().writeText(text).toBytes());
    }
  }

  @Test
  void an_item_too_many_or_too_few_is_our_bug() {
    assertThatThrownBy(() -> new CborWriter().toBytes()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new CborWriter().writeArray(1).toBytes())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new CborWriter().writeMap(1).writeLong(1).toBytes())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new CborWriter().writeTag(1).toBytes())
        .isInstanceOf(IllegalStateException.class);
    CborWriter whole = new CborWriter().writeArray(0);
    assertThatThrownBy(() -> whole.writeLong(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> whole.writeTag(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> whole.writeFloat(1)).isInstanceOf(IllegalStateException.class);
    assertThat(whole.toBytes().hex()).isEqualTo("80");
  }
}
