// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import io.tern.app.log.Field;
import io.tern.app.log.Log;
import io.tern.app.log.LogSettings;
import io.tern.client.ClientEvent;
import io.tern.client.engine.LwM2mClient;
import io.tern.client.object.Device;
import io.tern.client.object.ObjectInstance;
import io.tern.client.object.Temperature;
import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Release;
import io.tern.net.EpochClock;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `tern client`.
final class ClientCommand implements Command {
  private static final long LIFETIME_SECONDS_MAX = 0xFFFF_FFFFL;
  private static final double CELSIUS_AT_START = 20;

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("client");
    spec.usageMessage()
        .description(
            "Runs one LwM2M client with a Device and a Temperature object, and prints what happens"
                + " to it. Understands lines on its input: set PATH VALUE, send PATH..., update,"
                + " quit.");
    spec.addOption(
        OptionSpec.builder("--server")
            .paramLabel("URI")
            .type(String.class)
            .required(true)
            .description("The server, coap://HOST:PORT or coap+tcp://HOST:PORT.")
            .build());
    spec.addOption(
        OptionSpec.builder("--endpoint")
            .paramLabel("NAME")
            .type(String.class)
            .required(true)
            .description("The endpoint name.")
            .build());
    spec.addOption(
        OptionSpec.builder("--lifetime")
            .paramLabel("SECONDS")
            .type(String.class)
            .description("Lifetime of the registration, 0 to 4294967295; 300 unless told.")
            .build());
    spec.addOption(
        OptionSpec.builder("--release")
            .paramLabel("RELEASE")
            .type(String.class)
            .description("The newest release of LwM2M to register as: 1.0, 1.1 or 1.2.")
            .build());
    spec.addOption(
        OptionSpec.builder("--queue-mode")
            .type(boolean.class)
            .arity("0")
            .description("Tells the server that the client sleeps.")
            .build());
    return spec;
  }

  /// What the options say.
  private record Wanted(
      String server, EndpointName endpoint, long lifetimeSeconds, Release release, boolean queue) {}

  @Override
  public int run(ParseResult options, Terminal terminal) throws InterruptedException {
    String server = options.matchedOptionValue("--server", "");
    Optional<String> problem = problemOf(server);
    if (problem.isPresent()) {
      return terminal.refuse("--server: " + problem.get() + ".");
    }
    String name = options.matchedOptionValue("--endpoint", "");
    Optional<EndpointName> endpoint = EndpointName.parse(name);
    if (endpoint.isEmpty()) {
      return terminal.refuse("--endpoint: \"" + name + "\" cannot be an endpoint name.");
    }
    String lifetime = options.matchedOptionValue("--lifetime", "300");
    boolean number = lifetime.matches("\\d{1,10}");
    if (!number || Long.parseLong(lifetime) > LIFETIME_SECONDS_MAX) {
      return terminal.refuse("--lifetime: \"" + lifetime + "\" is not from 0 to 4294967295.");
    }
    String version = options.matchedOptionValue("--release", Release.V1_2.toString());
    Optional<Release> release = Release.parse(version);
    if (release.isEmpty()) {
      return terminal.refuse("--release: \"" + version + "\" is not 1.0, 1.1 or 1.2.");
    }
    return run(
        new Wanted(
            server,
            endpoint.get(),
            Long.parseLong(lifetime),
            release.get(),
            options.hasMatchedOption("--queue-mode")),
        terminal);
  }

  private static Optional<String> problemOf(String server) {
    try {
      URI uri = new URI(server);
      String scheme = String.valueOf(uri.getScheme());
      if (scheme.equals("coaps") || scheme.equals("coaps+tcp")) {
        return Optional.of("this version has no transport for " + scheme);
      }
      return (scheme.equals("coap") || scheme.equals("coap+tcp")) && uri.getHost() != null
          ? Optional.empty()
          : Optional.of("\"" + server + "\" is not coap://HOST:PORT or coap+tcp://HOST:PORT");
    } catch (URISyntaxException e) {
      return Optional.of("\"" + server + "\" is no URI");
    }
  }

  private static int run(Wanted wanted, Terminal terminal) throws InterruptedException {
    try (Log log = Log.start(LogSettings.DEFAULT, terminal.out(), EpochClock::nowNanos);
        LwM2mClient client = start(wanted, log);
        Stop stop = Stop.onSignal(client, log)) {
      boolean quit = new ClientConsole(client, log).run(terminal.in());
      if (!quit) {
        stop.await();
      }
      return Exit.OK;
    } catch (IOException e) {
      return terminal.fail("the client cannot start: " + e.getMessage() + ".");
    }
  }

  private static LwM2mClient start(Wanted wanted, Log log) throws IOException {
    ObjectInstance thermometer = Temperature.instance(0, CELSIUS_AT_START);
    return LwM2mClient.start(
        setup -> {
          setup
              .server(wanted.server())
              .endpoint(wanted.endpoint().value())
              .lifetime(Duration.ofSeconds(wanted.lifetimeSeconds()))
              .release(wanted.release())
              .device(
                  device ->
                      device
                          .holding(Device.MANUFACTURER, "Tern")
                          .holding(Device.MODEL_NUMBER, "tern client")
                          .holding(Device.SERIAL_NUMBER, wanted.endpoint().value()))
              .serving(thermometer)
              .onEvent(event -> print(event, log));
          if (wanted.queue()) {
            setup.queueMode();
          }
        });
  }

  private static void print(ClientEvent event, Log log) {
    switch (event) {
      case ClientEvent.Registered e ->
          log.info("registered", new Field("handle", e.handle()), Field.of("release", e.release()));
      case ClientEvent.Updated e -> log.info("updated", new Field("handle", e.handle()));
      case ClientEvent.RegistrationFailed e ->
          log.warn("cannot register", new Field("reason", e.why()));
      case ClientEvent.RegistrationLost e ->
          log.warn("registration lost", new Field("reason", e.why()));
      case ClientEvent.Deregistered e ->
          log.info("deregistered", Field.of("confirmed", e.confirmed()));
      case ClientEvent.Stopped e -> log.info("stopped");
      case ClientEvent.Written e -> log.info("written", Field.of("path", e.path()));
      case ClientEvent.Executed e ->
          log.info("executed", Field.of("path", e.path()), Field.of("arguments", e.arguments()));
      case ClientEvent.Created e -> log.info("created", Field.of("path", e.path()));
      case ClientEvent.Deleted e -> log.info("deleted", Field.of("path", e.path()));
      case ClientEvent.AttributesWritten e ->
          log.info("attributes written", Field.of("path", e.path()));
      case ClientEvent.ObservationStarted e -> log.info("observed", Field.of("path", e.path()));
      case ClientEvent.ObservationEnded e ->
          log.info("observation ended", Field.of("path", e.path()), new Field("reason", e.why()));
      case ClientEvent.Refused e ->
          log.warn("refused", new Field("operation", e.operation()), new Field("reason", e.why()));
      case ClientEvent.DeviceFailed e -> log.bug("the device failed", e.failure());
    }
  }
}
