// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import io.tern.coap.Message;
import org.jspecify.annotations.Nullable;

/// The last messages of one peer and what they were answered (RFC 7252 §4.5).
///
/// A ring that grows from 4 entries to its limit, 12 bytes an entry. An entry counts until its lifetime
/// is over or newer messages push it out. Where answers take more bytes than allowed, the oldest are
/// forgotten, but not that they were given: silence is better than acting twice.
///
/// A duplicate has the message id, the code and the token of the first. A device that starts anew and
/// counts its ids from the same number again is not given an answer to another question.
final class Duplicates {
  private static final int CAPACITY_FIRST = 4;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /// Second of expiry (32 bits), fingerprint of code and token (16 bits), message id (16 bits).
  private long[] entries = new long[CAPACITY_FIRST];

  private @Nullable Answer[] answers = new @Nullable Answer[CAPACITY_FIRST];
  private int count;

  /// Where the next entry goes: the oldest one where the ring is full.
  private int next;

  private int answerBytes;

  /// What the message got; null where it is new.
  @Nullable Answer find(Message message, long nowNanos) {
    int index = indexOf(message, nowNanos);
    return index < 0 ? null : answers[index];
  }

  /// Remembers a new message.
  void add(Message message, Answer answer, long nowNanos, long lifetimeNanos, int entriesMax) {
    if (count == entries.length && count < entriesMax && !isOver(next, nowNanos)) {
      grow(Math.min(2 * count, entriesMax));
    }
    put(next, answer);
    long overAtSecond = (nowNanos + lifetimeNanos) / NANOS_PER_SECOND + 1;
    entries[next] = overAtSecond << 32 | key(message);
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
    for (int i = 0; i < count && answerBytes > answerBytesMax; i++) {
      int oldest = count < entries.length ? i : (next + i) % count;
      if (oldest != index) {
        forget(oldest);
      }
    }
  }

  /// How many messages are held, whether or not their lifetime is over.
  int size() {
    return count;
  }

  /// How many bytes of datagrams the answers keep alive.
  int answerBytes() {
    return answerBytes;
  }

  private void forget(int index) {
    Answer answer = answers[index];
    if (answer != null && answer.bytes() > 0) {
      put(index, Answer.Plain.SILENCE);
    }
  }

  private void put(int index, Answer answer) {
    Answer before = answers[index];
    answerBytes += answer.bytes() - (before == null ? 0 : before.bytes());
    answers[index] = answer;
  }

  private int indexOf(Message message, long nowNanos) {
    long key = key(message);
    for (int i = 0; i < count; i++) {
      if ((entries[i] & 0xFFFF_FFFFL) == key && !isOver(i, nowNanos)) {
        return i;
      }
    }
    return -1;
  }

  private static long key(Message message) {
    int mixed = (message.token().hashCode() * 31 + message.code().value()) * 0x9E3779B9;
    return (mixed & 0xFFFF_0000L) | message.messageId();
  }

  private boolean isOver(int index, long nowNanos) {
    return entries[index] >>> 32 <= nowNanos / NANOS_PER_SECOND;
  }

  private void grow(int capacity) {
    long[] moreEntries = new long[capacity];
    @Nullable Answer[] moreAnswers = new @Nullable Answer[capacity];
    for (int i = 0; i < count; i++) {
      int oldest = (next + i) % count;
      moreEntries[i] = entries[oldest];
      moreAnswers[i] = answers[oldest];
    }
    entries = moreEntries;
    answers = moreAnswers;
    next = count;
  }
}
