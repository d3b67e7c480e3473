// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.californium;

import io.tern.peers.Body;
import io.tern.peers.Console;
import io.tern.peers.Line;
import io.tern.peers.Options;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;

/// Eclipse Californium as CoAP server and client on one socket. `peers/README.md` has its options,
/// commands and events.
public final class CaliforniumPeer {

  private static final int BODY_BYTES_MAX = 1 << 20;

  private CaliforniumPeer() {}

  /// Starts the server and runs commands until stdin ends. With the word `bench-server` first it
  /// has the resources and commands of a bench server, Californium's own defaults, and no events.
  public static void main(String[] args) throws IOException {
    Console console = Console.open();
    CoapConfig.register();
    UdpConfig.register();
    Options options =
        Options.parse(Arrays.asList(args), "host", "port", "block", CoapSettings.OPTION);
    boolean bench = options.words().contains("bench-server");
    Configuration configuration =
        bench ? new Configuration() : smallBlocks(options.number("block", 64));
    CoapSettings.apply(options, configuration);
    CoapEndpoint endpoint =
        new CoapEndpoint.Builder()
            .setConfiguration(configuration)
            .setInetSocketAddress(
                new InetSocketAddress(
                    options.value("host").orElse("127.0.0.1"), options.number("port", 0)))
            .build();
    var server = new CoapServer(configuration);
    server.addEndpoint(endpoint);
    var resources = new Resources(console);
    Map<String, Console.Command> commands = new HashMap<>();
    if (bench) {
      server.add(BenchResources.all());
      commands.putAll(new BenchCommands(endpoint).commands());
    } else {
      server.add(resources.all());
      commands.putAll(new ClientCommands(console, endpoint).commands());
      commands.put("change", line -> change(line, resources));
      commands.put("observers", line -> List.of("ok", Integer.toString(resources.observers())));
    }
    server.start();
    console.ready(endpoint.getUri().toString());
    console.runAndExit(
        commands,
        () -> {
          resources.close();
          server.destroy();
        });
  }

  /// Bodies longer than a block travel in blocks, in both roles.
  private static Configuration smallBlocks(int blockBytes) {
    return new Configuration()
        .set(CoapConfig.PREFERRED_BLOCK_SIZE, blockBytes)
        .set(CoapConfig.MAX_MESSAGE_SIZE, blockBytes)
        .set(CoapConfig.MAX_RESOURCE_BODY_SIZE, BODY_BYTES_MAX);
  }

  /// `change [con|non] BODY`: sets the observed value; notifications are confirmable unless told.
  private static List<String> change(Line line, Resources resources) {
    String body =
        line.from(1).stream()
            .filter(Body::isBody)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("expected text:, hex: or size:"));
    resources.change(Body.parse(body), !line.words().contains("non"));
    return List.of("ok");
  }
}
