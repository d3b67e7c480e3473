// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store.sqlite;

import java.util.Arrays;
import java.util.function.ToLongFunction;

/// Which row of the table an endpoint's registration is, in 23 to 34 bytes of heap each. Writer thread, and
/// before it the one that loads.
///
/// It knows hashes of endpoints, not endpoints, and two of them may have one hash: whoever follows it
/// has to look whether the row is that of the endpoint.
final class RowIndex {
  private static final int SLOTS_MIN = 1_024;
  private static final int EXPECTED_MAX = 1 << 24;
  private static final int LONGS_PER_SLOT = 2;
  private static final int NOTES_MIN = 256;

  private final ToLongFunction<byte[]> hashing;

  /// A hash and its row each, the row 0 where the slot is free. An entry stands in the first slot, from
  /// its home on, that was free.
  private long[] slots;

  private int count;
  private long lastRow;

  /// What was done since the last commit: a hash and its row each, the row negative where it was removed.
  private long[] notes = new long[NOTES_MIN];

  private int noted;

  /// @param hashing gives the hash of an endpoint
  /// @param expected about how many entries there will be
  RowIndex(ToLongFunction<byte[]> hashing, int expected) {
    this.hashing = hashing;
    slots = new long[LONGS_PER_SLOT * slotsFor(Math.clamp(expected, 0, EXPECTED_MAX))];
  }

  /// Room for so many, and half of that again.
  private static int slotsFor(int entries) {
    return Math.max(SLOTS_MIN, Math.toIntExact(entries * 3L / 2 * 10 / 7));
  }

  int count() {
    return count;
  }

  long hash(byte[] endpoint) {
    return hashing.applyAsLong(endpoint);
  }

  /// The row of one of the entries with that hash.
  ///
  /// @param nth 0 for the first
  /// @return 0 where there are no more
  long row(long hash, int nth) {
    int before = nth;
    for (int at = home(hash); slots[at + 1] != 0; at = after(at)) {
      if (slots[at] == hash && before-- == 0) {
        return slots[at + 1];
      }
    }
    return 0;
  }

  /// Adds an entry of a row that is in the table.
  void load(long hash, long row) {
    insert(hash, row);
    lastRow = Math.max(lastRow, row);
  }

  /// Takes back what [#load] added, if it did.
  void unload(long hash, long row) {
    long found;
    for (int i = 0; (found = row(hash, i)) != 0; i++) {
      if (found == row) {
        delete(hash, row);
        return;
      }
    }
  }

  /// Adds an entry.
  ///
  /// @return its row, which none ever had since the index was made
  long append(long hash) {
    lastRow++;
    insert(hash, lastRow);
    note(hash, lastRow);
    return lastRow;
  }

  /// Removes an entry that is there.
  void remove(long hash, long row) {
    delete(hash, row);
    note(hash, -row);
  }

  /// What was done is durable.
  void onCommitted() {
    noted = 0;
  }

  /// What was done is not there. Rows that were given stay given.
  void onRolledBack() {
    while (noted > 0) {
      noted -= 2;
      long hash = notes[noted];
      long row = notes[noted + 1];
      if (row > 0) {
        delete(hash, row);
      } else {
        insert(hash, -row);
      }
    }
  }

  private void note(long hash, long row) {
    if (noted == notes.length) {
      notes = Arrays.copyOf(notes, 2 * noted);
    }
    notes[noted] = hash;
    notes[noted + 1] = row;
    noted += 2;
  }

  private void insert(long hash, long row) {
    if (count >= slots.length / LONGS_PER_SLOT / 10 * 7) {
      grow();
    }
    place(hash, row);
    count++;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[LONGS_PER_SLOT * slotsFor(count)];
    for (int at = 0; at < old.length; at += LONGS_PER_SLOT) {
      if (old[at + 1] != 0) {
        place(old[at], old[at + 1]);
      }
    }
  }

  private void place(long hash, long row) {
    int at = home(hash);
    while (slots[at + 1] != 0) {
      at = after(at);
    }
    slots[at] = hash;
    slots[at + 1] = row;
  }

  private void delete(long hash, long row) {
    int at = home(hash);
    while (slots[at] != hash || slots[at + 1] != row) {
      if (slots[at + 1] == 0) {
        throw new IllegalStateException("no entry of row " + row);
      }
      at = after(at);
    }
    close(at);
    count--;
  }

  /// Moves into a hole what could not stand there before, so that no search ends at it.
  private void close(int first) {
    int hole = first;
    for (int at = after(hole); slots[at + 1] != 0; at = after(at)) {
      if (distance(home(slots[at]), at) >= distance(hole, at)) {
        slots[hole] = slots[at];
        slots[hole + 1] = slots[at + 1];
        hole = at;
      }
    }
    slots[hole] = 0;
    slots[hole + 1] = 0;
  }

  private int home(long hash) {
    int slot = (int) Math.unsignedMultiplyHigh(hash, slots.length / LONGS_PER_SLOT);
    return LONGS_PER_SLOT * slot;
  }

  private int after(int at) {
    int next = at + LONGS_PER_SLOT;
    return next == slots.length ? 0 : next;
  }

  private int distance(int from, int to) {
    return to >= from ? to - from : to - from + slots.length;
  }
}
