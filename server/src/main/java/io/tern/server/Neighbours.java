// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

/// The other loops of this server, reached through their mailboxes. May be called on any loop; never
/// blocks. A message that a full mailbox refuses is lost, which costs only time: the other loop finds
/// out by itself.
public interface Neighbours {
  /// There is one loop only.
  Neighbours NONE =
      new Neighbours() {
        @Override
        public void postGone(int loop, RegistrationId id) {}

        @Override
        public void postChanged(int loop, Registration registration) {}
      };

  /// Asks a loop to drop all it holds for a registration that is over.
  void postGone(int loop, RegistrationId id);

  /// Asks a loop to drop what it holds below paths that a registration has no more.
  void postChanged(int loop, Registration registration);
}
