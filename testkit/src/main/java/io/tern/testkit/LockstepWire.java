// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit;

import io.tern.coap.Bytes;
import java.time.Duration;
import java.util.Optional;

/// What carries the messages of a script.
interface LockstepWire {
  void send(Bytes datagram);

  /// The next datagram of the peer, empty where none comes in time.
  Optional<Bytes> receive(Duration patience);

  void close();
}
