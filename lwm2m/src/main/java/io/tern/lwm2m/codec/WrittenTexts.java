// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// ASCII texts that were written lately, as bytes: a device tells its manufacturer, model and version again and
/// again, and each time it is the same object. Two stores write one, where a look at each character takes as
/// long as all the rest.
///
/// Any thread: entries are immutable, and one that two threads replace at once is lost, which costs nothing but
/// another look.
final class WrittenTexts {
  /// The longest text that is kept: two numbers of eight bytes hold it.
  private static final int CHARS_MAX = 16;

  /// A power of two.
  private static final int PLACES = 256;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final @Nullable Entry[] ENTRIES = new Entry[PLACES];

  /// A text with its first eight bytes and its last eight, or less in front of which anything stands.
  private record Entry(String text, long front, long back) {
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(String other) {
      return text == other;
    }
  }

  private WrittenTexts() {}

  /// Writes the lowest eight bits of each character of `text` in front of `end`, and perhaps anything in up to
  /// eight bytes in front of them, which are there. They are all there is of ASCII, which is what most text is;
  /// whether this was such text is the answer.
  static boolean write(String text, byte[] target, int end) {
    int length = text.length();
    if (length > CHARS_MAX) {
      return writeEach(text, target, end - length);
    }
    int place = text.hashCode() & PLACES - 1;
    Entry entry = ENTRIES[place];
    if (entry == null || !entry.isOf(text)) {
      return writeAndKeep(text, place, target, end);
    }
    LONG.set(target, end - Long.BYTES, entry.back);
    if (length > Long.BYTES) {
      LONG.set(target, end - length, entry.front);
    }
    return true;
  }

  private static boolean writeAndKeep(String text, int place, byte[] target, int end) {
    int from = end - text.length();
    boolean isAscii = writeEach(text, target, from);
    if (isAscii) {
      long front = (long) LONG.get(target, Math.min(from, end - Long.BYTES));
      ENTRIES[place] = new Entry(text, front, (long) LONG.get(target, end - Long.BYTES));
    }
    return isAscii;
  }

  private static boolean writeEach(String text, byte[] target, int from) {
    int length = text.length();
    int signs = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      signs |= c;
      target[from + i] = (byte) c;
    }
    return signs < 0x80;
  }
}
