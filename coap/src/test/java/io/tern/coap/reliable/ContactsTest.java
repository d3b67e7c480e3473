// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Address;
import io.tern.coap.Identity;
import io.tern.coap.Peer;
import io.tern.coap.Transport;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class ContactsTest {
  private static final int FORGED = 20_000;

  /// Undoes the multiplication in the hash code of an address.
  private static final long INVERSE = inverse(0x9E3779B97F4A7C15L);

  @Test
  void agrees_with_a_plain_map_whatever_is_added_and_removed() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      Contacts contacts = new Contacts(random);
      Map<Peer, Contact> plain = new HashMap<>();
      for (int i = 0; i < 2_000; i++) {
        Peer peer = any(random);
        Contact known = plain.get(peer);
        assertThat(contacts.find(peer)).as("seed %d", seed).isSameAs(known);
        if (known == null) {
          Contact contact = new Contact(peer);
          contacts.add(contact);
          plain.put(peer, contact);
        } else if (random.nextInt(3) == 0) {
          contacts.remove(known);
          plain.remove(peer);
        }
        assertThat(contacts.size()).as("seed %d", seed).isEqualTo(plain.size());
      }
      plain.forEach((peer, contact) -> assertThat(contacts.find(peer)).isSameAs(contact));
    }
  }

  /// Few enough to meet again, of every kind.
  private static Peer any(Random random) {
    int host = random.nextInt(150);
    Address address =
        switch (random.nextInt(3)) {
          case 0 -> Address.Ip.v4(host, 5683 + random.nextInt(2));
          case 1 -> new Address.Ip(0x2001_0db8_0000_0000L, host, 5683, random.nextInt(2));
          default -> new Address.Name("+49170" + host);
        };
    Identity identity = random.nextBoolean() ? Identity.ANONYMOUS : new Identity.Psk("device");
    return new Peer(random.nextBoolean() ? Transport.UDP : Transport.TCP, address, identity);
  }

  @Test
  void what_was_removed_is_not_there_and_may_come_again() {
    Contacts contacts = new Contacts(new Random(1));
    Contact contact = new Contact(Peer.udp(Address.Ip.v4(1, 5683)));
    contacts.add(contact);
    contacts.remove(contact);
    contacts.remove(contact);
    assertThat(contacts.size()).isZero();
    assertThat(contacts.find(contact.peer)).isNull();
    contacts.add(contact);
    assertThat(contacts.find(contact.peer)).isSameAs(contact);
  }

  @Test
  void forged_addresses_with_one_hash_code_do_not_meet_in_one_bucket() {
    assertSpread(ContactsTest::withOneHashCode);
  }

  @Test
  void neither_do_addresses_in_any_regular_order() {
    assertSpread(i -> new Address.Ip(0, (long) i << 32, 5683, 0));
    assertSpread(i -> new Address.Ip((long) i << 40, 0, 5683, 0));
    assertSpread(i -> new Address.Ip(i, i, 5683, 0));
    assertSpread(i -> Address.Ip.v4(0x0A00_0000 + i, 5683));
    assertSpread(i -> Address.Ip.v4(0x0A00_0000 + (i >>> 10), i & 1023));
    assertSpread(i -> new Address.Name("+4917" + i));
  }

  /// Half as many buckets are used as there are peers, or more; so it is where each is thrown.
  private static void assertSpread(IntFunction<Address> forged) {
    Contacts contacts = new Contacts(new Random(7));
    List<Contact> all = new ArrayList<>();
    Set<Address> addresses = new HashSet<>();
    for (int i = 0; i < FORGED; i++) {
      Address address = forged.apply(i);
      if (addresses.add(address)) {
        all.add(new Contact(Peer.udp(address)));
        contacts.add(all.getLast());
      }
    }
    assertThat(all).hasSizeGreaterThan(FORGED / 2);
    assertThat(contacts.bucketsUsed()).isGreaterThan(all.size() / 2);
    assertThat(all)
        .allSatisfy(contact -> assertThat(contacts.find(contact.peer)).isSameAs(contact));
  }

  /// Address number `i` whose hash code is that of all others.
  private static Address withOneHashCode(int i) {
    // The code is the upper half of mixed * C, and mixed is (low * C) with its halves folded.
    long mixed = (long) i * INVERSE; // times C: i, whose upper half is 0
    long folded = mixed ^ 5683;
    long unfolded = folded ^ folded >>> 32;
    return new Address.Ip(0, unfolded * INVERSE, 5683, 0);
  }

  private static long inverse(long odd) {
    long inverse = odd;
    for (int i = 0; i < 6; i++) {
      inverse *= 2 - odd * inverse;
    }
    return inverse;
  }

  @Test
  void the_forged_addresses_of_these_tests_have_one_hash_code() {
    Set<Integer> codes = new HashSet<>();
    for (int i = 0; i < FORGED; i++) {
      codes.add(withOneHashCode(i).hashCode());
    }
    assertThat(codes).hasSize(1);
  }
}
