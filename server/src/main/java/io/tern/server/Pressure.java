// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

/// How far one loop is behind, and what it sheds for that. Update, Send and notifications are served
/// at any pressure: a client whose Update is refused answers with a full Register.
public enum Pressure {
  /// Everything is served.
  NONE,
  /// Register is answered with 5.03 and Max-Age.
  HIGH,
  /// New operations and commands of callers are refused as well.
  SEVERE
}
