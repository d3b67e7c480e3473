// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.cbor;

import io.tern.coap.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// A CBOR data item as a tree, the form in which tests compare.
sealed interface Item {
  record Unsigned(long bits) implements Item {}

  record Negative(long bits) implements Item {}

  record Binary(Bytes value) implements Item {}

  record Text(String value) implements Item {}

  record Array(List<Item> items) implements Item {}

  /// Keys and values in turn.
  record Dictionary(List<Item> items) implements Item {}

  record Tagged(long tag, Item item) implements Item {}

  record Simple(int value) implements Item {}

  record Real(double value) implements Item {}

  /// What `reader` reads next; the number 0 where it is broken.
  static Item read(CborReader reader) {
    return switch (reader.peek()) {
      case UNSIGNED -> new Unsigned(reader.readUnsigned());
      case NEGATIVE -> new Negative(~reader.readLong());
      case BYTES -> new Binary(reader.readBytes());
      case TEXT -> new Text(reader.readText());
      case ARRAY -> {
        reader.enterArray();
        List<Item> items = readAll(reader);
        reader.leave();
        yield new Array(items);
      }
      case MAP -> {
        reader.enterMap();
        List<Item> items = readAll(reader);
        reader.leave();
        yield new Dictionary(items);
      }
      case TAG -> {
        List<Long> tags = new ArrayList<>();
        while (reader.peek() == CborKind.TAG) {
          tags.add(reader.readTag());
        }
        Item item = read(reader);
        for (long tag : tags.reversed()) {
          item = new Tagged(tag, item);
        }
        yield item;
      }
      case BOOLEAN -> new Simple(reader.readBoolean() ? 21 : 20);
      case NULL -> {
        reader.readNull();
        yield new Simple(22);
      }
      case UNDEFINED, SIMPLE -> new Simple(reader.readSimple());
      case FLOAT -> new Real(reader.readFloat());
      case END -> {
        reader.fail("an item was due");
        yield new Unsigned(0);
      }
      case BROKEN -> new Unsigned(0);
    };
  }

  private static List<Item> readAll(CborReader reader) {
    List<Item> items = new ArrayList<>();
    while (reader.hasNext()) {
      items.add(read(reader));
    }
    return items;
  }

  /// Writes this item. Simple values other than false, true and null are beyond the writer.
  default void write(CborWriter writer) {
    switch (this) {
      case Unsigned(long bits) -> writer.writeUnsigned(bits);
      case Negative(long bits) -> writer.writeLong(~bits);
      case Binary(Bytes value) -> writer.writeBytes(value);
      case Text(String value) -> writer.writeText(value);
      case Array(List<Item> items) -> {
        writer.writeArray(items.size());
        items.forEach(item -> item.write(writer));
      }
      case Dictionary(List<Item> items) -> {
        writer.writeMap(items.size() / 2);
        items.forEach(item -> item.write(writer));
      }
      case Tagged(long tag, Item item) -> item.write(writer.writeTag(tag));
      case Simple(int value) -> {
        if (value == 22) {
          writer.writeNull();
        } else {
          writer.writeBoolean(value == 21);
        }
      }
      case Real(double value) -> writer.writeFloat(value);
    }
  }

  /// An item that the writer can write, at most `depth` arrays and maps deep.
  static Item draw(RandomGenerator random, int depth) {
    return switch (random.nextInt(depth == 0 ? 7 : 10)) {
      case 0 -> new Unsigned(number(random));
      case 1 -> new Negative(number(random) & Long.MAX_VALUE);
      case 2 -> {
        byte[] array = new byte[random.nextInt(40)];
        random.nextBytes(array);
        yield new Binary(Bytes.wrap(array));
      }
      case 3 -> new Text(text(random));
      case 4 -> new Simple(20 + random.nextInt(3));
      case 5 -> new Real(real(random));
      case 6 -> new Tagged(number(random), draw(random, depth));
      case 7, 8 -> new Array(draw(random, depth, random.nextInt(30)));
      default -> new Dictionary(draw(random, depth, 2 * random.nextInt(5)));
    };
  }

  private static List<Item> draw(RandomGenerator random, int depth, int count) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(draw(random, random.nextInt(depth)));
    }
    return items;
  }

  /// Numbers of every width.
  private static long number(RandomGenerator random) {
    return random.nextLong() >>> random.nextInt(64);
  }

  private static double real(RandomGenerator random) {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(4096);
      case 1 -> Float.float16ToFloat((short) random.nextInt());
      case 2 -> Float.intBitsToFloat(random.nextInt());
      case 3 -> Double.longBitsToDouble(random.nextLong());
      default -> random.nextDouble();
    };
  }

  private static String text(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      int point = random.nextBoolean() ? 'a' + random.nextInt(26) : random.nextInt(0x110000);
      text.appendCodePoint(point >= 0xD800 && point < 0xE000 ? 0xFFFD : point);
    }
    return text.toString();
  }
}
