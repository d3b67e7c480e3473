// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.cbor;

import io.tern.coap.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.random.RandomGenerator;

/// Encodes items in any of the forms that RFC 8949 allows: numbers wider than needed, strings in
/// chunks, arrays and maps of indefinite length. Written apart from [CborWriter].
final class LooseEncoder {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final RandomGenerator random;

  private LooseEncoder(RandomGenerator random) {
    this.random = random;
  }

  static Bytes encode(Item item, RandomGenerator random) {
    LooseEncoder encoder = new LooseEncoder(random);
    encoder.put(item);
    return Bytes.wrap(encoder.out.toByteArray());
  }

  private void put(Item item) {
    switch (item) {
      case Item.Unsigned(long bits) -> head(0, bits);
      case Item.Negative(long bits) -> head(1, bits);
      case Item.Binary(Bytes value) -> string(2, value);
      case Item.Text(String value) -> text(value);
      case Item.Array(List<Item> items) -> all(4, items, items.size());
      case Item.Dictionary(List<Item> items) -> all(5, items, items.size() / 2);
      case Item.Tagged(long tag, Item tagged) -> {
        head(6, tag);
        put(tagged);
      }
      case Item.Simple(int value) -> out.write(0xE0 | value);
      case Item.Real(double value) -> {
        out.write(0xFB);
        bits(Double.doubleToRawLongBits(value), 8);
      }
    }
  }

  private void all(int major, List<Item> items, int count) {
    boolean indefinite = random.nextInt(3) == 0;
    if (indefinite) {
      out.write(major << 5 | 31);
    } else {
      head(major, count);
    }
    items.forEach(this::put);
    if (indefinite) {
      out.write(0xFF);
    }
  }

  private void text(String value) {
    if (random.nextInt(4) > 0) {
      string(3, Bytes.ofUtf8(value), false);
      return;
    }
    out.write(0x7F);
    for (int point : value.codePoints().toArray()) {
      string(3, Bytes.ofUtf8(Character.toString(point)), false);
    }
    out.write(0xFF);
  }

  private void string(int major, Bytes value) {
    string(major, value, random.nextInt(4) == 0);
  }

  private void string(int major, Bytes value, boolean chunked) {
    if (!chunked) {
      head(major, value.size());
      out.writeBytes(value.toArray());
      return;
    }
    out.write(major << 5 | 31);
    for (int from = 0; from < value.size(); ) {
      int to = Math.min(value.size(), from + random.nextInt(8));
      string(major, value.slice(from, to), false);
      from = to;
    }
    out.write(0xFF);
  }

  private void head(int major, long bits) {
    int width = bits >= 0 && bits < 24 && random.nextBoolean() ? 0 : 1;
    while (width > 0 && width < 8 && (bits >>> 8 * width != 0 || random.nextInt(4) == 0)) {
      width *= 2;
    }
    if (width == 0) {
      out.write(major << 5 | (int) bits);
      return;
    }
    out.write(major << 5 | 24 + Integer.numberOfTrailingZeros(width));
    bits(bits, width);
  }

  private void bits(long bits, int width) {
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
      out.write((int) (bits >>> shift));
    }
  }
}
