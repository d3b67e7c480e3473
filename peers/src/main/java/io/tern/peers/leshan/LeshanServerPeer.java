// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import io.tern.peers.Console;
import io.tern.peers.Line;
import io.tern.peers.Options;
import io.tern.peers.californium.CoapSettings;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.eclipse.leshan.core.endpoint.Protocol;
import org.eclipse.leshan.core.link.DefaultLinkSerializer;
import org.eclipse.leshan.core.request.BindingMode;
import org.eclipse.leshan.server.LeshanServer;
import org.eclipse.leshan.server.LeshanServerBuilder;
import org.eclipse.leshan.server.model.VersionedModelProvider;
import org.eclipse.leshan.server.registration.Registration;
import org.eclipse.leshan.servers.security.InMemorySecurityStore;
import org.eclipse.leshan.servers.security.NonUniqueSecurityInfoException;
import org.eclipse.leshan.servers.security.SecurityInfo;
import org.eclipse.leshan.transport.californium.server.endpoint.CaliforniumServerEndpointsProvider;
import org.eclipse.leshan.transport.californium.server.endpoint.coap.CoapServerProtocolProvider;
import org.eclipse.leshan.transport.californium.server.endpoint.coaps.CoapsServerProtocolProvider;

/// Eclipse Leshan as LwM2M server. `peers/README.md` has its options, commands and events.
public final class LeshanServerPeer implements AutoCloseable {

  private final LeshanServer server;
  private final InMemorySecurityStore security;

  private LeshanServerPeer(LeshanServer server, InMemorySecurityStore security) {
    this.server = server;
    this.security = security;
  }

  /// Starts the server and runs commands until stdin ends.
  public static void main(String[] args) {
    Console console = Console.open();
    Options options =
        Options.parse(
            Arrays.asList(args),
            "host",
            "port",
            "coaps-port",
            "models",
            "quiet",
            CoapSettings.OPTION);
    var security = new InMemorySecurityStore();
    LeshanServer server = assemble(options, security);
    if (!options.flag("quiet")) {
      new ServerEvents(console).listenTo(server);
    }
    server.start();
    var peer = new LeshanServerPeer(server, security);
    console.ready(
        server.getEndpoints().stream()
            .map(endpoint -> endpoint.getURI().toString())
            .toArray(String[]::new));
    console.runAndExit(peer.commands(), peer);
  }

  private static LeshanServer assemble(Options options, InMemorySecurityStore security) {
    String host = options.value("host").orElse("127.0.0.1");
    var endpoints =
        new CaliforniumServerEndpointsProvider.Builder(
            new CoapServerProtocolProvider(), new CoapsServerProtocolProvider());
    endpoints.setConfiguration(configuration -> CoapSettings.apply(options, configuration));
    endpoints.addEndpoint(new InetSocketAddress(host, options.number("port", 0)), Protocol.COAP);
    options
        .value("coaps-port")
        .map(Integer::valueOf)
        .ifPresent(
            port -> endpoints.addEndpoint(new InetSocketAddress(host, port), Protocol.COAPS));
    return new LeshanServerBuilder()
        .setEndpointsProviders(endpoints.build())
        .setObjectModelProvider(new VersionedModelProvider(Models.ofServer(options)))
        .setSecurityStore(security)
        .build();
  }

  private Map<String, Console.Command> commands() {
    Map<String, Console.Command> commands = new HashMap<>(new DownlinkCommands(server).commands());
    commands.putAll(new FleetCommands(server).commands());
    commands.put("list", this::list);
    commands.put("show", this::show);
    commands.put("secure", this::secure);
    return commands;
  }

  private List<String> list(Line line) {
    List<String> words = new ArrayList<>(List.of("ok"));
    server
        .getRegistrationService()
        .getAllRegistrations()
        .forEachRemaining(registration -> words.add(registration.getEndpoint()));
    return words;
  }

  private List<String> show(Line line) {
    Registration registration = server.getRegistrationService().getByEndpoint(line.word(1));
    if (registration == null) {
      return List.of("error", "NotRegistered", line.word(1));
    }
    List<String> words = new ArrayList<>(List.of("ok"));
    words.add("id=" + registration.getId());
    words.add(
        "address=" + registration.getAddress().getHostAddress() + ":" + registration.getPort());
    words.add("lifetime=" + registration.getLifeTimeInSec());
    words.add("version=" + registration.getLwM2mVersion());
    words.add("binding=" + BindingMode.toString(registration.getBindingMode()));
    words.add("queue=" + registration.usesQueueMode());
    words.add(
        "links="
            + new DefaultLinkSerializer().serializeCoreLinkFormat(registration.getObjectLinks()));
    registration
        .getAdditionalRegistrationAttributes()
        .forEach((name, value) -> words.add("attribute:" + name + "=" + value));
    return words;
  }

  /// `secure EP IDENTITY HEX`: the pre-shared key of a device.
  private List<String> secure(Line line) throws NonUniqueSecurityInfoException {
    byte[] key = HexFormat.of().parseHex(line.word(3));
    security.add(SecurityInfo.newPreSharedKeyInfo(line.word(1), line.word(2), key));
    return List.of("ok");
  }

  @Override
  public void close() {
    server.destroy();
  }
}
