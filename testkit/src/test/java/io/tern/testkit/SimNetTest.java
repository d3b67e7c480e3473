// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.Identity;
import io.tern.coap.Peer;
import io.tern.coap.Transport;
import io.tern.net.relay.Delay;
import io.tern.net.relay.LinkProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimNetTest {
  private final SimNet net = new SimNet(1);
  private final SimNode alice = net.node("alice");
  private final SimNode bob = net.node("bob");
  private final List<String> heard = new ArrayList<>();

  @Test
  void carries_datagrams_with_the_sender_as_others_see_it() {
    List<Peer> senders = new ArrayList<>();
    bob.receiver((from, datagram, now) -> senders.add(from));
    alice.send(bob.peer(), Bytes.of(1));
    alice.prove(Transport.DTLS, new Identity.Psk("alice"));
    alice.send(bob.peer(), Bytes.of(2));
    net.runUntilIdle(Duration.ofSeconds(1));
    assertThat(senders)
        .containsExactly(
            Peer.udp(new Address.Name("alice")),
            new Peer(Transport.DTLS, new Address.Name("alice"), new Identity.Psk("alice")));
  }

  @Test
  void time_jumps_to_what_happens_next_and_to_the_end_of_a_run() {
    listen(bob);
    net.link(alice, bob, LinkProfile.PERFECT.withDelay(Delay.fixed(Duration.ofHours(1))));
    alice.send(bob.peer(), Bytes.ofUtf8("hello"));
    alice.timers().at(net.nowNanos() + Duration.ofMinutes(5).toNanos(), now -> hear("timer"));
    net.after(Duration.ofMinutes(7), now -> hear("event"));
    net.runFor(Duration.ofMinutes(10));
    assertThat(heard).containsExactly("timer at PT5M", "event at PT7M");
    assertThat(net.clock().elapsed()).isEqualTo(Duration.ofMinutes(10));
    assertThat(net.clock().now()).isEqualTo(SimClock.START.plusSeconds(600));
    net.runFor(Duration.ofHours(1));
    assertThat(heard).last().isEqualTo("hello at PT1H");
  }

  @Test
  void runs_until_a_condition_holds_or_the_time_is_over() {
    listen(bob);
    net.links(LinkProfile.PERFECT.withDelay(Delay.fixed(Duration.ofSeconds(3))));
    alice.send(bob.peer(), Bytes.ofUtf8("a"));
    assertThat(net.runUntil(() -> !heard.isEmpty(), Duration.ofSeconds(2))).isFalse();
    assertThat(net.clock().elapsed()).isEqualTo(Duration.ofSeconds(2));
    assertThat(net.runUntil(() -> !heard.isEmpty(), Duration.ofSeconds(2))).isTrue();
    assertThat(net.clock().elapsed()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void what_never_rests_is_a_failure() {
    tick(Duration.ofSeconds(1));
    assertThatThrownBy(() -> net.runUntilIdle(Duration.ofMinutes(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("not idle");
  }

  @Test
  void time_that_stands_still_is_a_failure() {
    alice.receiver((from, datagram, now) -> alice.send(from, datagram));
    bob.receiver((from, datagram, now) -> bob.send(from, datagram));
    alice.send(bob.peer(), Bytes.of(1));
    assertThatThrownBy(() -> net.runFor(Duration.ofSeconds(1)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("time stands still");
  }

  @Test
  void one_seed_is_one_run_and_another_is_another() {
    assertThat(run(5)).isEqualTo(run(5)).isNotEqualTo(run(6));
  }

  @Test
  void the_luck_of_a_link_does_not_depend_on_what_others_carry() {
    net.links(LinkProfile.ROUGH);
    var other = new SimNet(1);
    other.links(LinkProfile.ROUGH);
    SimNode otherAlice = other.node("alice");
    SimNode otherBob = other.node("bob");
    List<String> otherHeard = new ArrayList<>();
    otherBob.receiver((from, datagram, now) -> otherHeard.add(datagram + " " + now));
    bob.receiver((from, datagram, now) -> heard.add(datagram + " " + now));
    SimNode carol = net.node("carol");
    for (int i = 0; i < 100; i++) {
      alice.send(carol.peer(), Bytes.of(i));
      alice.send(bob.peer(), Bytes.of(i));
      otherAlice.send(otherBob.peer(), Bytes.of(i));
    }
    net.runFor(Duration.ofMinutes(10));
    other.runFor(Duration.ofMinutes(10));
    assertThat(heard).isEqualTo(otherHeard).hasSizeGreaterThan(50);
  }

  @Test
  void a_partition_cuts_both_ways_until_it_heals() {
    listen(alice);
    listen(bob);
    net.partition(alice, bob);
    alice.send(bob.peer(), Bytes.ofUtf8("lost"));
    bob.send(alice.peer(), Bytes.ofUtf8("lost"));
    net.runUntilIdle(Duration.ofSeconds(1));
    net.heal(bob, alice);
    alice.send(bob.peer(), Bytes.ofUtf8("there"));
    bob.send(alice.peer(), Bytes.ofUtf8("back"));
    net.runUntilIdle(Duration.ofSeconds(1));
    assertThat(heard).containsExactly("there at PT0S", "back at PT0S");
  }

  @Test
  void a_black_hole_swallows_what_is_too_large() {
    listen(bob);
    net.link(alice, bob, LinkProfile.PERFECT.withDatagramBytesMax(5));
    alice.send(bob.peer(), Bytes.ofUtf8("123456"));
    alice.send(bob.peer(), Bytes.ofUtf8("12345"));
    net.runUntilIdle(Duration.ofSeconds(1));
    assertThat(heard).containsExactly("12345 at PT0S");
  }

  @Test
  void a_sleeping_node_hears_nothing() {
    listen(bob);
    bob.sleep();
    alice.send(bob.peer(), Bytes.ofUtf8("lost"));
    net.runUntilIdle(Duration.ofSeconds(1));
    bob.wake();
    alice.send(bob.peer(), Bytes.ofUtf8("heard"));
    net.runUntilIdle(Duration.ofSeconds(1));
    assertThat(heard).containsExactly("heard at PT0S");
  }

  @Test
  void a_node_that_moves_is_no_longer_where_it_was() {
    listen(bob);
    Peer old = bob.peer();
    bob.rebind();
    assertThat(bob.address()).isNotEqualTo(old.address());
    alice.send(old, Bytes.ofUtf8("lost"));
    alice.send(bob.peer(), Bytes.ofUtf8("heard"));
    net.runUntilIdle(Duration.ofSeconds(1));
    assertThat(heard).containsExactly("heard at PT0S");
    assertThat(net.node("bob")).isSameAs(bob);
    SimNode v4 = net.node(Address.Ip.v4(0x0A000001, 5683));
    v4.rebind();
    assertThat(v4.address()).isEqualTo(Address.Ip.v4(0x0A000001, 13_603));
    assertThatThrownBy(() -> alice.moveTo(v4.address()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nodes_that_swap_get_each_others_datagrams() {
    alice.receiver((from, datagram, now) -> heard.add("alice"));
    bob.receiver((from, datagram, now) -> heard.add("bob"));
    SimNode carol = net.node("carol");
    Peer wasBob = bob.peer();
    net.swap(alice, bob);
    carol.send(wasBob, Bytes.of(1));
    net.runUntilIdle(Duration.ofSeconds(1));
    assertThat(heard).containsExactly("alice");
  }

  @Test
  void a_crash_takes_timers_and_receiver() {
    listen(bob);
    bob.timers().at(net.nowNanos() + 1000, now -> hear("timer"));
    bob.crash();
    alice.send(bob.peer(), Bytes.ofUtf8("lost"));
    net.runFor(Duration.ofMinutes(1));
    assertThat(heard).isEmpty();
    assertThat(net.isIdle()).isTrue();
  }

  @Test
  void the_trace_spells_messages_and_fates_and_keeps_the_last() {
    net.links(LinkProfile.PERFECT.withLoss(1));
    alice.send(bob.peer(), Bytes.ofHex("40011234"));
    net.note("something else");
    assertThat(net.trace().toString())
        .contains("alice -> bob", "CON 0.01 mid=4660", "[lost]", "-- something else");
    for (int i = 0; i < 1000; i++) {
      net.note("note " + i);
    }
    assertThat(net.trace().toString()).contains("802 earlier", "note 999").doesNotContain("alice");
  }

  @Test
  void the_clock_shows_the_time_of_the_engines() {
    assertThat(Instant.ofEpochSecond(0, net.nowNanos())).isEqualTo(SimClock.START);
    assertThatThrownBy(() -> net.clock().moveTo(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private void tick(Duration period) {
    net.after(period, now -> tick(period));
  }

  private void listen(SimNode node) {
    node.receiver((from, datagram, now) -> hear(datagram.utf8()));
  }

  private void hear(String what) {
    heard.add(what + " at " + net.clock().elapsed());
  }

  private static List<String> run(long seed) {
    var net = new SimNet(seed);
    net.links(LinkProfile.ROUGH);
    SimNode one = net.node("one");
    SimNode other = net.node("other");
    List<String> heard = new ArrayList<>();
    other.receiver((from, datagram, now) -> heard.add(datagram + " " + now));
    var random = net.random("payload");
    for (int i = 0; i < 100; i++) {
      one.send(other.peer(), Bytes.of(random.nextInt(256)));
    }
    net.runFor(Duration.ofMinutes(10));
    return heard;
  }
}
