// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import io.tern.app.crash.CrashRun;
import io.tern.app.crash.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `tern crash`.
final class CrashCommand implements Command {
  private static final String ROUNDS = "--rounds";
  private static final String SEED = "--seed";
  private static final String DATA = "--data";

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("crash");
    spec.usageMessage()
        .description(
            "Kills a server of its own again and again while 2,000 devices work with it,"
                + " and looks for anything acknowledged that is gone.");
    spec.addOption(
        OptionSpec.builder(ROUNDS)
            .paramLabel("N")
            .type(int.class)
            .defaultValue("20")
            .description("How often it is killed; 20 unless told.")
            .build());
    spec.addOption(
        OptionSpec.builder(SEED)
            .paramLabel("N")
            .type(long.class)
            .description("Chooses operations and moments; any unless told.")
            .build());
    spec.addOption(
        OptionSpec.builder(DATA)
            .paramLabel("DIR")
            .type(String.class)
            .description(
                "An empty folder on the disk to be tried; unless told a temporary one, which stays where"
                    + " something was wrong.")
            .build());
    return spec;
  }

  @Override
  public int run(ParseResult options, Terminal terminal) throws InterruptedException {
    int rounds = options.matchedOptionValue(ROUNDS, 20);
    long seed = options.matchedOptionValue(SEED, System.nanoTime());
    try {
      String folder = options.matchedOptionValue(DATA, "");
      Path data = folder.isEmpty() ? Files.createTempDirectory("tern-crash") : Path.of(folder);
      terminal.out().println("seed " + seed + ", folder " + data);
      Findings findings =
          new CrashRun(CrashRun.Plan.of(rounds, seed), data, terminal.out()::println).run();
      findings.violations().forEach(terminal.out()::println);
      terminal.out().flush();
      if (folder.isEmpty() && findings.violationCount() == 0) {
        delete(data);
      }
      return findings.violationCount() == 0 ? Exit.OK : Exit.FAILED;
    } catch (IOException e) {
      return terminal.fail(e.getMessage() + ".");
    }
  }

  /// Where nothing is wrong there is nothing to look at.
  private static void delete(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
