// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import io.tern.spec.Spec;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborReaderTest {
  private static CborReader reader(String spacedHex) {
    return new CborReader(Bytes.ofHex(spacedHex.replace(" ", "")), CborLimits.DEFAULT);
  }

  private static <T> T one(String hex, Function<CborReader, T> read) {
    CborReader reader = reader(hex);
    T value = read.apply(reader);
    assertThat(reader.finish()).as(hex).isEmpty();
    return value;
  }

  private static void broken(String hex, Consumer<CborReader> read, String where, String what) {
    CborReader reader = reader(hex);
    read.accept(reader);
    assertThat(reader.malformed()).as(hex).hasValue(new Malformed(where, what));
    assertThat(reader.peek()).isEqualTo(CborKind.BROKEN);
    assertThat(reader.hasNext()).isFalse();
  }

  @Spec("RFC8949-3.1")
  @ParameterizedTest
  @CsvSource({
    "00, 0",
    "17, 23",
    "1818, 24",
    "1903e8, 1000",
    "1a000f4240, 1000000",
    "1b000000e8d4a51000, 1000000000000",
    "1b7fffffffffffffff, 9223372036854775807",
    "1b0000000000000001, 1",
    "20, -1",
    "3903e7, -1000",
    "3b7fffffffffffffff, -9223372036854775808",
  })
  void integers_of_every_width_are_read(String hex, long value) {
    assertThat(one(hex, CborReader::readLong)).isEqualTo(value);
    assertThat(one(hex, CborReader::readNumber)).isEqualTo((double) value);
  }

  @Spec("RFC8949-3.1")
  @Test
  void integers_beyond_63_bits_are_read_as_unsigned_or_as_the_nearest_double() {
    assertThat(one("1bffffffffffffffff", CborReader::readUnsigned)).isEqualTo(-1L);
    assertThat(one("1bffffffffffffffff", CborReader::readNumber)).isEqualTo(0x1p64);
    assertThat(one("1b8000000000000401", CborReader::readNumber)).isEqualTo(0x1p63 + 2048);
    assertThat(one("1b8000000000000400", CborReader::readNumber)).isEqualTo(0x1p63);
    assertThat(one("3bffffffffffffffff", CborReader::readNumber)).isEqualTo(-0x1p64);
    assertThat(one("3b8000000000000000", CborReader::readNumber)).isEqualTo(-0x1p63);
    broken("1b8000000000000000", CborReader::readLong, "byte 0", "integer outside 64 bits");
    broken("3b8000000000000000", CborReader::readLong, "byte 0", "integer outside 64 bits");
  }

  @Spec("RFC8949-3.3")
  @ParameterizedTest
  @CsvSource({
    "f90000, 0.0",
    "f98000, -0.0",
    "f93c00, 1.0",
    "f90001, 5.960464477539063e-8",
    "f97bff, 65504.0",
    "fa47c35000, 100000.0",
    "fa7f7fffff, 3.4028234663852886e+38",
    "fb3ff199999999999a, 1.1",
    "fb7e37e43c8800759c, 1.0e+300",
    "f97c00, Infinity",
    "fbfff0000000000000, -Infinity",
    "f97e00, NaN",
  })
  void floats_of_every_width_are_read(String hex, Double value) {
    assertThat(one(hex, CborReader::readFloat)).isEqualTo(value);
    assertThat(one(hex, CborReader::readNumber)).isEqualTo(value);
  }

  @Spec("RFC8949-3.4.4")
  @ParameterizedTest
  @CsvSource({
    "c4 82 21 19 6ab3, 273.15",
    "c4 82 02 18 2a, 4200",
    "c4 82 00 20, -1",
    "c4 9f 20 0f ff, 1.5",
    "c4 82 38 1d 01, 1e-30",
    "c4 82 39 018f 00, 0",
    "c4 82 39 0142 01, 1e-323",
    "c4 82 19 0134 01, 1e308",
  })
  void a_decimal_fraction_is_the_nearest_double(String hex, double value) {
    assertThat(one(hex, CborReader::readNumber)).isEqualTo(value);
  }

  @Spec("RFC8949-3.4.4")
  @Test
  void a_decimal_fraction_out_of_range_or_shape_is_refused() {
    String range = "decimal fraction out of range";
    broken("c4 82 1a 7fffffff 01", CborReader::readNumber, "byte 7", range);
    broken("c4 82 3b 7fffffffffffffff 01", CborReader::readNumber, "byte 11", range);
    broken("c4 82 19 0135 01", CborReader::readNumber, "byte 5", range);
    broken("c4 82 19 01f4 00", CborReader::readNumber, "byte 5", range);
    broken("c4 82 39 01f3 00", CborReader::readNumber, "byte 5", range);
    broken("c4 83 00 01 02", CborReader::readNumber, "byte 4", "more elements than expected");
    broken("c4 81 00", CborReader::readNumber, "byte 3", "no item left");
    broken("c4 00", CborReader::readNumber, "byte 1", "item of major type 0, not 4");
    broken("c5 82 00 01", CborReader::readNumber, "byte 0", "tag other than decimal fraction");
  }

  @Spec("RFC8949-3.3")
  @Test
  void simple_values_are_read() {
    assertThat(one("f4", CborReader::readBoolean)).isFalse();
    assertThat(one("f5", CborReader::readBoolean)).isTrue();
    assertThat(one("f0", CborReader::readSimple)).isEqualTo(16);
    assertThat(one("f7", CborReader::readSimple)).isEqualTo(23);
    assertThat(one("f8ff", CborReader::readSimple)).isEqualTo(255);
    assertThat(reader("f7").peek()).isEqualTo(CborKind.UNDEFINED);
    assertThat(reader("f820").peek()).isEqualTo(CborKind.SIMPLE);
    CborReader nothing = reader("f6");
    nothing.readNull();
    assertThat(nothing.finish()).isEmpty();
    broken("f81f", CborReader::readSimple, "byte 0", "simple value below 32 in two bytes");
    broken("f6", CborReader::readBoolean, "byte 0", "no boolean");
    broken("f4", CborReader::readNull, "byte 0", "no null");
    broken("f93c00", CborReader::readSimple, "byte 0", "no simple value");
    broken("f5", CborReader::readFloat, "byte 0", "no float");
  }

  @Spec("RFC8949-3.2.3")
  @Test
  void strings_are_read_whole_or_in_chunks() {
    assertThat(one("44 01020304", CborReader::readBytes)).isEqualTo(Bytes.of(1, 2, 3, 4));
    assertThat(one("5f 42 0102 40 41 03 ff", CborReader::readBytes)).isEqualTo(Bytes.of(1, 2, 3));
    assertThat(one("5f ff", CborReader::readBytes)).isEqualTo(Bytes.EMPTY);
    assertThat(one("64 f0908591", CborReader::readText)).isEqualTo("\uD800\uDD51");
    assertThat(one("7f 65 7374726561 64 6d696e67 ff", CborReader::readText)).isEqualTo("streaming");
    broken("7f 61 73 42 0102 ff", CborReader::readText, "byte 0", "chunk of another kind");
    broken("5f 5f 41 01 ff ff", CborReader::readBytes, "byte 0", "chunk of another kind");
    broken("5f 41 01", CborReader::readBytes, "byte 3", "input ends inside an item");
  }

  @Spec("RFC8949-5.3.1")
  @ParameterizedTest
  @ValueSource(strings = {"61 ff", "62 c3 28", "63 eda080", "7f 61 c3 61 bc ff"})
  void text_that_is_not_utf8_is_refused(String hex) {
    broken(hex, CborReader::readText, "byte 0", "malformed UTF-8");
  }

  @Test
  void byte_strings_are_views_of_the_input() {
    byte[] array = {0x42, 1, 2};
    Bytes value = new CborReader(Bytes.wrap(array), CborLimits.DEFAULT).readBytes();
    array[2] = 9;
    assertThat(value).isEqualTo(Bytes.of(1, 9));
  }

  @Spec("RFC8949-3.2.2")
  @Test
  void arrays_and_maps_tell_how_many_and_where_they_end() {
    CborReader reader = reader("82 01 bf 01 9f 02 03 ff ff");
    assertThat(reader.enterArray()).isEqualTo(2);
    assertThat(reader.readLong()).isEqualTo(1);
    assertThat(reader.peek()).isEqualTo(CborKind.MAP);
    assertThat(reader.enterMap()).isEqualTo(CborReader.INDEFINITE);
    assertThat(reader.readLong()).isEqualTo(1);
    assertThat(reader.enterArray()).isEqualTo(CborReader.INDEFINITE);
    assertThat(reader.readLong()).isEqualTo(2);
    assertThat(reader.hasNext()).isTrue();
    assertThat(reader.readLong()).isEqualTo(3);
    assertThat(reader.hasNext()).isFalse();
    assertThat(reader.peek()).isEqualTo(CborKind.END);
    reader.leave();
    assertThat(reader.hasNext()).isFalse();
    reader.leave();
    assertThat(reader.hasNext()).isFalse();
    reader.leave();
    assertThat(reader.finish()).isEmpty();
  }

  @Spec("RFC8949-3.2")
  @Test
  void a_break_in_the_wrong_place_is_refused() {
    broken("bf 01 ff", CborReader::skip, "byte 2", "break where an item is due");
    broken("81 ff", CborReader::skip, "byte 1", "break where an item is due");
    broken("ff", CborReader::skip, "byte 0", "break where an item is due");
    broken("9f c1 ff", CborReader::skip, "byte 2", "tag without item");
    broken("1f", CborReader::skip, "byte 0", "no indefinite length here");
    broken("df 00", CborReader::skip, "byte 0", "no indefinite length here");
  }

  @Spec("RFC8949-3")
  @ParameterizedTest
  @ValueSource(strings = {"1c", "3d", "5e", "7c", "9d", "be", "dc", "fc", "fe"})
  void reserved_initial_bytes_are_refused(String hex) {
    broken(hex + "00", CborReader::skip, "byte 0", "reserved initial byte");
  }

  @Test
  void an_item_of_another_kind_is_a_fault_of_the_input() {
    broken("01", CborReader::readText, "byte 0", "item of major type 0, not 3");
    broken("61 61", CborReader::readLong, "byte 0", "item of major type 3, not 0");
    broken("a0", CborReader::enterArray, "byte 0", "item of major type 5, not 4");
  }

  @Test
  void only_the_first_fault_counts_and_reads_behind_it_give_zeros() {
    CborReader reader = reader("82 61 61 05");
    reader.enterArray();
    assertThat(reader.readLong()).isZero();
    reader.fail("something else");
    assertThat(reader.readUnsigned()).isZero();
    assertThat(reader.readFloat()).isZero();
    assertThat(reader.readNumber()).isZero();
    assertThat(reader.readText()).isEmpty();
    assertThat(reader.readBytes()).isEqualTo(Bytes.EMPTY);
    assertThat(reader.readBoolean()).isFalse();
    assertThat(reader.readSimple()).isZero();
    assertThat(reader.readTag()).isZero();
    assertThat(reader.enterArray()).isZero();
    assertThat(reader.enterMap()).isZero();
    reader.readNull();
    reader.skip();
    reader.leave();
    reader.leave();
    assertThat(reader.finish()).hasValue(new Malformed("byte 1", "item of major type 3, not 0"));
  }

  @Test
  void a_caller_adds_its_own_finding_at_the_item_read_last() {
    CborReader reader = reader("82 01 02");
    reader.enterArray();
    reader.readLong();
    reader.readLong();
    reader.fail("path outside the target");
    assertThat(reader.finish()).hasValue(new Malformed("byte 2", "path outside the target"));
  }

  @Spec("VEC-98")
  @Test
  void bytes_behind_the_last_item_are_refused() {
    CborReader reader = reader("01 02");
    reader.readLong();
    assertThat(reader.hasNext()).isTrue();
    assertThat(reader.finish()).hasValue(new Malformed("byte 1", "bytes behind the last item"));
    CborReader empty = reader("");
    assertThat(empty.peek()).isEqualTo(CborKind.END);
    assertThat(empty.finish()).isEmpty();
  }

  @Test
  void a_tag_without_item_is_refused_at_the_end() {
    CborReader reader = reader("c1");
    assertThat(reader.readTag()).isEqualTo(1);
    assertThat(reader.finish()).hasValue(new Malformed("byte 1", "tag without item"));
  }

  @Test
  void elements_left_over_or_missing_are_refused() {
    broken(
        "82 01 02",
        reader -> {
          reader.enterArray();
          reader.readLong();
          reader.leave();
        },
        "byte 2",
        "more elements than expected");
    broken(
        "81 01",
        reader -> {
          reader.enterArray();
          reader.readLong();
          reader.readLong();
        },
        "byte 2",
        "no item left");
    broken(
        "81",
        reader -> {
          reader.enterArray();
        },
        "byte 0",
        "more elements than bytes");
    broken("a3 01 02 03 04 05", CborReader::enterMap, "byte 0", "more elements than bytes");
    broken(
        "82 81 01",
        reader -> {
          reader.enterArray();
          reader.skip();
          reader.readLong();
        },
        "byte 3",
        "input ends inside an item");
  }

  @Test
  void skipping_moves_past_one_item_whatever_is_in_it() {
    CborReader reader = reader("84 c4 82 20 0f 5f 41 01 ff a1 61 61 9f f6 f9 3c00 ff 18 2a");
    reader.enterArray();
    reader.skip();
    reader.skip();
    reader.skip();
    assertThat(reader.readLong()).isEqualTo(42);
    reader.leave();
    assertThat(reader.finish()).isEmpty();
  }

  @Test
  void limits_hold() {
    CborLimits narrow = new CborLimits(10, 2, 3, 4);
    Consumer<String> refuses =
        hex -> {
          CborReader reader = new CborReader(Bytes.ofHex(hex), narrow);
          reader.skip();
          assertThat(reader.isBroken()).as(hex).isTrue();
        };
    Consumer<String> takes =
        hex -> {
          CborReader reader = new CborReader(Bytes.ofHex(hex), narrow);
          reader.skip();
          assertThat(reader.finish()).as(hex).isEmpty();
        };
    takes.accept("8181" + "01");
    refuses.accept("818181" + "01");
    refuses.accept("9f9f9fffffff");
    takes.accept("83010203");
    refuses.accept("8401020304");
    takes.accept("a3010203040506");
    refuses.accept("a4" + "01".repeat(8));
    takes.accept("4401020304");
    refuses.accept("450102030405");
    takes.accept("5f41014301" + "0203" + "ff");
    refuses.accept("5f430102034201" + "02" + "ff");
    takes.accept("9f" + "01".repeat(8) + "ff");
    refuses.accept("9f" + "01".repeat(9) + "ff");
    assertThatThrownBy(() -> new CborLimits(1, 0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new CborLimits(1, 65, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void leaving_what_was_not_entered_is_our_bug() {
    assertThatThrownBy(() -> reader("01").leave()).isInstanceOf(IllegalStateException.class);
    CborReader inside = reader("80");
    inside.enterArray();
    assertThatThrownBy(inside::finish).isInstanceOf(IllegalStateException.class);
  }
}
