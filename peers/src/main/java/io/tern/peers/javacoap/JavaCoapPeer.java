// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.javacoap;

import com.mbed.coap.packet.BlockSize;
import com.mbed.coap.packet.CoapRequest;
import com.mbed.coap.packet.CoapResponse;
import com.mbed.coap.packet.Code;
import com.mbed.coap.packet.Opaque;
import com.mbed.coap.server.CoapServer;
import com.mbed.coap.server.RouterService;
import com.mbed.coap.transport.udp.DatagramSocketTransport;
import io.tern.peers.Asking;
import io.tern.peers.Console;
import io.tern.peers.Turns;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// java-coap over its own UDP transport. `peers/README.md` has its resources and commands.
public final class JavaCoapPeer {
  private static final int BODY_BYTES_MAX = 1 << 20;
  private static final CoapResponse SMALL = content(Opaque.of("ok"));
  private static final CoapResponse KILO = content(new Opaque(new byte[1_024]));
  private static final CoapResponse LARGE = content(new Opaque(new byte[100 * 1_024]));
  private static final CoapResponse CHANGED = CoapResponse.of(Code.C204_CHANGED);

  private JavaCoapPeer() {}

  private static CoapResponse content(Opaque payload) {
    return CoapResponse.of(Code.C205_CONTENT, payload);
  }

  private static CompletableFuture<CoapResponse> now(CoapResponse response) {
    return CompletableFuture.completedFuture(response);
  }

  /// Starts the server and runs commands until stdin ends.
  public static void main(String[] args) throws IOException {
    Console console = Console.open();
    CoapServer server =
        CoapServer.builder()
            .transport(
                new DatagramSocketTransport(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)))
            .blockSize(BlockSize.S_1024)
            .maxIncomingBlockTransferSize(BODY_BYTES_MAX)
            .route(
                RouterService.builder()
                    .get("/bench", request -> now(SMALL))
                    .post("/bench", request -> now(CHANGED))
                    .put("/bench", request -> now(CHANGED))
                    .get("/kilo", request -> now(KILO))
                    .get("/large", request -> now(LARGE))
                    .put("/large", request -> now(CHANGED)))
            .build();
    server.start();
    console.ready("coap://127.0.0.1:" + server.getLocalSocketAddress().getPort());
    console.runAndExit(
        Map.of(
            "request",
            line -> new Asking(line, (host, port, ended) -> ask(server, host, port, ended)).run()),
        server::stop);
  }

  private static void ask(CoapServer server, String host, int port, Turns.Ended ended) {
    CoapRequest request =
        CoapRequest.get("/bench")
            .address(new InetSocketAddress(InetAddress.ofLiteral(host), port))
            .build();
    server
        .clientService()
        .apply(request)
        .thenAccept(response -> ended.tell(response.getCode() == Code.C205_CONTENT))
        .exceptionally(
            failure -> {
              ended.tell(false);
              return null;
            });
  }
}
