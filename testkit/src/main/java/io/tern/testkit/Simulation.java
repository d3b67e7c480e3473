// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

/// Runs a scenario in many simulated worlds. A failure names its seed and shows the last packets.
///
/// Seeds are 0, 1, 2, …, so every build runs the same worlds. Two system properties change that:
/// `-Dtern.sim.seed=17` runs that one world alone and prints all that happens in it, as
/// `./tern replay SCENARIO 17` does; `-Dtern.sim.seeds=100000` runs so many.
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
      System.out.print(play(alone, scenario, SimTrace.EVERYTHING));
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
    play(seed, scenario, SimTrace.LAST_LINES);
  }

  private static SimTrace play(long seed, Scenario scenario, int traceLinesMax) {
    SimNet net = new SimNet(seed, traceLinesMax);
    try {
      scenario.play(net);
      Invariants.check(net);
      return net.trace();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "seed %d: %s%nagain with ./tern replay %s %d; what happened last:%n%s"
              .formatted(seed, e.getMessage(), nameOfCaller(), seed, net.trace()),
          e);
    }
  }

  /// Class and method of the test that plays, as `./tern replay` takes them.
  private static String nameOfCaller() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .filter(frame -> !frame.getClassName().equals(Simulation.class.getName()))
                    .findFirst())
        .map(
            frame ->
                frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1)
                    + "#"
                    + frame.getMethodName())
        .orElse("SCENARIO");
  }
}
