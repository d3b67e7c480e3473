// SPDX-License-Identifier: Apache-2.0

package io.tern.net.loop;

import java.io.IOException;
import java.nio.channels.Selector;

/// Where a loop meets the outside: a socket or several. After [#attach] a port is used by the loop's
/// thread alone.
public interface Port {
  /// Registers the port's channels, before the loop's first turn. A [Runnable] attached to a key runs
  /// on the loop when the key is ready.
  void attach(Selector selector) throws IOException;

  /// Reads one bounded batch and feeds it on; returns whether more may be waiting.
  boolean receive(long nowNanos) throws IOException;

  /// Sends what has been collected; returns whether nothing is left to send.
  boolean flush(long nowNanos) throws IOException;

  /// Closes the port's channels.
  void close() throws IOException;
}
