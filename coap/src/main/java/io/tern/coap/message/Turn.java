// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.message;

/// Where a confirmable message stands when others to the same peer are under way.
public enum Turn {
  /// At the end of the line, which has a limit.
  IN_LINE,
  /// At the end of the line, whatever its length: somebody else bounds how many there are.
  RESERVED,
  /// At the head of the line, whatever its length: the peer waits for it.
  NEXT
}
