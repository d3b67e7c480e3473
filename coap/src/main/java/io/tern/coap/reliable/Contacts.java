// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import io.tern.coap.Address;
import io.tern.coap.Peer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Contacts by their peer: a hash table of which the contacts themselves are the entries, because what a
/// server with many peers waits for is memory.
///
/// Which peers meet in a bucket depends on numbers that nobody else knows: whoever forges addresses
/// cannot pick them so that all are in one.
final class Contacts {
  private static final int BUCKETS_FIRST = 16;
  private static final int BUCKETS_MAX = 1 << 28;

  private final long first;
  private final long second;
  private @Nullable Contact[] buckets = new Contact[BUCKETS_FIRST];
  private int size;

  /// @param random whose numbers cannot be guessed
  Contacts(RandomGenerator random) {
    first = random.nextLong();
    second = random.nextLong();
  }

  /// The contact of `peer`; null where there is none.
  @Nullable Contact find(Peer peer) {
    int hash = hash(peer);
    Contact contact = buckets[bucket(hash)];
    while (contact != null && !(contact.hash == hash && contact.peer.equals(peer))) {
      contact = contact.nextInBucket;
    }
    return contact;
  }

  /// The first contact of the bucket where that of `peer` is, if there is one.
  @Nullable Contact first(Peer peer) {
    return buckets[bucket(hash(peer))];
  }

  private int bucket(int hash) {
    return hash & buckets.length - 1;
  }

  /// Adds a contact whose peer has none yet.
  void add(Contact contact) {
    if (size == buckets.length && size < BUCKETS_MAX) {
      grow();
    }
    contact.hash = hash(contact.peer);
    push(contact);
    size++;
  }

  /// Removes a contact, where it is here.
  void remove(Contact contact) {
    int bucket = bucket(contact.hash);
    Contact before = null;
    Contact at = buckets[bucket];
    while (at != null && !at.equals(contact)) {
      before = at;
      at = at.nextInBucket;
    }
    if (at == null) {
      return;
    }
    if (before == null) {
      buckets[bucket] = at.nextInBucket;
    } else {
      before.nextInBucket = at.nextInBucket;
    }
    at.nextInBucket = null;
    size--;
  }

  int size() {
    return size;
  }

  /// How many buckets hold anything.
  int bucketsUsed() {
    int used = 0;
    for (Contact head : buckets) {
      used += head == null ? 0 : 1;
    }
    return used;
  }

  private void grow() {
    @Nullable Contact[] fewer = buckets;
    buckets = new Contact[2 * fewer.length];
    for (Contact head : fewer) {
      Contact contact = head;
      while (contact != null) {
        Contact next = contact.nextInBucket;
        push(contact);
        contact = next;
      }
    }
  }

  private void push(Contact contact) {
    int bucket = bucket(contact.hash);
    contact.nextInBucket = buckets[bucket];
    buckets[bucket] = contact;
  }

  /// Transport and identity do not matter here: few peers have one address.
  private int hash(Peer peer) {
    return switch (peer.address()) {
      case Address.Ip ip ->
          (int) mixed(mixed(ip.high() ^ first, ip.low() ^ second) ^ ip.port(), first);
      case Address.Name(String name) -> (int) mixed(name.hashCode() ^ first, second);
    };
  }

  /// Both halves of a product: every bit depends on every other.
  private static long mixed(long one, long other) {
    return one * other ^ Math.multiplyHigh(one, other);
  }
}
