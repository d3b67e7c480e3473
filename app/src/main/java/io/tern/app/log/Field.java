// SPDX-License-Identifier: Apache-2.0

package io.tern.app.log;

/// A named value of a log line. It becomes text when its line goes out, if it does, on the thread of the log.
///
/// @param name lower camel case, such as `endpoint`
/// @param value says what it is, and does not change
public record Field(String name, Object value) {
  /// A field of that name.
  public static Field of(String name, Object value) {
    return new Field(name, value);
  }

  String text() {
    return value.toString();
  }
}
