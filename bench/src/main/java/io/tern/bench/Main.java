// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.util.List;
import java.util.Optional;

/// Entry point of `./tern bench`.
public final class Main {
  private static final String USAGE =
      "usage: tern bench [coap] [peers] [formats] ["
          + BenchOptions.caseNames()
          + "] [--json] [--rounds N] [--seconds S] [--warm-up-seconds S] [--clients N] [--window N]"
          + " [--no-pin]";

  private static final int PEERS = 100_000;

  private Main() {}

  /// Runs the benchmark that `args` name (without a name, all there are), prints its report and ends
  /// the process: 0 for success, 1 where a measurement failed, 2 for a command line that cannot be
  /// understood.
  public static void main(String[] args) throws Exception {
    switch (BenchOptions.parse(List.of(args))) {
      case BenchOptions.Parsed.Bad(String reason) -> {
        System.err.println("tern bench: " + reason);
        System.err.println(USAGE);
        System.exit(2);
      }
      case BenchOptions.Parsed.Ok(BenchOptions options) -> System.exit(run(options));
    }
  }

  private static int run(BenchOptions options) throws Exception {
    if (options.formats()) {
      List<FormatsResult> results = new FormatsBench(options).run();
      System.out.print(options.json() ? FormatsResult.json(results) : FormatsResult.table(results));
      System.out.flush();
    }
    if (!options.peers() && options.cases().isEmpty()) {
      return 0;
    }
    if (!NativeSocket.isPossible()) {
      System.err.println("tern bench: needs Linux on x86-64 or AArch64");
      return 1;
    }
    if (options.peers()) {
      System.out.print(new PeersBench(PEERS).report(options));
    }
    for (CoapCase kind : options.cases()) {
      List<Measurement> measurements = new CoapBench(kind, options).run();
      Optional<String> fault = Report.fault(measurements);
      if (fault.isPresent()) {
        System.err.println("tern bench: " + kind.title() + ": " + fault.get());
        return 1;
      }
      System.out.print(
          options.json()
              ? Report.json(kind.title(), measurements)
              : Report.table(kind.title(), measurements));
      System.out.flush();
    }
    return 0;
  }
}
