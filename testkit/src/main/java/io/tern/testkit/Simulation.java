// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

/// Runs a scenario in many simulated worlds. A failure names its seed and shows the last packets.
///
/// Seeds are 0, 1, 2, …, so every build runs the same worlds. Two system properties change that:
/// `-Dtern.sim.seed=17` runs that one world alone, `-Dtern.sim.seeds=100000` so many.
public final class Simulation {
  static final String SEED = "tern.sim.seed";
  static final String SEEDS = "tern.sim.seeds";

  private Simulation() {}

  /// What happens in a world.
  @FunctionalInterface
  public interface Scenario {
    /// Plays in `net`, which is fresh, and asserts what must hold.
    void play(SimNet net) throws Exception;
  }

  /// Plays `scenario` in `count` worlds, and lets each come to rest and checks its invariants as
  /// [Invariants] says.
  ///
  /// @throws AssertionError of the first world that fails
  public static void forSeeds(int count, Scenario scenario) {
    Long alone = Long.getLong(SEED);
    if (alone != null) {
      run(alone, scenario);
      return;
    }
    long worlds = Long.getLong(SEEDS, count);
    for (long seed = 0; seed < worlds; seed++) {
      run(seed, scenario);
    }
  }

  /// Plays `scenario` in the world of one seed.
  ///
  /// @throws AssertionError where it fails
  public static void run(long seed, Scenario scenario) {
    SimNet net = new SimNet(seed);
    try {
      scenario.play(net);
      Invariants.check(net);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "seed %d: %s%nagain with -D%s=%d; what happened last:%n%s"
              .formatted(seed, e.getMessage(), SEED, seed, net.trace()),
          e);
    }
  }
}
