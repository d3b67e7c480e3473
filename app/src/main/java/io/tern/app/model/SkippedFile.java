// SPDX-License-Identifier: Apache-2.0

package io.tern.app.model;

import java.nio.file.Path;

/// A file of an uploaded definition that is none: an earlier version, which knew fewer rules, has kept it, or
/// somebody has changed it. It defines nothing, and stays until it is uploaded again or deleted.
///
/// @param line where, from 1
/// @param what is wrong there
public record SkippedFile(Path file, int line, String what) {
  /// What to tell the operator.
  @Override
  public String toString() {
    return "%s, line %d: %s. It is skipped: upload it again or delete it"
        .formatted(file, line, what);
  }
}
