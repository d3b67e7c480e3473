// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.model;

import javax.xml.stream.XMLStreamException;

/// Ends the reading of a file that breaks a rule; never leaves [DdfReader].
final class DdfRefusal extends XMLStreamException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final String what;

  DdfRefusal(int line, String what) {
    super(what);
    this.line = line;
    this.what = what;
  }

  /// Where, from 1.
  int line() {
    return line;
  }

  /// The element and the rule.
  String what() {
    return what;
  }

  /// As much of what a file says as a sentence can hold.
  static String cut(String text) {
    return text.length() > 40 ? text.substring(0, 40) : text;
  }
}
