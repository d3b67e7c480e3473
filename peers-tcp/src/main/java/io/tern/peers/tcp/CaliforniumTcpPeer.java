// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.tcp;

import io.tern.peers.Body;
import io.tern.peers.Console;
import io.tern.peers.Line;
import io.tern.peers.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.TcpConfig;

/// Californium over TCP on a port of the loopback address, and a client beside it (`peers/README.md`).
public final class CaliforniumTcpPeer {
  private static final int BODY_BYTES_MAX = 1 << 20;

  private CaliforniumTcpPeer() {}

  /// Starts both and runs commands until stdin ends.
  public static void main(String[] args) throws IOException {
    Console console = Console.open();
    CoapConfig.register();
    TcpConfig.register();
    Options options = Options.parse(Arrays.asList(args), "block", "bulk");
    Configuration configuration =
        configuration(options.number("block", 64), options.number("bulk", 1));
    byte[] settings = Settings.of(options.number("bulk", 1));
    InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    CoapEndpoint serving =
        endpoint(configuration, new Settings.OfServer(loopback, configuration, settings));
    CoapEndpoint asking = endpoint(configuration, new Settings.OfClient(configuration, settings));
    Resources resources = new Resources(console);
    CoapServer server = new CoapServer(configuration);
    server.addEndpoint(serving);
    server.add(resources.all());
    server.start();
    asking.start();
    Map<String, Console.Command> commands = new HashMap<>();
    commands.putAll(new ClientCommands(console, asking).commands());
    commands.put("change", line -> change(line, resources));
    commands.put("observers", line -> List.of("ok", Integer.toString(resources.observers())));
    console.ready(serving.getUri().toString());
    console.runAndExit(
        commands,
        () -> {
          asking.destroy();
          server.destroy();
        });
  }

  private static Configuration configuration(int blockBytes, int bulkBlocks) {
    return new Configuration()
        .set(CoapConfig.PREFERRED_BLOCK_SIZE, blockBytes)
        .set(CoapConfig.MAX_MESSAGE_SIZE, blockBytes)
        .set(CoapConfig.TCP_NUMBER_OF_BULK_BLOCKS, bulkBlocks)
        .set(CoapConfig.MAX_RESOURCE_BODY_SIZE, BODY_BYTES_MAX)
        .set(TcpConfig.TCP_WORKER_THREADS, 2);
  }

  private static CoapEndpoint endpoint(Configuration configuration, Connector connector) {
    return new CoapEndpoint.Builder()
        .setConfiguration(configuration)
        .setConnector(connector)
        .build();
  }

  /// `change BODY`: sets the observed value.
  private static List<String> change(Line line, Resources resources) {
    String body =
        line.from(1).stream()
            .filter(Body::isBody)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("expected text:, hex: or size:"));
    resources.change(Body.parse(body));
    return List.of("ok");
  }
}
