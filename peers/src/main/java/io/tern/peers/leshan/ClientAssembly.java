// SPDX-License-Identifier: Apache-2.0

package io.tern.peers.leshan;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tern.peers.Console;
import io.tern.peers.Options;
import io.tern.peers.californium.CoapSettings;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.leshan.client.LeshanClient;
import org.eclipse.leshan.client.LeshanClientBuilder;
import org.eclipse.leshan.client.engine.DefaultRegistrationEngineFactory;
import org.eclipse.leshan.client.object.LwM2mTestObject;
import org.eclipse.leshan.client.object.Security;
import org.eclipse.leshan.client.object.Server;
import org.eclipse.leshan.client.util.LinkFormatHelper;
import org.eclipse.leshan.core.LwM2m.LwM2mVersion;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.model.StaticModel;
import org.eclipse.leshan.core.node.codec.DefaultLwM2mDecoder;
import org.eclipse.leshan.core.node.codec.DefaultLwM2mEncoder;
import org.eclipse.leshan.core.node.codec.LwM2mValueChecker;
import org.eclipse.leshan.core.request.BindingMode;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.transport.californium.client.endpoint.CaliforniumClientEndpointsProvider;
import org.eclipse.leshan.transport.californium.client.endpoint.ClientProtocolProvider;
import org.eclipse.leshan.transport.californium.client.endpoint.coap.CoapClientProtocolProvider;
import org.eclipse.leshan.transport.californium.client.endpoint.coaps.CoapsClientProtocolProvider;

/// Builds a Leshan client from the options of the command line.
final class ClientAssembly {

  static final String[] OPTIONS = {
    "server",
    "bootstrap",
    "endpoint",
    "lifetime",
    "version",
    "formats",
    "queue",
    "psk",
    "hold",
    CoapSettings.OPTION
  };

  private static final int SHORT_SERVER_ID = 123;
  private static final int RETRY_MILLIS = 2_000;

  private final Options options;
  private final Console console;
  private final LwM2mVersion version;

  ClientAssembly(Options options, Console console) {
    this.options = options;
    this.console = console;
    this.version = LwM2mVersion.get(options.value("version").orElse("1.1"));
  }

  LeshanClient assemble() {
    return assemble(options.value("endpoint").orElse("leshan-client"));
  }

  LeshanClient assemble(String endpoint) {
    Set<ContentFormat> formats = formats();
    var builder = new LeshanClientBuilder(endpoint);
    builder.setObjects(objects().createAll());
    builder.setEncoder(encoder(formats));
    builder.setDecoder(decoder(formats));
    builder.setLinkFormatHelper(new LinkFormatHelper(version));
    builder.setRegistrationEngineFactory(engine());
    builder.setEndpointsProviders(endpoints());
    LeshanClient client = builder.build();
    client.addObserver(new LifecycleEvents(console));
    return client;
  }

  /// The formats the client speaks. TLV is always among them: Leshan answers in it whenever the
  /// server leaves it the choice.
  private Set<ContentFormat> formats() {
    if (options.value("formats").isPresent()) {
      Set<ContentFormat> formats = new LinkedHashSet<>(List.of(ContentFormat.TLV));
      for (String name : options.value("formats").get().split(",", -1)) {
        formats.add(Formats.named(name));
      }
      return formats;
    }
    Set<ContentFormat> version10 =
        Set.of(ContentFormat.TLV, ContentFormat.JSON, ContentFormat.TEXT, ContentFormat.OPAQUE);
    if (version.equals(LwM2mVersion.V1_0)) {
      return version10;
    }
    Set<ContentFormat> version11 = new LinkedHashSet<>(version10);
    version11.addAll(
        List.of(ContentFormat.SENML_JSON, ContentFormat.SENML_CBOR, ContentFormat.CBOR));
    return version11;
  }

  private ReportingObjects objects() {
    var held = new HeldObjects(options.all("hold"));
    var objects =
        new ReportingObjects(new StaticModel(held.models(Models.ofClient(version))), console);
    objects.setInstancesForObject(LwM2mId.SECURITY, security());
    if (options.value("bootstrap").isEmpty()) {
      objects.setInstancesForObject(
          LwM2mId.SERVER,
          new Server(
              SHORT_SERVER_ID,
              options.number("lifetime", 300),
              EnumSet.of(BindingMode.U),
              false,
              BindingMode.U));
    } else {
      objects.setClassForObject(LwM2mId.SERVER, Server.class);
    }
    objects.add(LwM2mId.DEVICE, DeviceInstance::new);
    objects.add(Models.TEMPERATURE, TemperatureSensor::new);
    objects.add(Models.TEST_OBJECT, LwM2mTestObject::new);
    held.addTo(objects);
    return objects;
  }

  /// `--psk IDENTITY:HEX` makes the account a secured one.
  private Security security() {
    String uri =
        options
            .value("bootstrap")
            .or(() -> options.value("server"))
            .orElseThrow(
                () -> new IllegalArgumentException("--server URI or --bootstrap URI is missing"));
    boolean bootstrap = options.value("bootstrap").isPresent();
    if (options.value("psk").isEmpty()) {
      return bootstrap ? Security.noSecBootstrap(uri) : Security.noSec(uri, SHORT_SERVER_ID);
    }
    String psk = options.value("psk").get();
    int colon = psk.lastIndexOf(':');
    byte[] identity = psk.substring(0, colon).getBytes(UTF_8);
    byte[] key = HexFormat.of().parseHex(psk.substring(colon + 1));
    return bootstrap
        ? Security.pskBootstrap(uri, identity, key)
        : Security.psk(uri, SHORT_SERVER_ID, identity, key);
  }

  private DefaultRegistrationEngineFactory engine() {
    var engine = new DefaultRegistrationEngineFactory();
    engine.setQueueMode(options.flag("queue"));
    engine.setRetryWaitingTimeInMs(RETRY_MILLIS);
    return engine;
  }

  private CaliforniumClientEndpointsProvider endpoints() {
    ClientProtocolProvider[] protocols = {
      new CoapClientProtocolProvider(), new CoapsClientProtocolProvider()
    };
    var builder =
        version.equals(LwM2mVersion.V1_0)
            ? new ClientEndpoints.Version10Builder(protocols)
            : new CaliforniumClientEndpointsProvider.Builder(protocols);
    Configuration configuration = builder.createDefaultConfiguration();
    CoapSettings.apply(options, configuration);
    return builder.setConfiguration(configuration).build();
  }

  private static DefaultLwM2mEncoder encoder(Set<ContentFormat> formats) {
    var nodes = DefaultLwM2mEncoder.getDefaultNodeEncoders(false);
    var paths = DefaultLwM2mEncoder.getDefaultPathEncoder();
    nodes.keySet().retainAll(formats);
    paths.keySet().retainAll(formats);
    return new DefaultLwM2mEncoder(nodes, paths, new LwM2mValueChecker());
  }

  private static DefaultLwM2mDecoder decoder(Set<ContentFormat> formats) {
    var nodes = DefaultLwM2mDecoder.getDefaultNodeDecoders(false);
    var paths = DefaultLwM2mDecoder.getDefaultPathDecoder();
    nodes.keySet().retainAll(formats);
    paths.keySet().retainAll(formats);
    return new DefaultLwM2mDecoder(nodes, paths);
  }
}
