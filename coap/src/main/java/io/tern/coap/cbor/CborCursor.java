// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.cbor;

import io.tern.coap.Bytes;
import java.util.Arrays;
import java.util.Optional;

/// The place of a [CborReader] in its input: heads of items, open arrays and maps, the first fault.
/// Judges whether the input is well-formed (RFC 8949 §3), not what it means.
final class CborCursor {
  static final int INDEFINITE_INFO = 31;
  private static final int BREAK = 0xFF;
  private static final int DEPTH_EXPECTED = 6;

  /// In `items`: an indefinite array, or no array or map at all; an indefinite map before a key; the same
  /// before a value.
  private static final long OPEN_ARRAY = -1;

  private static final long OPEN_MAP_KEY = -2;
  private static final long OPEN_MAP_VALUE = -3;

  private final Bytes input;
  private final CborLimits limits;

  /// Items left in the innermost open array or map, or one of the three constants above.
  private long items = OPEN_ARRAY;

  /// The same of those around it.
  private long[] outer;

  private int depth;
  private int at;
  private int itemAt;
  private boolean tagged;
  private boolean broken;
  private String fault = "";
  private int info;
  private long argument;

  CborCursor(Bytes input, CborLimits limits) {
    this.input = input;
    this.limits = limits;
    this.outer = new long[Math.min(limits.depthMax(), DEPTH_EXPECTED)];
    if (input.size() > limits.bytesMax()) {
      fail(input.size() + " bytes, more than " + limits.bytesMax());
    }
  }

  boolean isBroken() {
    return broken;
  }

  String fault() {
    return fault;
  }

  /// Offset of the item read last, where the fault lies.
  int itemAt() {
    return itemAt;
  }

  void fail(String what) {
    if (!broken) {
      broken = true;
      fault = what;
    }
  }

  /// Records a fault in what comes next.
  void failHere(String what) {
    if (!broken) {
      broken = true;
      itemAt = at;
      fault = what;
    }
  }

  void failMissing() {
    failHere("no item left");
  }

  private void failAtEnd() {
    failHere("input ends inside an item");
  }

  /// How many arrays and maps are open.
  int depth() {
    return depth;
  }

  /// Whether the item read last is a tag, so that its item is due.
  boolean isTagged() {
    return tagged;
  }

  /// The low five bits of the initial byte read last.
  int info() {
    return info;
  }

  /// The number that the head read last carries, as unsigned bits; 0 for an indefinite length.
  long argument() {
    return argument;
  }

  boolean isIndefinite() {
    return info == INDEFINITE_INFO;
  }

  boolean hasNext() {
    return items > 0 ? !broken : hasNextOfOpen();
  }

  private boolean hasNextOfOpen() {
    if (broken || items == 0) {
      return false;
    }
    if (at < input.size()) {
      return depth == 0 || input.get(at) != BREAK || items == OPEN_MAP_VALUE;
    }
    if (depth > 0) {
      failAtEnd();
    }
    return false;
  }

  /// The initial byte of the next item; -1 where there is none, which is a fault inside an array or map
  /// of declared length.
  int peek() {
    if (!hasNext()) {
      return -1;
    }
    if (at == input.size()) {
      failAtEnd();
      return -1;
    }
    return input.get(at);
  }

  /// Reads the head of the next item, which must be of `major`, and counts the item as read; false at
  /// a fault.
  boolean readHead(int major) {
    return readHead(peek(), major);
  }

  /// The same where the initial byte is known from [#peek].
  boolean readHead(int initial, int major) {
    if (initial < 0) {
      failMissing();
      return false;
    }
    itemAt = at;
    if (initial >>> 5 != major) {
      fail("item of major type " + (initial >>> 5) + ", not " + major);
      return false;
    }
    at++;
    info = initial & 31;
    argument = info;
    if (info >= 24 && !readArgument(initial)) {
      return false;
    }
    tagged = major == 6;
    if (!tagged) {
      items = items > 0 ? items - 1 : lessOne(items);
    }
    return true;
  }

