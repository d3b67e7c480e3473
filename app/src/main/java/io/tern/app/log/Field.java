// SPDX-License-Identifier: Apache-2.0

package io.tern.app.log;

/// A named value of a log line.
///
/// @param name lower camel case, such as `endpoint`
public record Field(String name, String value) {
  /// A field of anything that says what it is.
  public static Field of(String name, Object value) {
    return new Field(name, value.toString());
  }
}
