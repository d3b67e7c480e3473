// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import io.tern.coap.Peer;
import io.tern.coap.Timers;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The peers that are remembered, found by transport, address and identity.
///
/// A list in order of activity serves both ends of a contact's life: one timer for its head forgets who
/// has been quiet for a lifetime, and where the table is full the quietest idle peer makes room. A
/// contact moves to the tail at most eight times a lifetime, so the list costs a message nothing; in
/// return a peer may be remembered an eighth longer.
final class PeerTable {
  private static final int CANDIDATES_MAX = 8;

  /// How many peers are looked at together.
  private static final int LOOKS_MAX = 64;

  private final Contacts contacts;
  private final Timers timers;
  private final long graceNanos;
  private final long lifetimeNanos;
  private final int peersMax;
  private @Nullable Contact quietest;
  private @Nullable Contact liveliest;
  private boolean timerSet;
  private long duplicates;
  private long answerBytes;

  private final @Nullable Contact[] looks = new Contact[LOOKS_MAX];

  /// What looks came upon. Nobody reads it, but without it the compiler leaves them out.
  long looked;

  PeerTable(Timers timers, RandomGenerator random, long lifetimeNanos, int peersMax) {
    this.contacts = new Contacts(random);
    this.timers = timers;
    this.graceNanos = lifetimeNanos / 8;
    this.lifetimeNanos = lifetimeNanos + graceNanos;
    this.peersMax = peersMax;
  }

  /// What is remembered of `peer`; null where that is nothing.
  @Nullable Contact find(Peer peer) {
    return contacts.find(peer);
  }

  /// Looks at what is remembered of `peers`, so that its memory is near when messages of them come. One step
  /// for all of them before the next for any: processors wait for many places at once, but one after the
  /// other for those of which each tells where the next one is.
  void look(List<Peer> peers) {
    int count = Math.min(peers.size(), LOOKS_MAX);
    for (int i = 0; i < count; i++) {
      looks[i] = contacts.first(peers.get(i));
    }
    for (int i = 0; i < count; i++) {
      looked ^= looks[i] == null ? 0 : looks[i].linkedAtNanos;
    }
    for (int i = 0; i < count; i++) {
      looks[i] = contacts.find(peers.get(i));
    }
    for (int i = 0; i < count; i++) {
      looked ^= looks[i] == null ? 0 : looks[i].duplicates.size();
    }
    for (int i = 0; i < count; i++) {
      looked ^= looks[i] == null ? 0 : looks[i].duplicates.look();
    }
    Arrays.fill(looks, 0, count, null);
  }

  /// Remembers `contact`, active now; false where the table is full of busy peers.
  boolean add(Contact contact, long nowNanos) {
    if (contacts.size() >= peersMax && !evictQuietest()) {
      return false;
    }
    contacts.add(contact);
    link(contact, nowNanos);
    watch();
    return true;
  }

  /// Notes that something passed between the peer and us.
  void touch(Contact contact, long nowNanos) {
    if (nowNanos - contact.linkedAtNanos > graceNanos && isRemembered(contact)) {
      unlink(contact);
      link(contact, nowNanos);
    }
  }

  /// Counts what the duplicates of `contact` hold more (or less) than before.
  void count(Contact contact, int moreDuplicates, int moreAnswerBytes) {
    if (isRemembered(contact)) {
      duplicates += moreDuplicates;
      answerBytes += moreAnswerBytes;
    }
  }

  /// Forgets the peer that has been quiet for longest among the first few idle ones; false where none
  /// is.
  boolean evictQuietest() {
    Contact candidate = quietest;
    for (int i = 0; i < CANDIDATES_MAX && candidate != null; i++) {
      if (candidate.isIdle()) {
        forget(candidate);
        return true;
      }
      candidate = candidate.livelier;
    }
    return false;
  }

  int size() {
    return contacts.size();
  }

  long duplicates() {
    return duplicates;
  }

  long answerBytes() {
    return answerBytes;
  }

  private void watch() {
    Contact first = quietest;
    if (first != null && !timerSet) {
      timerSet = true;
      timers.at(first.linkedAtNanos + lifetimeNanos, this::onQuiet);
    }
  }

  private void onQuiet(long nowNanos) {
    timerSet = false;
    Contact first = quietest;
    while (first != null && first.linkedAtNanos + lifetimeNanos <= nowNanos) {
      if (first.isIdle() && first.keepUntilNanos <= nowNanos) {
        forget(first);
      } else {
        unlink(first);
        link(first, nowNanos);
      }
      first = quietest;
    }
    watch();
  }

  private void forget(Contact contact) {
    count(contact, -contact.duplicates.size(), -contact.duplicates.answerBytes());
    contacts.remove(contact);
    unlink(contact);
  }

  private boolean isRemembered(Contact contact) {
    return contact.livelier != null || contact == liveliest;
  }

  private void link(Contact contact, long nowNanos) {
    contact.linkedAtNanos = nowNanos;
    contact.quieter = liveliest;
    if (liveliest == null) {
      quietest = contact;
    } else {
      liveliest.livelier = contact;
    }
    liveliest = contact;
  }

  private void unlink(Contact contact) {
    Contact before = contact.quieter;
    Contact after = contact.livelier;
    if (before == null) {
      quietest = after;
    } else {
      before.livelier = after;
    }
    if (after == null) {
      liveliest = before;
    } else {
      after.quieter = before;
    }
    contact.quieter = null;
    contact.livelier = null;
  }
}
