// SPDX-License-Identifier: Apache-2.0

package io.tern.coap;

/// Where an engine puts what is to be sent over connections (RFC 8323). Called on the loop that owns
/// the engine; nothing is called back within a call.
public interface Streams {
  /// No connection to anybody.
  Streams NONE =
      new Streams() {
        @Override
        public boolean connect(Peer peer) {
          return false;
        }

        @Override
        public boolean send(Peer peer, Bytes bytes) {
          return true;
        }

        @Override
        public void close(Peer peer) {}
      };

  /// Begins to connect; [StreamListener#onOpened] or [StreamListener#onClosed] follows.
  ///
  /// @return false where this side does not connect to such a peer
  boolean connect(Peer peer);

  /// Sends `bytes` to a peer whose connection is open.
  ///
  /// @return false where so much waits now that no more should follow until
  ///     [StreamListener#onWritable]; the bytes are taken all the same
  boolean send(Peer peer, Bytes bytes);

  /// Closes the connection when what was sent is on its way, without another word to the listener.
  void close(Peer peer);
}
