// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.californium;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tern.peers.Body;
import io.tern.peers.Console;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapExchange;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;

/// What the CoAP server offers; every request but those to `/bench` is an event.
final class Resources implements AutoCloseable {

  private static final int LARGE_BYTES = 2_000;
  private static final int SEPARATE_MILLIS = 200;

  private final Console console;
  private final Observed observed = new Observed();
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("separate").factory());

  Resources(Console console) {
    this.console = console;
  }

  CoapResource[] all() {
    return new CoapResource[] {
      new Echo(),
      new Large(),
      new Store(),
      observed,
      new Separate(),
      new Status(),
      BenchResources.small()
    };
  }

  /// Changes the observed value and notifies.
  void change(byte[] value, boolean confirmable) {
    observed.change(value, confirmable ? CoAP.Type.CON : CoAP.Type.NON);
  }

  int observers() {
    return observed.getObserverCount();
  }

  @Override
  public void close() {
    later.shutdownNow();
  }

  private static int parameter(CoapExchange exchange, String name, int otherwise) {
    String value = exchange.getQueryParameter(name);
    return value == null ? otherwise : Integer.parseInt(value);
  }

  private static Response response(ResponseCode code, byte[] payload, int contentFormat) {
    var response = new Response(code);
    response.setPayload(payload);
    if (contentFormat != MediaTypeRegistry.UNDEFINED) {
      response.getOptions().setContentFormat(contentFormat);
    }
    return response;
  }

  /// A resource that tells of each request before it answers.
  private abstract class Told extends CoapResource {

    Told(String name) {
      super(name);
    }

    @Override
    public void handleRequest(Exchange exchange) {
      tell(exchange);
      super.handleRequest(exchange);
    }

    /// A notification is a repeated request to Californium; only a peer's requests count.
    void tell(Exchange exchange) {
      var relation = exchange.getRelation();
      if (relation != null && relation.isEstablished()) {
        return;
      }
      var request = exchange.getRequest();
      List<String> words = new ArrayList<>();
      words.add(request.getCode().toString());
      words.add("/" + request.getOptions().getUriPathString());
      words.add("type=" + request.getType());
      words.addAll(Body.words(request.getPayload()));
      console.event("request", words);
    }
  }

  /// Answers any method with its payload and format.
  private final class Echo extends Told {

    Echo() {
      super("echo");
    }

    @Override
    public void handleRequest(Exchange exchange) {
      tell(exchange);
      CoAP.Code code = exchange.getRequest().getCode();
      ResponseCode answer =
          switch (code) {
            case GET, FETCH -> ResponseCode.CONTENT;
            case DELETE -> ResponseCode.DELETED;
            default -> ResponseCode.CHANGED;
          };
      var options = exchange.getRequest().getOptions();
      int format =
          options.hasContentFormat() ? options.getContentFormat() : MediaTypeRegistry.UNDEFINED;
      new CoapExchange(exchange)
          .respond(response(answer, exchange.getRequest().getPayload(), format));
    }
  }

  /// GET answers `?size=N` bytes, 2000 unless told.
  private final class Large extends Told {

    Large() {
      super("large");
    }

    @Override
    public void handleGET(CoapExchange exchange) {
      exchange.respond(
          ResponseCode.CONTENT, Body.pattern(parameter(exchange, "size", LARGE_BYTES)));
    }
  }

  /// Keeps what PUT or POST brought.
  private final class Store extends Told {

    private byte[] stored = new byte[0];
    private int format = MediaTypeRegistry.UNDEFINED;

    Store() {
      super("store");
    }

    @Override
    public synchronized void handleGET(CoapExchange exchange) {
      exchange.respond(response(ResponseCode.CONTENT, stored, format));
    }

    @Override
    public synchronized void handlePUT(CoapExchange exchange) {
      var options = exchange.getRequestOptions();
      stored = exchange.getRequestPayload().clone();
      format =
          options.hasContentFormat() ? options.getContentFormat() : MediaTypeRegistry.UNDEFINED;
      exchange.respond(ResponseCode.CHANGED);
    }

    @Override
    public void handlePOST(CoapExchange exchange) {
      handlePUT(exchange);
    }

    @Override
    public synchronized void handleDELETE(CoapExchange exchange) {
      stored = new byte[0];
      format = MediaTypeRegistry.UNDEFINED;
      exchange.respond(ResponseCode.DELETED);
    }
  }

  /// The observable resource; the command `change` sets it.
  private final class Observed extends Told {

    private byte[] value = "0".getBytes(UTF_8);

    Observed() {
      super("observe");
      setObservable(true);
      getAttributes().setObservable();
    }

    synchronized byte[] value() {
      return value;
    }

    void change(byte[] next, CoAP.Type type) {
      synchronized (this) {
        value = next.clone();
      }
      setObserveType(type);
      changed();
    }

    @Override
    public void handleGET(CoapExchange exchange) {
      exchange.respond(ResponseCode.CONTENT, value());
    }
  }

  /// GET is acknowledged at once and answered `?delay=MILLIS` later, 200 unless told.
  private final class Separate extends Told {

    Separate() {
      super("separate");
    }

    @Override
    public void handleGET(CoapExchange exchange) {
      exchange.accept();
      var _ =
          later.schedule(
              () -> exchange.respond(ResponseCode.CONTENT, "late"),
              parameter(exchange, "delay", SEPARATE_MILLIS),
              TimeUnit.MILLISECONDS);
    }
  }

  /// GET answers `?code=404`.
  private final class Status extends Told {

    Status() {
      super("status");
    }

    @Override
    public void handleGET(CoapExchange exchange) {
      int code = parameter(exchange, "code", 205);
      exchange.respond(ResponseCode.valueOf(((code / 100) << 5) | (code % 100)));
    }
  }
}
