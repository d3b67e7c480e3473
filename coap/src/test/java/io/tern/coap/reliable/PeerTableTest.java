// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.timer.TimerWheel;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PeerTableTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long LIFETIME = 80 * SECOND;
  private static final long GRACE = 10 * SECOND;

  private final TimerWheel timers = new TimerWheel(0);

  private PeerTable table(int peersMax) {
    return new PeerTable(timers, new Random(1), LIFETIME, peersMax);
  }

  private static Peer peer(int host) {
    return Peer.udp(Address.Ip.v4(host, 5683));
  }

  private static Contact add(PeerTable table, int host, long nowNanos) {
    Contact contact = new Contact(peer(host));
    assertThat(table.add(contact, nowNanos)).isTrue();
    return contact;
  }

  private static List<Integer> held(PeerTable table, int hosts) {
    List<Integer> held = new ArrayList<>();
    for (int i = 0; i < hosts; i++) {
      if (table.find(peer(i)) != null) {
        held.add(i);
      }
    }
    return held;
  }

  @Test
  @Spec("COAP-07")
  void a_quiet_peer_is_forgotten_after_a_lifetime_and_an_eighth() {
    PeerTable table = table(10);
    Contact contact = add(table, 1, 0);
    assertThat(table.find(peer(1))).isSameAs(contact);
    timers.advance(LIFETIME + GRACE - SECOND);
    assertThat(table.size()).isEqualTo(1);
    timers.advance(LIFETIME + GRACE + SECOND);
    assertThat(table.size()).isZero();
    assertThat(table.find(peer(1))).isNull();
    assertThat(timers.pending()).isZero();
  }

  @Test
  void a_peer_that_is_touched_is_remembered_from_then_on() {
    PeerTable table = table(10);
    Contact lively = add(table, 1, 0);
    add(table, 2, 0);
    timers.advance(GRACE + SECOND);
    table.touch(lively, GRACE + SECOND);
    timers.advance(LIFETIME + GRACE + SECOND / 2);
    assertThat(held(table, 3)).containsExactly(1);
    timers.advance(LIFETIME + 2 * GRACE + 2 * SECOND);
    assertThat(table.size()).isZero();
  }

  @Test
  void a_touch_soon_after_the_last_costs_nothing_and_changes_nothing() {
    PeerTable table = table(10);
    Contact contact = add(table, 1, 0);
    table.touch(contact, GRACE);
    assertThat(contact.linkedAtNanos).isZero();
    table.touch(contact, GRACE + 1);
    assertThat(contact.linkedAtNanos).isEqualTo(GRACE + 1);
  }

  @Test
  void a_busy_peer_stays_until_it_is_idle() {
    PeerTable table = table(10);
    Contact contact = add(table, 1, 0);
    contact.countOpenRequests(1);
    for (int i = 1; i <= 5; i++) {
      timers.advance(i * (LIFETIME + GRACE) + SECOND);
      assertThat(table.size()).isEqualTo(1);
    }
    contact.countOpenRequests(-1);
    timers.advance(6 * (LIFETIME + GRACE) + 10 * SECOND);
    assertThat(table.size()).isZero();
  }

  @Test
  void a_peer_on_a_slow_link_is_kept_as_long_as_its_messages_matter() {
    PeerTable table = table(10);
    Contact slow = add(table, 1, 0);
    slow.keepUntilNanos = 3 * LIFETIME;
    timers.advance(2 * LIFETIME);
    assertThat(table.size()).isEqualTo(1);
    timers.advance(6 * LIFETIME);
    assertThat(table.size()).isZero();
  }

  @Test
  @Spec("C10")
  void a_full_table_makes_room_of_the_quietest_idle_peer() {
    PeerTable table = table(3);
    Contact first = add(table, 0, 0);
    add(table, 1, 1);
    add(table, 2, 2);
    first.countOpenRequests(1);
    add(table, 3, 3);
    assertThat(held(table, 4)).containsExactly(0, 2, 3);
    table.touch(first, 2 * GRACE);
    first.countOpenRequests(-1);
    add(table, 4, 2 * GRACE);
    assertThat(held(table, 5)).containsExactly(0, 3, 4);
  }

  @Test
  void a_table_full_of_busy_peers_takes_no_other() {
    PeerTable table = table(2);
    add(table, 0, 0).countOpenRequests(1);
    add(table, 1, 0).countOpenRequests(1);
    assertThat(table.add(new Contact(peer(2)), 0)).isFalse();
    assertThat(held(table, 3)).containsExactly(0, 1);
  }

  @Test
  void only_the_first_few_are_looked_at_for_one_that_is_idle() {
    PeerTable table = table(9);
    for (int i = 0; i < 8; i++) {
      add(table, i, i).countOpenRequests(1);
    }
    add(table, 8, 8);
    assertThat(table.evictQuietest()).isFalse();
    Contact eighth = table.find(peer(7));
    assertThat(eighth).isNotNull();
    eighth.countOpenRequests(-1);
    assertThat(table.evictQuietest()).isTrue();
    assertThat(held(table, 9)).doesNotContain(7).hasSize(8);
  }

  private static Message message(int id) {
    return new Message(Type.CON, Code.GET, id, Token.EMPTY, Options.NONE, Bytes.EMPTY);
  }

  @Test
  void what_is_forgotten_is_no_longer_counted_and_what_comes_later_is_not_counted_at_all() {
    PeerTable table = table(10);
    Contact one = add(table, 1, 0);
    Contact two = add(table, 2, 1);
    one.duplicates.add(message(1), Answer.Plain.SILENCE, 0, LIFETIME, 16);
    one.duplicates.answer(message(1), new Answer.Encoded(Bytes.of(1, 2, 3)), 0, 100);
    table.count(one, 1, 3);
    table.count(two, 5, 70);
    assertThat(table.duplicates()).isEqualTo(6);
    assertThat(table.answerBytes()).isEqualTo(73);
    assertThat(table.evictQuietest()).isTrue();
    assertThat(table.duplicates()).isEqualTo(5);
    assertThat(table.answerBytes()).isEqualTo(70);
    table.count(one, 1, 1);
    table.touch(one, 5 * GRACE);
    assertThat(table.duplicates()).isEqualTo(5);
    assertThat(table.answerBytes()).isEqualTo(70);
    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  void agrees_with_a_plain_map_whatever_happens() {
    for (long seed = 0; seed < 100; seed++) {
      var random = new SplittableRandom(seed);
      TimerWheel wheel = new TimerWheel(0);
      PeerTable table = new PeerTable(wheel, new Random(seed), LIFETIME, 1000);
      Map<Integer, Long> activeAt = new HashMap<>();
      long now = 0;
      for (int i = 0; i < 500; i++) {
        now += random.nextLong(10 * SECOND);
        wheel.advance(now);
        int host = random.nextInt(20);
        Contact known = table.find(peer(host));
        if (known == null) {
          add(table, host, now);
        } else {
          table.touch(known, now);
        }
        activeAt.put(host, now);
        for (var entry : activeAt.entrySet()) {
          long quiet = now - entry.getValue();
          boolean isHeld = table.find(peer(entry.getKey())) != null;
          if (quiet < LIFETIME) {
            assertThat(isHeld).as("seed %d, quiet %d", seed, quiet).isTrue();
          } else if (quiet > LIFETIME + 2 * GRACE) {
            assertThat(isHeld).as("seed %d, quiet %d", seed, quiet).isFalse();
          }
        }
      }
      wheel.advance(now + 3 * LIFETIME);
      assertThat(table.size()).as("seed %d", seed).isZero();
      assertThat(wheel.pending()).as("seed %d", seed).isZero();
    }
  }
}
