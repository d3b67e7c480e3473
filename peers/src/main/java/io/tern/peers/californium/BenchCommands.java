// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.californium;

import io.tern.peers.Asking;
import io.tern.peers.Console;
import io.tern.peers.Turns;
import java.util.Map;
import org.eclipse.californium.core.CoapClient;
import org.eclipse.californium.core.CoapHandler;
import org.eclipse.californium.core.CoapResponse;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.Endpoint;

/// The commands of a bench server: requests to many devices.
final class BenchCommands {
  private final Endpoint endpoint;

  BenchCommands(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  Map<String, Console.Command> commands() {
    return Map.of(
        "request", line -> new Asking(line, this::request).run(),
        "observe", line -> new Asking(line, this::observe).run());
  }

  private void request(String host, int port, Turns.Ended ended) {
    client().advanced(handler(ended), get(host, port));
  }

  private void observe(String host, int port, Turns.Ended ended) {
    client().observe(get(host, port).setObserve(), handler(ended));
  }

  private CoapClient client() {
    return new CoapClient().setEndpoint(endpoint);
  }

  private static Request get(String host, int port) {
    Request request = Request.newGet();
    request.setURI("coap://" + host + ":" + port + "/bench");
    return request;
  }

  /// Tells how the first response came; later ones are notifications.
  private static CoapHandler handler(Turns.Ended ended) {
    return new CoapHandler() {
      private boolean told;

      @Override
      public void onLoad(CoapResponse response) {
        tell(response.isSuccess());
      }

      @Override
      public void onError() {
        tell(false);
      }

      private void tell(boolean answered) {
        if (!told) {
          told = true;
          ended.tell(answered);
        }
      }
    };
  }
}
