// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

/// Entry point of `./tern`.
public final class Main {
  private Main() {}

  /// Runs the command that `args` name and ends the process with its exit code: 0 for success, 2
  /// for a command line that cannot be understood.
  public static void main(String[] args) {
    if (args.length == 0) {
      System.err.println("tern: name a command");
    } else {
      System.err.println("tern: unknown command " + args[0]);
    }
    System.exit(2);
  }
}
