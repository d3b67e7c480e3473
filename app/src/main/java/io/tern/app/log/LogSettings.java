// SPDX-License-Identifier: Apache-2.0

package io.tern.app.log;

/// How to log.
///
/// @param json one JSON object a line instead of text
/// @param level the least level that is written
/// @param perSecondMax how many lines of one kind that peers can cause go out per second, at least 1
public record LogSettings(boolean json, Level level, int perSecondMax) {
  /// Text, from INFO, twenty of a kind per second.
  public static final LogSettings DEFAULT = new LogSettings(false, Level.INFO, 20);

  public LogSettings {
    if (perSecondMax < 1) {
      throw new IllegalArgumentException("at least one line per second");
    }
  }
}
