// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.coap.Bytes;
import io.tern.lwm2m.Value;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Short texts that were read lately, ready for use: the devices of a fleet send the same manufacturer, model,
/// version and unit again and again. Whoever reads one of them makes nothing new, and keeps nothing twice.
///
/// Any thread: entries are immutable, and one that two threads replace at once is lost, which costs nothing
/// but reading its text again. A text is found by all of its bytes, so nobody can get another's.
final class SharedTexts {
  /// The longest text that is kept: two numbers of eight bytes hold it.
  private static final int BYTES_MAX = 16;

  /// How many are kept at most, about 100 bytes each.
  private static final int PLACES_LOG2 = 10;

  private static final Value.Text EMPTY = new Value.Text("");

  private static final @Nullable Entry[] ENTRIES = new Entry[1 << PLACES_LOG2];

  /// A text and its bytes: `front` begins with the first of them and `back` ends with the last, and together
  /// with the length they tell all.
  private record Entry(long front, long back, int length, Value.Text text) {}

  private SharedTexts() {}

  /// The text that the bytes from `from` to `to` spell in UTF-8; [Typed#MISFIT] where they are malformed.
  static Value read(Bytes in, int from, int to) {
    int length = to - from;
    return length <= BYTES_MAX ? find(in, from, to, length) : text(in.utf8Strict(from, to));
  }

  private static Value find(Bytes in, int from, int to, int length) {
    long front;
    long back = 0;
    if (length >= Long.BYTES) {
      front = in.get64(from);
      back = in.get64(to - Long.BYTES);
    } else if (length >= Integer.BYTES) {
      front = (long) in.get32(from) << 32 | in.get32(to - Integer.BYTES) & 0xFFFF_FFFFL;
    } else if (length > 0) {
      // The first, the middle and the last: of up to three bytes all.
      int three = in.get(from) << 16 | in.get(from + (length >>> 1)) << 8 | in.get(to - 1);
      front = three;
    } else {
      return EMPTY;
    }
    int place = (int) ((front * 31 + back) * 0x9E37_79B9_7F4A_7C15L >>> 64 - PLACES_LOG2);
    Entry entry = ENTRIES[place];
    return entry != null && entry.front == front && entry.back == back && entry.length == length
        ? entry.text
        : keep(place, front, back, length, text(in.utf8Strict(from, to)));
  }

  private static Value keep(int place, long front, long back, int length, Value read) {
    if (read instanceof Value.Text text) {
      ENTRIES[place] = new Entry(front, back, length, text);
    }
    return read;
  }

  private static Value text(Optional<String> spelled) {
    return spelled.isPresent() ? new Value.Text(spelled.get()) : Typed.MISFIT;
  }
}