  private static long lessOne(long items) {
    if (items == OPEN_MAP_KEY) {
      return OPEN_MAP_VALUE;
    }
    if (items == OPEN_MAP_VALUE) {
      return OPEN_MAP_KEY;
    }
    return items;
  }

  private boolean readArgument(int initial) {
    info = initial & 31;
    argument = info;
    if (info < 24) {
      return true;
    }
    argument = 0;
    int major = initial >>> 5;
    if (info == INDEFINITE_INFO && major >= 2 && major <= 5) {
      return true;
    }
    if (info > 27) {
      fail(info == INDEFINITE_INFO ? "no indefinite length here" : "reserved initial byte");
      return false;
    }
    int width = 1 << info - 24;
    if (width > input.size() - at) {
      failAtEnd();
      return false;
    }
    for (int i = 0; i < width; i++) {
      argument = argument << 8 | input.get(at++);
    }
    return true;
  }

  /// The next `argument` bytes: a definite string or a chunk of another.
  Bytes readStretch() {
    int from = at;
    return moveStretch() ? input.slice(from, at) : Bytes.EMPTY;
  }

  /// The same as text; empty where it is malformed.
  Optional<String> readTextStretch() {
    int from = at;
    return moveStretch() ? input.utf8Strict(from, at) : Optional.of("");
  }

  /// Moves past the next `argument` bytes; false at a fault.
  private boolean moveStretch() {
    if (isBroken()) {
      return false;
    }
    if (argument < 0 || argument > input.size() - at) {
      fail("string runs past the end");
      return false;
    }
    if (argument > limits.stringBytesMax()) {
      fail("string longer than " + limits.stringBytesMax() + " bytes");
      return false;
    }
    at += (int) argument;
    return true;
  }

  /// Reads the head of the next chunk of an indefinite string; false behind its break and at a fault.
  boolean nextChunk(int major) {
    if (isBroken()) {
      return false;
    }
    if (at == input.size()) {
      failAtEnd();
      return false;
    }
    int initial = input.get(at++);
    if (initial == BREAK) {
      return false;
    }
    if (initial >>> 5 != major || (initial & 31) == INDEFINITE_INFO) {
      fail("chunk of another kind");
      return false;
    }
    return readArgument(initial);
  }

  /// Moves behind the chunks of an indefinite string and its break; returns the sum of their sizes.
  int skipChunks(int major) {
    int size = 0;
    while (nextChunk(major)) {
      size += readStretch().size();
      if (size > limits.stringBytesMax()) {
        fail("string longer than " + limits.stringBytesMax() + " bytes");
      }
    }
    return isBroken() ? 0 : size;
  }

  /// The same as [#skipChunks], without moving.
  int sizeOfChunks(int major) {
    int from = at;
    int size = skipChunks(major);
    at = from;
    return size;
  }

  /// Opens the array (one item an element) or map (two) whose head was read last; returns how many
  /// elements it declares, or [CborReader#INDEFINITE].
  int enter(int itemsEach) {
    if (depth == limits.depthMax()) {
      fail("nested deeper than " + limits.depthMax());
      return 0;
    }
    if (depth == outer.length) {
      outer = Arrays.copyOf(outer, limits.depthMax());
    }
    if (isIndefinite()) {
      outer[depth++] = items;
      items = itemsEach == 1 ? OPEN_ARRAY : OPEN_MAP_KEY;
      return CborReader.INDEFINITE;
    }
    if (argument < 0 || argument > (input.size() - at) / itemsEach) {
      fail("more elements than bytes");
      return 0;
    }
    if (argument > limits.itemsMax()) {
      fail("more than " + limits.itemsMax() + " elements");
      return 0;
    }
    outer[depth++] = items;
    items = argument * itemsEach;
    return (int) argument;
  }

  /// Closes the array or map opened last.
  void leave() {
    if (tagged) {
      failHere("tag without item");
    } else if (hasNext()) {
      failHere("more elements than expected");
    } else if (!isBroken()) {
      at += items == 0 ? 0 : 1;
      items = outer[--depth];
    }
  }

  /// Judges the end of the input.
  void finish() {
    if (tagged) {
      failHere("tag without item");
    } else if (at < input.size()) {
      failHere("bytes behind the last item");
    }
  }
}
