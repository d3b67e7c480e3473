// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.util.List;
import java.util.Optional;

/// Entry point of `./tern bench`.
public final class Main {
  private static final String USAGE =
      "usage: tern bench [coap] [peers] [server] [formats] ["
          + Selection.names()
          + "] [--json] [--rounds N] [--seconds S] [--warm-up-seconds S] [--clients N] [--devices N]"
          + " [--window N] [--settle-seconds S] [--idle-seconds S] [--no-pin]\n       tern bench soak [--minutes N]"
          + "\n       tern bench storm [--devices N]";

  private static final int PEERS = 100_000;

  private Main() {}

  /// Runs the benchmark that `args` name (without a name, all there are), prints its report and ends
  /// the process: 0 for success, 1 where a measurement failed, 2 for a command line that cannot be
  /// understood.
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("soak")) {
      System.exit(SoakBench.run(List.of(args).subList(1, args.length)));
    }
    if (args.length > 0 && args[0].equals("storm")) {
      System.exit(StormBench.run(List.of(args).subList(1, args.length)));
    }
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
    Selection selection = options.selection();
    if (!selection.formats().isEmpty()) {
      List<FormatsResult> results = new FormatsBench(options).run();
      System.out.print(options.json() ? FormatsResult.json(results) : FormatsResult.table(results));
      System.out.flush();
    }
    if (selection.isFormatsAlone()) {
      return 0;
    }
    if (!NativeSocket.isPossible()) {
      System.err.println("tern bench: needs Linux on x86-64 or AArch64");
      return 1;
    }
    if (selection.peers()) {
      System.out.print(new PeersBench(PEERS).report(options));
    }
    boolean passed = true;
    for (CoapCase kind : selection.coap()) {
      passed &= isReported(kind.title(), new CoapBench(kind, options).run(), options);
    }
    for (LwM2mCase kind : selection.server()) {
      passed &= isReported(kind.title(), new LwM2mBench(kind, options).run(), options);
    }
    for (FleetCase kind : selection.fleets()) {
      FleetBench bench = new FleetBench(kind, kind.devices(), options);
      List<FleetRun.Held> held = bench.run();
      System.out.print(options.json() ? bench.json(held) : bench.table(held));
      System.out.flush();
    }
    for (DurableCase kind : selection.durable()) {
      System.out.print(new DurableBench(kind, kind.devices(), options).report());
      System.out.flush();
    }
    return passed ? 0 : 1;
  }

  private static boolean isReported(
      String title, List<Measurement> measurements, BenchOptions options) {
    Optional<String> fault = Report.fault(measurements);
    if (fault.isPresent()) {
      System.err.println("tern bench: " + title + ": " + fault.get());
      return false;
    }
    System.out.print(
        options.json() ? Report.json(title, measurements) : Report.table(title, measurements));
    System.out.flush();
    return true;
  }
}
