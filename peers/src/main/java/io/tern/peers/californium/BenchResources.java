// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.californium;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.eclipse.californium.core.CoapExchange;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;

/// What a bench server offers. Everything is answered at once and nothing is told.
final class BenchResources {
  private static final int FANS = 100;
  private static final byte[] SMALL = "ok".getBytes(UTF_8);
  private static final byte[] KILO = new byte[1_024];
  private static final byte[] LARGE = new byte[100 * 1_024];

  private BenchResources() {}

  static CoapResource[] all() {
    var fans = new CoapResource("fan");
    for (int i = 0; i < FANS; i++) {
      fans.add(new Fan(i));
    }
    return new CoapResource[] {small(), new Fixed("kilo", KILO), new Fixed("large", LARGE), fans};
  }

  static CoapResource small() {
    return new Fixed("bench", SMALL);
  }

  private static final class Fixed extends CoapResource {
    private final byte[] content;

    Fixed(String name, byte[] content) {
      super(name);
      this.content = content;
    }

    @Override
    public void handleGET(CoapExchange exchange) {
      exchange.respond(ResponseCode.CONTENT, content);
    }

    @Override
    public void handlePOST(CoapExchange exchange) {
      exchange.respond(ResponseCode.CHANGED);
    }

    @Override
    public void handlePUT(CoapExchange exchange) {
      exchange.respond(ResponseCode.CHANGED);
    }
  }

  private static final class Fan extends CoapResource {
    private static final byte[] VALUE = "21.5".getBytes(UTF_8);

    Fan(int number) {
      super("%02d".formatted(number));
      setObservable(true);
      setObserveType(CoAP.Type.CON);
    }

    @Override
    public void handleGET(CoapExchange exchange) {
      exchange.respond(ResponseCode.CONTENT, VALUE);
    }

    @Override
    public void handlePOST(CoapExchange exchange) {
      changed();
      exchange.respond(ResponseCode.CHANGED);
    }
  }
}
