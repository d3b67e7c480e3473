// SPDX-License-Identifier: Apache-2.0

package io.tern.app.config;

import io.tern.app.log.Level;
import io.tern.app.log.LogSettings;
import io.tern.app.rest.ApiSettings;
import io.tern.app.rest.http.HttpSettings;
import io.tern.app.store.StoreSettings;
import io.tern.coap.engine.Admission;
import io.tern.coap.engine.EndpointConfig;
import io.tern.lwm2m.codec.DecodeLimits;
import io.tern.lwm2m.codec.Tolerance;
import io.tern.net.HostPort;
import io.tern.server.CommandLimits;
import io.tern.server.OverloadLimits;
import io.tern.server.RegisterLimits;
import io.tern.server.ServerConfig;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// All that `tern server` can be told.
///
/// @param coap where plain CoAP over UDP listens; empty for nowhere
/// @param tcp where plain CoAP over TCP listens, and its bounds
/// @param loops event loops, 0 for one per processor
/// @param endpoint how the CoAP endpoint of each loop behaves
/// @param heapMaxPercent part of the heap in use from which on nothing new is taken on; 100 for no such rule
/// @param data folder for what must outlive a restart; empty where nothing is to
/// @param models folder of object definitions beside the built-in ones
public record Settings(
    Optional<HostPort> coap,
    TcpSettings tcp,
    int loops,
    EndpointConfig endpoint,
    int heapMaxPercent,
    Optional<Path> data,
    Optional<Path> models,
    ServerConfig engine,
    HttpSettings http,
    ApiSettings api,
    StoreSettings store,
    LogSettings log) {
  private static final String NOWHERE = "none";
  private static final HostPort COAP_DEFAULT = new HostPort("127.0.0.1", 5683);
  private static final int LOOPS_MAX = 64;
  private static final int MANY = 1_000_000_000;
  private static final Duration LIFETIME_MAX =
      Duration.ofSeconds(ServerConfig.LIFETIME_SECONDS_MAX);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration AGE_MAX = Duration.ofDays(36_500);

  /// Checks every value, and what they mean together.
  public static Loaded<Settings> of(Map<ConfigKey, Given> given) {
    ConfigReader reader = new ConfigReader(given);
    refuseAbsentTransports(reader);
    Optional<HostPort> coap = coap(reader);
    TcpSettings tcp = tcp(reader);
    if (coap.isEmpty() && tcp.bind().isEmpty()) {
      reader.fail(ConfigKey.COAP_BIND, "none, and coap-tcp.bind is empty: no device could come");
    }
    HttpSettings http = http(reader);
    int loops = reader.count(ConfigKey.LOOPS, 0, LOOPS_MAX);
    HeapShare heap = HeapShare.here(loops);
    Settings settings =
        new Settings(
            coap,
            tcp,
            loops,
            heap.within(EndpointConfig.DEFAULT).withAdmission(admission(reader)),
            reader.count(ConfigKey.OVERLOAD_HEAP_MAX_PERCENT, 1, 100),
            data(reader),
            existingFolder(reader, ConfigKey.MODELS_DIR),
            engine(reader, heap),
            http,
            api(reader),
            store(reader, heap),
            log(reader));
    return reader
        .problem()
        .<Loaded<Settings>>map(Loaded.Bad::new)
        .orElseGet(() -> new Loaded.Ok<>(settings));
  }

  private static void refuseAbsentTransports(ConfigReader reader) {
    refuse(reader, ConfigKey.COAPS_BIND, "CoAP over DTLS");
    refuse(reader, ConfigKey.COAPS_TCP_BIND, "CoAP over TLS");
    refuse(reader, ConfigKey.BOOTSTRAP_COAP_BIND, "bootstrap server");
    refuse(reader, ConfigKey.BOOTSTRAP_COAPS_BIND, "bootstrap server");
  }

  private static void refuse(ConfigReader reader, ConfigKey key, String what) {
    if (reader.text(key).isPresent()) {
      reader.fail(key, "this version has no " + what);
    }
  }

  private static Insecure insecure(ConfigReader reader) {
    return reader.read(ConfigKey.INSECURE, Insecure::named, "one of none, loopback, public");
  }

  private static TcpSettings tcp(ConfigReader reader) {
    Optional<HostPort> bind = reader.hostPort(ConfigKey.COAP_TCP_BIND);
    bind.filter(
            its ->
                insecure(reader) == Insecure.LOOPBACK
                    && !isLoopback(reader, ConfigKey.COAP_TCP_BIND, its))
        .ifPresent(its -> refusePublic(reader, ConfigKey.COAP_TCP_BIND, its));
    return new TcpSettings(
        bind,
        reader.count(ConfigKey.COAP_TCP_CONNECTIONS_MAX, 1, MANY),
        reader.count(ConfigKey.COAP_TCP_PER_ADDRESS_MAX, 1, MANY),
        reader.duration(ConfigKey.COAP_TCP_IDLE_MAX, Duration.ofSeconds(1), DAY));
  }

  private static void refusePublic(ConfigReader reader, ConfigKey key, HostPort bind) {
    reader.fail(
        key,
        bind
            + " is no loopback address, and plain CoAP has no security;"
            + " --insecure=public allows it there");
  }

  private static Optional<HostPort> coap(ConfigReader reader) {
    Insecure insecure = insecure(reader);
    if (insecure == Insecure.NONE) {
      reader.fail(
          ConfigKey.COAP_BIND,
          "plain CoAP is the only transport of this version and has no security;"
              + " --insecure allows it on a loopback address");
    }
    if (reader.text(ConfigKey.COAP_BIND).filter(NOWHERE::equals).isPresent()) {
      return Optional.empty();
    }
    HostPort bind = reader.hostPort(ConfigKey.COAP_BIND).orElse(COAP_DEFAULT);
    if (insecure == Insecure.LOOPBACK && !isLoopback(reader, ConfigKey.COAP_BIND, bind)) {
      refusePublic(reader, ConfigKey.COAP_BIND, bind);
    }
    return Optional.of(bind);
  }

  private static boolean isLoopback(ConfigReader reader, ConfigKey key, HostPort bind) {
    try {
      return bind.resolve().getAddress().isLoopbackAddress();
    } catch (UnknownHostException e) {
      reader.fail(key, "the host " + bind.host() + " is not known");
      return false;
    }
  }

  private static HttpSettings http(ConfigReader reader) {
    HostPort bind = reader.hostPort(ConfigKey.HTTP_BIND).orElse(HttpSettings.DEFAULT.bind());
    boolean open = reader.flag(ConfigKey.HTTP_PUBLIC);
    if (!isLoopback(reader, ConfigKey.HTTP_BIND, bind) && !open) {
      reader.fail(
          ConfigKey.HTTP_BIND,
          bind
              + " is no loopback address, and the REST interface of this version has no login;"
              + " --http-public allows it there");
    }
    return new HttpSettings(
        bind,
        (int) reader.bytes(ConfigKey.HTTP_BODY_BYTES_MAX, 1, 1 << 30),
        (int) reader.bytes(ConfigKey.HTTP_HEADER_BYTES_MAX, 1 << 10, 1 << 20),
        reader.count(ConfigKey.HTTP_REQUESTS_MAX, 1, MANY),
        reader.count(ConfigKey.HTTP_CONNECTIONS_MAX, 1, MANY),
        reader.duration(ConfigKey.HTTP_IDLE_MAX, Duration.ofSeconds(20), DAY),
        reader.duration(ConfigKey.HTTP_DRAIN_MAX, Duration.ZERO, DAY));
  }

  private static ApiSettings api(ConfigReader reader) {
    Duration max = reader.duration(ConfigKey.API_TIMEOUT_MAX, Duration.ofMillis(1), DAY);
    Duration initial = reader.duration(ConfigKey.API_TIMEOUT_DEFAULT, Duration.ofMillis(1), DAY);
    if (initial.compareTo(max) > 0) {
      reader.fail(ConfigKey.API_TIMEOUT_DEFAULT, "must not be above api.timeout-max");
    }
    return new ApiSettings(initial, max, reader.count(ConfigKey.EVENTS_STREAMS_MAX, 1, MANY));
  }

  private static StoreSettings store(ConfigReader reader, HeapShare heap) {
    return new StoreSettings(
        reader.count(ConfigKey.EVENTS_KEPT_MAX, 1, MANY),
        reader.bytes(ConfigKey.EVENTS_KEPT_BYTES_MAX, 1 << 10, 1L << 40),
        reader.duration(ConfigKey.EVENTS_AGE_MAX, Duration.ofMinutes(1), AGE_MAX),
        reader.count(ConfigKey.VALUES_KEPT_MAX, 0, MANY),
        reader.duration(ConfigKey.VALUES_AGE_MAX, Duration.ofMinutes(1), AGE_MAX),
        reader.count(ConfigKey.VALUES_IN_MEMORY_MAX, 0, MANY),
        reader.count(ConfigKey.COMMANDS_KEPT_MAX, 0, MANY),
        reader.duration(ConfigKey.COMMANDS_AGE_MAX, Duration.ofMinutes(1), AGE_MAX),
        given(reader.count(ConfigKey.STORE_WAITING_MAX, 0, 1 << 24), heap.changesWaiting()),
        StoreSettings.DEFAULT.lazy());
  }

  private static LogSettings log(ConfigReader reader) {
    boolean json =
        reader.read(
            ConfigKey.LOG_FORMAT,
            text ->
                switch (text) {
                  case "json" -> Optional.of(true);
                  case "text" -> Optional.of(false);
                  default -> Optional.empty();
                },
            "text or json");
    Level level = reader.read(ConfigKey.LOG_LEVEL, Level::named, "one of debug, info, warn, error");
    return new LogSettings(json, level, reader.count(ConfigKey.LOG_PER_SECOND_MAX, 1, MANY));
  }

  private static ServerConfig engine(ConfigReader reader, HeapShare heap) {
    Duration min = reader.duration(ConfigKey.LIFETIME_MIN, Duration.ZERO, LIFETIME_MAX);
    Duration max = reader.duration(ConfigKey.LIFETIME_MAX, Duration.ZERO, LIFETIME_MAX);
    Duration initial =
        reader.duration(ConfigKey.LIFETIME_DEFAULT, Duration.ofSeconds(1), LIFETIME_MAX);
    Duration greatest = max.isZero() ? LIFETIME_MAX : max;
    if (min.compareTo(greatest) > 0) {
      reader.fail(ConfigKey.LIFETIME_MIN, "must not be above lwm2m.lifetime-max");
      return ServerConfig.DEFAULT;
    }
    return ServerConfig.DEFAULT
        .withLifetimeSeconds(initial.toSeconds(), min.toSeconds(), greatest.toSeconds())
        .withGraceSeconds(reader.duration(ConfigKey.GRACE, Duration.ZERO, DAY).toSeconds())
        .withAwakeSeconds(reader.duration(ConfigKey.AWAKE, Duration.ofSeconds(1), DAY).toSeconds())
        .withAwakeWindowsMax(reader.count(ConfigKey.AWAKE_WINDOWS_MAX, 0, MANY))
        .withRegistrationsMax(
            given(reader.count(ConfigKey.REGISTRATIONS_MAX, 0, MANY), heap.registrations()))
        .withLimits(
            reader.count(ConfigKey.OPERATIONS_WAITING_MAX, 1, MANY),
            reader.count(ConfigKey.OBSERVATIONS_MAX, 1, MANY),
            ServerConfig.DEFAULT.expiriesPerTurnMax())
        .withPayloads(
            ServerConfig.DEFAULT.objectLinks(),
            DecodeLimits.DEFAULT.refusing(
                reader.read(
                    ConfigKey.REFUSED_DEVIATIONS,
                    Settings::tolerances,
                    "a list of deviations, such as " + Tolerance.TLV_WIDE_INTEGER.label())))
        .withCommands(commands(reader))
        .withOverload(overload(reader, heap));
  }

  private static CommandLimits commands(ConfigReader reader) {
    return new CommandLimits(
        reader.count(ConfigKey.COMMANDS_PER_DEVICE_MAX, 1, 100_000),
        reader.count(ConfigKey.COMMANDS_TOTAL_MAX, 1, MANY),
        reader.count(ConfigKey.COMMANDS_ATTEMPTS_MAX, 1, 1_000),
        reader.count(ConfigKey.COMMANDS_READS_AT_ONCE_MAX, 1, 100),
        reader.duration(ConfigKey.COMMANDS_ANSWER_MAX, Duration.ofSeconds(1), DAY).toSeconds());
  }

  /// The tolerances that `labels` names, separated by commas.
  private static Optional<Set<Tolerance>> tolerances(String labels) {
    Set<Tolerance> found = EnumSet.noneOf(Tolerance.class);
    for (String label : labels.isEmpty() ? new String[0] : labels.split(",", -1)) {
      Optional<Tolerance> tolerance = Tolerance.labelled(label.strip());
      if (tolerance.isEmpty()) {
        return Optional.empty();
      }
      found.add(tolerance.get());
    }
    return Optional.of(found);
  }

  /// A number that was given, or what the heap has room for where that is 0.
  private static int given(int number, int room) {
    return number > 0 ? number : room;
  }

  private static Admission admission(ConfigReader reader) {
    return Admission.DEFAULT.withRate(
        reader.count(ConfigKey.PEER_REQUESTS_PER_SECOND_MAX, 0, MANY),
        reader.count(ConfigKey.PEER_REQUESTS_BURST_MAX, 1, 1_000_000));
  }

  private static OverloadLimits overload(ConfigReader reader, HeapShare heap) {
    Duration least = reader.duration(ConfigKey.OVERLOAD_RETRY_MIN, Duration.ZERO, DAY);
    Duration greatest = reader.duration(ConfigKey.OVERLOAD_RETRY_MAX, Duration.ZERO, DAY);
    if (least.compareTo(greatest) > 0) {
      reader.fail(ConfigKey.OVERLOAD_RETRY_MIN, "must not be above overload.retry-max");
      return OverloadLimits.DEFAULT;
    }
    return new OverloadLimits(
        reader.count(ConfigKey.OVERLOAD_JOURNAL_WAITING_MAX, 1, MANY),
        reader.duration(ConfigKey.OVERLOAD_BEHIND_MAX, Duration.ofMillis(1), DAY),
        reader.count(ConfigKey.OVERLOAD_OPERATIONS_MAX, 1, MANY),
        registers(reader, heap),
        (int) least.toSeconds(),
        (int) greatest.toSeconds(),
        OverloadLimits.DEFAULT.expiriesPerTurnMax());
  }

  private static RegisterLimits registers(ConfigReader reader, HeapShare heap) {
    return new RegisterLimits(
        reader.count(ConfigKey.OVERLOAD_REGISTERS_PER_TURN_MAX, 1, MANY),
        reader.count(ConfigKey.OVERLOAD_REGISTERS_IN_JOURNAL_MAX, 1, MANY),
        given(
            reader.count(ConfigKey.OVERLOAD_REGISTERS_WAITING_MAX, 0, MANY),
            heap.registersWaiting()),
        reader.duration(ConfigKey.OVERLOAD_REGISTER_WAIT_MAX, Duration.ofMillis(1), DAY));
  }

  /// Memory wins, so that an option or variable does without the folder of a file.
  private static Optional<Path> data(ConfigReader reader) {
    Optional<Path> folder = folder(reader, ConfigKey.DATA_DIR);
    boolean memory = reader.flag(ConfigKey.DATA_MEMORY);
    if (memory && reader.isOption(ConfigKey.DATA_DIR) && reader.isOption(ConfigKey.DATA_MEMORY)) {
      reader.fail(ConfigKey.DATA_MEMORY, "a folder is named as well");
    }
    if (!memory && folder.isEmpty()) {
      reader.fail(ConfigKey.DATA_DIR, "no folder is named; --memory does without one");
    }
    return memory ? Optional.empty() : folder.map(path -> path.toAbsolutePath().normalize());
  }

  private static Optional<Path> folder(ConfigReader reader, ConfigKey key) {
    Optional<String> text = reader.text(key);
    try {
      Optional<Path> folder = text.map(Path::of);
      if (folder.isPresent() && Files.exists(folder.get()) && !Files.isDirectory(folder.get())) {
        reader.fail(key, folder.get() + " is no folder");
      }
      return folder;
    } catch (InvalidPathException e) {
      reader.fail(key, "\"" + text.orElse("") + "\" is no path");
      return Optional.empty();
    }
  }

  private static Optional<Path> existingFolder(ConfigReader reader, ConfigKey key) {
    Optional<Path> folder = folder(reader, key);
    if (folder.isPresent() && !Files.isDirectory(folder.get())) {
      reader.fail(key, "there is no folder " + folder.get());
    }
    return folder;
  }
}
