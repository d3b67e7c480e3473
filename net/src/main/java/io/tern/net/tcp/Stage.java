// SPDX-License-Identifier: Apache-2.0

package io.tern.net.tcp;

import io.tern.coap.Bytes;
import io.tern.coap.Identity;

/// What stands between the bytes of a socket and those of the endpoint: nothing, or TLS. One for each
/// connection.
interface Stage {
  /// The two ends of a stage.
  interface Pipe {
    /// The peer has proved to be `identity`; from now on bytes may pass.
    void onEstablished(Identity identity);

    /// Bytes for the endpoint.
    void onReceived(Bytes plain);

    /// Bytes for the socket.
    void onSent(Bytes wire);
  }

  /// The socket is connected.
  void begin(Pipe pipe);

  /// Takes bytes of the socket.
  void receive(Bytes wire, Pipe pipe);

  /// Takes bytes of the endpoint.
  void send(Bytes plain, Pipe pipe);

  /// Nothing.
  Stage PLAIN =
      new Stage() {
        @Override
        public void begin(Pipe pipe) {
          pipe.onEstablished(Identity.ANONYMOUS);
        }

        @Override
        public void receive(Bytes wire, Pipe pipe) {
          pipe.onReceived(wire);
        }

        @Override
        public void send(Bytes plain, Pipe pipe) {
          pipe.onSent(plain);
        }
      };
}
