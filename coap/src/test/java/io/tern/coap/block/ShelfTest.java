// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Address;
import io.tern.coap.Code;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.timer.TimerWheel;
import io.tern.spec.Spec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShelfTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int EACH = Shelved.OVERHEAD_BYTES;

  private final List<String> removed = new ArrayList<>();
  private final TimerWheel timers = new TimerWheel(0);
  private long now;

  private final class Entry extends Shelved {
    final String name;

    Entry(int peer, String name) {
      super(
          Peer.udp(Address.Ip.v4(peer, 5683)),
          new BodyKey(Code.GET, Options.builder().uriPath(name).build()));
      this.name = name;
    }

    @Override
    void onRemoved(long nowNanos) {
      assertThat(nowNanos).isEqualTo(now);
      removed.add(name);
    }
  }

  private Shelf<Entry> shelf(BodyBudget budget) {
    return new Shelf<>(new BlockParameters(6, false, 1, 1, 2, 10 * SECOND), budget, timers);
  }

  private static BodyBudget roomy() {
    return new BodyBudget(1 << 20);
  }

  private void pass(long seconds) {
    for (int i = 0; i < seconds; i++) {
      now += SECOND;
      timers.advance(now);
    }
  }

  @Test
  @Spec("CBLK-09")
  void each_is_forgotten_its_lifetime_after_its_last_use() {
    BodyBudget budget = roomy();
    Shelf<Entry> shelf = shelf(budget);
    Entry a = new Entry(1, "a");
    Entry b = new Entry(2, "b");
    shelf.put(a, now);
    pass(4);
    shelf.put(b, now);
    assertThat(budget.used()).isEqualTo(2 * EACH);
    assertThat(timers.pending()).isEqualTo(1);
    pass(4);
    shelf.touch(a, now);
    pass(5);
    assertThat(removed).isEmpty();
    pass(1);
    assertThat(removed).containsExactly("b");
    assertThat(shelf.size()).isEqualTo(1);
    pass(3);
    assertThat(removed).hasSize(1);
    pass(1);
    assertThat(removed).containsExactly("b", "a");
    assertThat(shelf.size()).isZero();
    assertThat(budget.used()).isZero();
    assertThat(timers.pending()).isZero();
  }

  @Test
  @Spec("C18")
  void one_too_many_of_a_peer_pushes_out_its_quietest_and_nobody_elses() {
    Shelf<Entry> shelf = shelf(roomy());
    Entry a = new Entry(1, "a");
    Entry b = new Entry(1, "b");
    shelf.put(new Entry(2, "other"), now);
    shelf.put(a, now);
    shelf.put(b, now);
    shelf.touch(a, now);
    shelf.put(new Entry(1, "c"), now);
    assertThat(removed).containsExactly("b");
    assertThat(shelf.size()).isEqualTo(3);
    shelf.touch(b, now);
    shelf.remove(b, now);
    assertThat(removed).hasSize(1);
    assertThat(shelf.size()).isEqualTo(3);
  }

  @Test
  void the_most_recently_used_is_found_first_and_only_with_its_peer() {
    Shelf<Entry> shelf = shelf(roomy());
    Entry a = new Entry(1, "a");
    Entry b = new Entry(1, "b");
    shelf.put(a, now);
    shelf.put(b, now);
    assertThat(shelf.find(a.peer, entry -> true)).contains(b);
    shelf.touch(a, now);
    assertThat(shelf.find(a.peer, entry -> true)).contains(a);
    assertThat(shelf.find(a.peer, entry -> entry.name.equals("b"))).contains(b);
    assertThat(shelf.find(a.peer, entry -> entry.name.equals("c"))).isEmpty();
    assertThat(shelf.find(new Entry(3, "a").peer, entry -> true)).isEmpty();
    shelf.remove(a, now);
    shelf.remove(b, now);
    assertThat(removed).containsExactly("a", "b");
    assertThat(timers.pending()).isZero();
    shelf.put(a, now);
    assertThat(timers.pending()).isEqualTo(1);
  }

  @Test
  @Spec("C18")
  void where_bytes_run_out_the_quietest_of_all_shelves_makes_room() {
    BodyBudget budget = new BodyBudget(3 * EACH);
    Shelf<Entry> one = shelf(budget);
    Shelf<Entry> other = shelf(budget);
    Entry a = new Entry(1, "a");
    one.put(a, now);
    now++;
    other.put(new Entry(2, "b"), now);
    now++;
    one.put(new Entry(3, "c"), now);
    now++;
    one.touch(a, now);
    now++;
    assertThat(one.put(new Entry(4, "d"), now)).isTrue();
    assertThat(removed).containsExactly("b");
    now++;
    assertThat(other.put(new Entry(5, "e"), now)).isTrue();
    assertThat(removed).containsExactly("b", "c");
    assertThat(budget.used()).isEqualTo(3 * EACH);
  }

  @Test
  void an_owner_never_makes_room_for_itself_and_too_much_empties_nothing() {
    BodyBudget budget = new BodyBudget(2 * EACH);
    Shelf<Entry> shelf = shelf(budget);
    Entry a = new Entry(1, "a");
    shelf.put(a, now);
    assertThat(budget.take(2 * EACH, a, now)).isFalse();
    assertThat(budget.take(2 * EACH + 1, "another", now)).isFalse();
    assertThat(removed).isEmpty();
    assertThat(budget.take(EACH, a, now)).isTrue();
    assertThat(budget.take(1, a, now)).isFalse();
    assertThat(budget.take(1, "another", now)).isTrue();
    assertThat(removed).containsExactly("a");
    assertThat(budget.used()).isEqualTo(EACH + 1);
  }
}
