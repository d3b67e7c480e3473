// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import org.jspecify.annotations.Nullable;

/// The last messages of one peer and what they were answered (RFC 7252 §4.5).
///
/// A ring that grows from 4 entries to its limit, 8 bytes an entry, and 8 more beside the answer itself
/// where that is more than a code. An entry counts until its lifetime is over, rounded up to 8 seconds,
/// or newer messages push it out. Where answers take more bytes than allowed, the oldest are forgotten,
/// but not that they were given: silence is better than acting twice.
///
/// A duplicate has the message id, the code and the token of the first. A device that starts anew and
/// counts its ids from the same number again is not given an answer to another question.
final class Duplicates {
  private static final int CAPACITY_FIRST = 4;

  /// Processors fetch memory by 64 bytes.
  private static final int ENTRIES_OF_A_LINE = 8;

  private static final long TICK_NANOS = 8_000_000_000L;

  // An entry from the top: tick of expiry (29 bits, good until the year 2106), fingerprint of code
  // and
  // token (11 bits), answer (8 bits), message id (16 bits).
  private static final int EXPIRY_SHIFT = 35;
  private static final int FINGERPRINT_SHIFT = 24;
  private static final long FINGERPRINT_MASK = 0x7FFL << FINGERPRINT_SHIFT;
  private static final int ANSWER_SHIFT = 16;
  private static final long ANSWER_MASK = 0xFFL << ANSWER_SHIFT;
  private static final long KEY_MASK = FINGERPRINT_MASK | 0xFFFF;

  // Codes of answers that are not the code of a response.
  private static final int SILENCE = 0;
  private static final int ACKNOWLEDGED = 1;
  private static final int ENCODED = 2;

  private long[] entries = new long[CAPACITY_FIRST];

  /// Answers that are more than a code; null until there is one.
  private @Nullable KeptAnswers kept;

  private int count;

  /// Where the next entry goes: the oldest one where the ring is full.
  private int next;

  /// What the message got; null where it is new.
  @Nullable Answer find(Message message, long nowNanos) {
    int index = indexOf(message, nowNanos);
    if (index < 0) {
      return null;
    }
    int answer = (int) (entries[index] >>> ANSWER_SHIFT) & 0xFF;
    return switch (answer) {
      case SILENCE -> Answer.Plain.SILENCE;
      case ACKNOWLEDGED -> Answer.Plain.ACKNOWLEDGED;
      case ENCODED -> encodedAt(index);
      default -> Answer.Bare.of(Code.of(answer));
    };
  }

  private Answer encodedAt(int index) {
    Bytes datagram = kept == null ? Bytes.EMPTY : kept.get(index);
    return datagram.isEmpty() ? Answer.Plain.SILENCE : new Answer.Encoded(datagram);
  }

  /// Remembers a new message.
  void add(Message message, Answer answer, long nowNanos, long lifetimeNanos, int entriesMax) {
    if (count == entries.length && count < entriesMax && !isOver(next, nowNanos)) {
      grow(Math.min(2 * count, entriesMax));
    }
    long overAtTick = (nowNanos + lifetimeNanos) / TICK_NANOS + 1;
    entries[next] = overAtTick << EXPIRY_SHIFT | key(message);
    put(next, answer);
    count = Math.max(count, next + 1);
    next = next + 1 == entries.length ? 0 : next + 1;
  }

  /// Puts the answer to a message that is still remembered.
  void answer(Message message, Answer answer, long nowNanos, int answerBytesMax) {
    int index = indexOf(message, nowNanos);
    if (index < 0) {
      return;
    }
    put(index, answer);
    for (int i = 0; i < count && answerBytes() > answerBytesMax; i++) {
      int oldest = count < entries.length ? i : (next + i) % count;
      if (oldest != index && kept != null && kept.has(oldest)) {
        put(oldest, Answer.Plain.SILENCE);
      }
    }
  }

  /// Forgets a message: it is new when it comes again.
  void forget(Message message, long nowNanos) {
    int index = indexOf(message, nowNanos);
    if (index >= 0) {
      entries[index] &= (1L << EXPIRY_SHIFT) - 1;
    }
  }

  /// Reads a little of every line of memory that [#find] will, so that they come all at once.
  ///
  /// @return what was there, which means nothing
  long look() {
    long seen = entries[entries.length - 1];
    for (int i = 0; i < entries.length; i += ENTRIES_OF_A_LINE) {
      seen ^= entries[i];
    }
    return seen;
  }

  /// How many messages are held, whether or not their lifetime is over.
  int size() {
    return count;
  }

  /// How many bytes of datagrams the answers hold.
  int answerBytes() {
    return kept == null ? 0 : kept.held();
  }

  private void put(int index, Answer answer) {
    int code =
        switch (answer) {
          case Answer.Plain.SILENCE -> SILENCE;
          case Answer.Plain.ACKNOWLEDGED -> ACKNOWLEDGED;
          case Answer.Bare(Code bare) -> bare.value();
          case Answer.Encoded _ -> ENCODED;
        };
    entries[index] = entries[index] & ~ANSWER_MASK | (long) code << ANSWER_SHIFT;
    if (answer instanceof Answer.Encoded(Bytes datagram)) {
      if (kept == null) {
        kept = new KeptAnswers();
      }
      kept.put(index, datagram, entries.length);
    } else if (kept != null) {
      kept.remove(index);
      if (kept.held() == 0) {
        kept = null;
      }
    }
  }

  private int indexOf(Message message, long nowNanos) {
    long key = key(message);
    for (int i = 0; i < count; i++) {
      if ((entries[i] & KEY_MASK) == key && !isOver(i, nowNanos)) {
        return i;
      }
    }
    return -1;
  }

  private static long key(Message message) {
    int mixed = (message.token().hashCode() * 31 + message.code().value()) * 0x9E3779B9;
    return (long) (mixed >>> 21) << FINGERPRINT_SHIFT | message.messageId();
  }

  private boolean isOver(int index, long nowNanos) {
    return entries[index] >>> EXPIRY_SHIFT <= nowNanos / TICK_NANOS;
  }

  private void grow(int capacity) {
    long[] more = new long[capacity];
    System.arraycopy(entries, next, more, 0, count - next);
    System.arraycopy(entries, 0, more, count - next, next);
    if (kept != null) {
      kept.rotate(next, count);
    }
    entries = more;
    next = count;
  }
}
