// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.Options;
import io.tern.coap.Peer;
import io.tern.coap.Request;
import io.tern.coap.Responder;
import io.tern.coap.Response;
import io.tern.net.LoopsConfig;
import io.tern.net.engine.Loops;
import io.tern.peers.Console;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/// Tern's endpoint with a resource `/bench`, a loop for each core it may use.
final class TernServer {
  private static final List<String> PATH = List.of("bench");
  private static final Response FOUND =
      new Response(Code.CONTENT, Options.NONE, Bytes.ofUtf8("ok"));
  private static final Response NOT_FOUND = Response.of(Code.NOT_FOUND);

  private TernServer() {}

  public static void main(String[] args) throws IOException {
    Console console = Console.open();
    InetSocketAddress bind = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Loops loops = Loops.start(LoopsConfig.at(bind), scope -> TernServer::onRequest);
    console.ready("coap://127.0.0.1:" + loops.address().getPort());
    console.runAndExit(Map.of(), loops);
  }

  private static void onRequest(Peer peer, Request request, Responder responder, long nowNanos) {
    responder.respond(request.options().uriPath().equals(PATH) ? FOUND : NOT_FOUND, nowNanos);
  }
}
