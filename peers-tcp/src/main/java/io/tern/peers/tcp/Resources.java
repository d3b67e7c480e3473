// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.tcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tern.peers.Body;
import io.tern.peers.Console;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.server.resources.CoapExchange;

/// What the server serves: `/echo`, `/large`, `/store` and `/observe`, as the peer over UDP does. Each
/// request is told before it is answered.
final class Resources {
  private static final int LARGE_BYTES = 2_000;

  private final Console console;
  private final Observed observed = new Observed();

  Resources(Console console) {
    this.console = console;
  }

  CoapResource[] all() {
    return new CoapResource[] {new Echo(), new Large(), new Store(), observed};
  }

  /// Changes the observed value and notifies.
  void change(byte[] value) {
    observed.change(value);
  }

  int observers() {
    return observed.getObserverCount();
  }

  private void tell(Exchange exchange) {
    var request = exchange.getRequest();
    List<String> words = new ArrayList<>();
    words.add(request.getCode().toString());
    words.add("/" + request.getOptions().getUriPathString());
    words.addAll(Body.words(request.getPayload()));
    console.event("request", words);
  }

  /// Answers any method with its payload.
  private final class Echo extends CoapResource {
    Echo() {
      super("echo");
    }

    @Override
    public void handleRequest(Exchange exchange) {
      tell(exchange);
      Code method = exchange.getRequest().getCode();
      ResponseCode code =
          switch (method) {
            case GET, FETCH -> ResponseCode.CONTENT;
            case DELETE -> ResponseCode.DELETED;
            default -> ResponseCode.CHANGED;
          };
      new CoapExchange(exchange).respond(code, exchange.getRequest().getPayload());
    }
  }

  /// GET answers `?size=N` bytes, 2000 unless told.
  private static final class Large extends CoapResource {
    Large() {
      super("large");
    }

    @Override
    public void handleGET(CoapExchange exchange) {
      String size = exchange.getQueryParameter("size");
      int bytes = size == null ? LARGE_BYTES : Integer.parseInt(size);
      exchange.respond(ResponseCode.CONTENT, Body.pattern(bytes));
    }
  }

  /// Keeps what PUT brought.
  private static final class Store extends CoapResource {
    private byte[] stored = new byte[0];

    Store() {
      super("store");
    }

    @Override
    public synchronized void handleGET(CoapExchange exchange) {
      exchange.respond(ResponseCode.CONTENT, stored);
    }

    @Override
    public synchronized void handlePUT(CoapExchange exchange) {
      stored = exchange.getRequestPayload().clone();
      exchange.respond(ResponseCode.CHANGED);
    }
  }

  /// The observable resource; the command `change` sets it.
  private static final class Observed extends CoapResource {
    private byte[] value = "0".getBytes(UTF_8);

    Observed() {
      super("observe");
      setObservable(true);
    }

    void change(byte[] next) {
      synchronized (this) {
        value = next.clone();
      }
      changed();
    }

    @Override
    public synchronized void handleGET(CoapExchange exchange) {
      exchange.respond(ResponseCode.CONTENT, value);
    }
  }
}
