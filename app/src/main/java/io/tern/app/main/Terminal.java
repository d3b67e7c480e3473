// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;

/// What a command has of the world around it.
///
/// @param out for what the command is about
/// @param err for logs and complaints
record Terminal(Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
  Terminal {
    environment = Map.copyOf(environment);
  }

  /// Prints a complaint, one sentence.
  ///
  /// @return the exit code of a command line or configuration that cannot be understood
  int refuse(String sentence) {
    err.println("tern: " + sentence);
    err.flush();
    return Exit.USAGE;
  }

  /// Prints a complaint, one sentence.
  ///
  /// @return the exit code of a command that failed
  int fail(String sentence) {
    err.println("tern: " + sentence);
    err.flush();
    return Exit.FAILED;
  }
}
