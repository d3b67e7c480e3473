// SPDX-License-Identifier: Apache-2.0

package io.tern.server.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Address;
import io.tern.coap.Peer;
import io.tern.coap.Token;
import io.tern.lwm2m.Binding;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Release;
import io.tern.server.Observation;
import io.tern.server.Registration;
import io.tern.server.RegistrationId;
import io.tern.server.RegistrationPage;
import io.tern.server.RegistrationQuery;
import io.tern.server.Terms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoryStoresTest {
  private static final Terms TERMS =
      new Terms(
          Release.V1_1,
          60,
          Binding.U,
          false,
          Optional.empty(),
          new ObjectList("", List.of(), List.of()));

  private final MemoryRegistrationStore store = new MemoryRegistrationStore();
  private final Random random = new Random(7);

  private Registration registration(String endpoint) {
    return new Registration(
        RegistrationId.random(random),
        new EndpointName(endpoint),
        TERMS,
        Peer.udp(Address.Ip.v4(1, 1)),
        0,
        1,
        1,
        1);
  }

  private Registration added(String endpoint) {
    Registration registration = registration(endpoint);
    assertThat(store.replace(Optional.empty(), registration)).isTrue();
    return registration;
  }

  @Test
  void a_registration_is_found_by_endpoint_and_by_id() {
    Registration added = added("d");
    assertThat(store.byEndpoint(added.endpoint())).contains(added);
    assertThat(store.byId(added.id())).contains(added);
    assertThat(store.byId(RegistrationId.random(random))).isEmpty();
    assertThat(store.count()).isEqualTo(1);
  }

  @Test
  void only_who_knows_the_present_state_changes_it() {
    Registration first = added("d");
    Registration second = first.seen(2);
    assertThat(store.replace(Optional.empty(), registration("d"))).isFalse();
    assertThat(store.replace(Optional.of(first), second)).isTrue();
    assertThat(store.replace(Optional.of(first), first.seen(3))).isFalse();
    assertThat(store.remove(first)).isFalse();
    assertThat(store.byId(first.id())).contains(second);
    assertThat(store.remove(second)).isTrue();
    assertThat(store.remove(second)).isFalse();
    assertThat(store.replace(Optional.of(second), second.seen(4))).isFalse();
    assertThat(store.byEndpoint(first.endpoint())).isEmpty();
    assertThat(store.count()).isZero();
    added("d");
  }

  @Test
  void a_new_id_takes_the_place_of_the_old_one() {
    Registration first = added("d");
    Registration next = registration("d");
    assertThat(store.replace(Optional.of(first), next)).isTrue();
    assertThat(store.byId(first.id())).isEmpty();
    assertThat(store.byId(next.id())).contains(next);
    assertThat(store.count()).isEqualTo(1);
  }

  @Test
  void pages_follow_each_other_in_order_of_endpoint() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      String name = "meter-" + (char) ('a' + i);
      expected.add(name);
    }
    List<String> shuffled = new ArrayList<>(expected);
    java.util.Collections.shuffle(shuffled, random);
    shuffled.forEach(this::added);
    added("lamp");
    List<String> seen = new ArrayList<>();
    RegistrationQuery query = RegistrationQuery.startingWith("meter-", 10);
    Optional<EndpointName> next;
    int pages = 0;
    do {
      RegistrationPage page = store.list(query);
      page.items().forEach(item -> seen.add(item.endpoint().value()));
      next = page.next();
      query = next.map(query::after).orElse(query);
      pages++;
    } while (next.isPresent());
    assertThat(seen).isEqualTo(expected);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void a_second_registration_of_one_id_leaves_the_first_as_it_is() {
    Registration first = added("d");
    Registration other =
        new Registration(first.id(), new EndpointName("e"), TERMS, first.peer(), 0, 1, 1, 1);
    assertThat(store.replace(Optional.empty(), other)).isFalse();
    assertThat(store.byId(first.id())).contains(first);
    assertThat(store.byEndpoint(other.endpoint())).isEmpty();
    assertThat(store.remove(first)).isTrue();
    assertThat(store.count()).isZero();
  }

  @Test
  void a_query_selects_by_prefix_or_substring() {
    List.of("a-1", "a-2", "b-1", "ba", "c").forEach(this::added);
    assertThat(names(RegistrationQuery.all(10))).containsExactly("a-1", "a-2", "b-1", "ba", "c");
    assertThat(names(RegistrationQuery.startingWith("b", 10))).containsExactly("b-1", "ba");
    assertThat(names(RegistrationQuery.containing("a", 10))).containsExactly("a-1", "a-2", "ba");
    assertThat(names(RegistrationQuery.containing("-1", 1).after(new EndpointName("a-1"))))
        .containsExactly("b-1");
    assertThat(names(RegistrationQuery.startingWith("b", 9).after(new EndpointName("a"))))
        .containsExactly("b-1", "ba");
    assertThat(names(RegistrationQuery.startingWith("b", 9).after(new EndpointName("b-1"))))
        .containsExactly("ba");
    assertThat(names(RegistrationQuery.startingWith("x".repeat(300), 9))).isEmpty();
  }

  private List<String> names(RegistrationQuery query) {
    return store.list(query).items().stream().map(item -> item.endpoint().value()).toList();
  }

  @Test
  void it_agrees_with_a_plain_map_whatever_happens() {
    long seed = System.nanoTime();
    Random dice = new Random(seed);
    TreeMap<String, Registration> model = new TreeMap<>();
    for (int i = 0; i < 20_000; i++) {
      String name = "d" + dice.nextInt(20);
      Optional<Registration> present = Optional.ofNullable(model.get(name));
      switch (dice.nextInt(4)) {
        case 0 -> {
          Registration next = registration(name);
          assertThat(store.replace(present, next)).as("seed " + seed).isTrue();
          model.put(name, next);
        }
        case 1 -> {
          if (present.isPresent()) {
            Registration next = present.get().seen(i);
            assertThat(store.replace(present, next)).as("seed " + seed).isTrue();
            model.put(name, next);
          }
        }
        case 2 -> {
          if (present.isPresent()) {
            assertThat(store.remove(present.get())).as("seed " + seed).isTrue();
            model.remove(name);
          }
        }
        default -> assertThat(store.remove(registration(name))).as("seed " + seed).isFalse();
      }
      assertThat(store.count()).as("seed " + seed).isEqualTo(model.size());
      if (dice.nextInt(50) == 0) {
        assertThat(store.list(RegistrationQuery.all(100)).items())
            .as("seed " + seed)
            .containsExactlyElementsOf(model.values());
      }
    }
    List<Registration> shown = new ArrayList<>();
    store.forEach(shown::add);
    assertThat(shown).as("seed " + seed).containsExactlyInAnyOrderElementsOf(model.values());
    model.values().forEach(each -> assertThat(store.byId(each.id())).contains(each));
  }

  @Test
  void of_many_that_claim_one_endpoint_at_once_one_wins_each_round() throws Exception {
    AtomicInteger wins = new AtomicInteger();
    int rounds = 2_000;
    CountDownLatch done = new CountDownLatch(4);
    List<Registration> claims = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      claims.add(registration("d"));
    }
    for (Registration claim : claims) {
      Thread.ofPlatform()
          .start(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  if (store.replace(Optional.empty(), claim)) {
                    wins.incrementAndGet();
                    if (!store.remove(claim)) {
                      wins.addAndGet(1_000_000);
                    }
                  }
                }
                done.countDown();
              });
    }
    done.await();
    assertThat(wins.get()).isPositive().isLessThanOrEqualTo(4 * rounds);
    assertThat(store.count()).isZero();
    assertThat(store.byEndpoint(new EndpointName("d"))).isEmpty();
    claims.forEach(claim -> assertThat(store.byId(claim.id())).isEmpty());
    added("d");
  }

  @Test
  void observations_are_kept_in_order_of_path_one_of_a_kind() {
    MemoryObservationStore observations = new MemoryObservationStore();
    RegistrationId id = RegistrationId.random(random);
    Observation later = observation(id, "/3/0/9", 1);
    Observation earlier = observation(id, "/3/0/1", 1);
    observations.put(later);
    observations.put(earlier);
    assertThat(observations.of(id)).containsExactly(earlier, later);
    Observation again = observation(id, "/3/0/9", 2);
    observations.put(again);
    assertThat(observations.of(id)).containsExactly(earlier, again);
    observations.remove(later);
    assertThat(observations.count()).isEqualTo(2);
    observations.remove(again);
    observations.remove(earlier);
    assertThat(observations.of(id)).isEmpty();
    assertThat(observations.count()).isZero();
  }

  private static Observation observation(RegistrationId id, String path, long since) {
    return new Observation(
        id, Path.parse(path).orElseThrow(), Optional.empty(), Token.EMPTY, 0, since);
  }

  @Test
  void an_id_is_read_back_from_its_text_and_from_nothing_else() {
    for (int i = 0; i < 1_000; i++) {
      RegistrationId id = RegistrationId.random(random);
      assertThat(RegistrationId.parse(id.toString())).contains(id);
    }
    RegistrationId small = new RegistrationId(0, 255);
    assertThat(small).hasToString("0".repeat(30) + "ff");
    assertThat(RegistrationId.parse(small.toString())).contains(small);
    for (String text :
        List.of("", "x", "0".repeat(31), "0".repeat(33), "F".repeat(32), "+".repeat(32))) {
      assertThat(RegistrationId.parse(text)).isEmpty();
    }
  }
}
