// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import io.tern.coap.Bytes;
import java.util.Arrays;

/// Datagrams by the index of the entry they belong to, all in one array: a peer's dozen answers of some
/// twenty bytes would otherwise be two objects each, that live just long enough to become old.
final class KeptAnswers {
  private static final int SLACK_MAX = 256;

  /// How much larger than needed the array may be, before it is made anew.
  private static final int WASTE_MAX = 1024;

  private static final byte[] NO_BYTES = new byte[0];
  private static final int[] NO_PLACES = new int[0];

  private byte[] bytes = NO_BYTES;

  /// Where each datagram begins and how long it is, two numbers an entry; length 0 where there is none.
  private int[] places = NO_PLACES;

  private int end;
  private int held;

  /// Bytes of all datagrams.
  int held() {
    return held;
  }

  boolean has(int index) {
    return size(index) > 0;
  }

  private int size(int index) {
    return 2 * index < places.length ? places[2 * index + 1] : 0;
  }

  /// A copy of the datagram at `index`; empty where there is none.
  Bytes get(int index) {
    int size = size(index);
    return size == 0
        ? Bytes.EMPTY
        : Bytes.wrap(Arrays.copyOfRange(bytes, places[2 * index], places[2 * index] + size));
  }

  /// Puts `datagram` at `index`, of `entries` that there are.
  void put(int index, Bytes datagram, int entries) {
    remove(index);
    if (places.length < 2 * entries) {
      places = Arrays.copyOf(places, 2 * entries);
    }
    int size = datagram.size();
    int need = held + size;
    if (size > bytes.length - end || bytes.length - need > WASTE_MAX) {
      pack(need + Math.min(need / 2, SLACK_MAX));
    }
    datagram.copyTo(bytes, end);
    places[2 * index] = end;
    places[2 * index + 1] = size;
    end += size;
    held = need;
  }

  /// Forgets the datagram at `index`, where there is one.
  void remove(int index) {
    int size = size(index);
    if (size > 0) {
      held -= size;
      places[2 * index + 1] = 0;
    }
    end = held == 0 ? 0 : end;
  }

  /// Turns the entries, `first` becoming number 0, among `entries`.
  void rotate(int first, int entries) {
    if (places.length == 0 || first == 0) {
      return;
    }
    int[] turned = new int[2 * entries];
    for (int i = 0; i < entries; i++) {
      int from = 2 * ((first + i) % entries);
      if (from < places.length) {
        turned[2 * i] = places[from];
        turned[2 * i + 1] = places[from + 1];
      }
    }
    places = turned;
  }

  /// Moves what is held to a new array, close together.
  private void pack(int capacity) {
    byte[] packed = new byte[capacity];
    int at = 0;
    for (int i = 0; i < places.length; i += 2) {
      int size = places[i + 1];
      if (size > 0) {
        System.arraycopy(bytes, places[i], packed, at, size);
        places[i] = at;
        at += size;
      }
    }
    bytes = packed;
    end = at;
  }
}
