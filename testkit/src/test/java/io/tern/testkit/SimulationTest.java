// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private final List<Long> seeds = new ArrayList<>();

  @AfterEach
  void forget_properties() {
    System.clearProperty(Simulation.SEED);
    System.clearProperty(Simulation.SEEDS);
  }

  @Test
  void plays_one_world_for_each_seed() {
    Simulation.forSeeds(4, net -> seeds.add(net.seed()));
    assertThat(seeds).containsExactly(0L, 1L, 2L, 3L);
  }

  @Test
  void a_property_plays_one_world_again() {
    System.setProperty(Simulation.SEED, "77");
    Simulation.forSeeds(4, net -> seeds.add(net.seed()));
    assertThat(seeds).containsExactly(77L);
  }

  @Test
  void a_property_plays_more_worlds() {
    System.setProperty(Simulation.SEEDS, "6");
    Simulation.forSeeds(4, net -> seeds.add(net.seed()));
    assertThat(seeds).hasSize(6);
  }

  @Test
  void a_failure_names_its_seed_how_to_play_it_again_and_what_happened_last() {
    assertThatThrownBy(
            () ->
                Simulation.forSeeds(
                    9,
                    net -> {
                      net.note("breakfast");
                      assertThat(net.seed()).isLessThan(5);
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed 5:")
        .hasMessageContaining("./tern replay SimulationTest#")
        .hasMessageContaining(" 5; what happened last")
        .hasMessageContaining("breakfast");
  }

  @Test
  void an_exception_is_a_failure_too() {
    var bug = new IllegalStateException("bug");
    assertThatThrownBy(
            () ->
                Simulation.run(
                    3,
                    net -> {
                      throw bug;
                    }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("seed 3: bug")
        .hasCause(bug);
  }

  @Test
  void a_violation_that_passes_while_the_world_comes_to_rest_is_none() {
    Simulation.run(
        1,
        net -> {
          List<String> leaks = new ArrayList<>(List.of("one exchange"));
          net.invariant("node", () -> List.copyOf(leaks));
          net.after(Duration.ofMinutes(10), now -> leaks.clear());
        });
  }

  @Test
  void a_violation_that_stays_is_a_failure() {
    assertThatThrownBy(
            () -> Simulation.run(1, net -> net.invariant("node", () -> List.of("one exchange"))))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("node: one exchange");
  }
}
