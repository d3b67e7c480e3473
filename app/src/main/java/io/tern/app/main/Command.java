// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// A command of `tern`.
interface Command {
  /// Its name and options.
  CommandSpec spec();

  /// Runs it to its end.
  ///
  /// @return the exit code
  int run(ParseResult options, Terminal terminal) throws InterruptedException;
}
