// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import io.tern.app.config.Config;
import io.tern.app.config.ConfigKey;
import io.tern.app.config.Given;
import io.tern.app.config.Loaded;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// The options that set keys of the configuration.
final class ConfigOptions {
  private static final String CONFIG = "--config";
  private static final String SET = "--set";

  private record Named(String name, ConfigKey key, String label) {}

  private static final List<Named> WITH_VALUE =
      List.of(
          new Named("--coap", ConfigKey.COAP_BIND, "HOST:PORT"),
          new Named("--coaps", ConfigKey.COAPS_BIND, "HOST:PORT"),
          new Named("--coap-tcp", ConfigKey.COAP_TCP_BIND, "HOST:PORT"),
          new Named("--coaps-tcp", ConfigKey.COAPS_TCP_BIND, "HOST:PORT"),
          new Named("--bootstrap-coap", ConfigKey.BOOTSTRAP_COAP_BIND, "HOST:PORT"),
          new Named("--bootstrap-coaps", ConfigKey.BOOTSTRAP_COAPS_BIND, "HOST:PORT"),
          new Named("--http", ConfigKey.HTTP_BIND, "HOST:PORT"),
          new Named("--data", ConfigKey.DATA_DIR, "DIR"),
          new Named("--models", ConfigKey.MODELS_DIR, "DIR"),
          new Named("--log-format", ConfigKey.LOG_FORMAT, "FORMAT"),
          new Named("--log-level", ConfigKey.LOG_LEVEL, "LEVEL"));

  private ConfigOptions() {}

  /// Adds the options to a command.
  static void addTo(CommandSpec spec) {
    addFile(spec);
    for (Named option : WITH_VALUE) {
      spec.addOption(
          OptionSpec.builder(option.name())
              .paramLabel(option.label())
              .type(String.class)
              .description(described(option.key()))
              .build());
    }
    spec.addOption(
        OptionSpec.builder("--insecure")
            .paramLabel("WHERE")
            .type(String.class)
            .arity("0..1")
            .fallbackValue("loopback")
            .description(described(ConfigKey.INSECURE))
            .build());
    spec.addOption(
        OptionSpec.builder("--http-public")
            .type(boolean.class)
            .arity("0")
            .description(described(ConfigKey.HTTP_PUBLIC))
            .build());
    spec.addOption(
        OptionSpec.builder("--memory")
            .type(boolean.class)
            .arity("0")
            .description(described(ConfigKey.DATA_MEMORY))
            .build());
  }

  /// Adds only the file and `--set`.
  static void addFile(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder(CONFIG)
            .paramLabel("FILE")
            .type(String.class)
            .description("Configuration file (YAML); 'tern config' prints one.")
            .build());
    spec.addOption(
        OptionSpec.builder(SET)
            .paramLabel("KEY=VALUE")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description("Any key of the configuration; may be given several times.")
            .build());
  }

  /// A per cent sign would begin a format, and an empty line of help is none.
  private static String described(ConfigKey key) {
    return key.meaning().replace("%", "%%");
  }

  /// Reads file, environment and options.
  static Loaded<Config> load(ParseResult options, Terminal terminal) {
    Map<ConfigKey, Given> values = new EnumMap<>(ConfigKey.class);
    List<String> sets = options.matchedOptionValue(SET, List.of());
    for (String set : sets) {
      int equals = set.indexOf('=');
      String name = equals < 0 ? set : set.substring(0, equals);
      Optional<ConfigKey> key = ConfigKey.named(name);
      if (equals < 0) {
        return new Loaded.Bad<>("--set: \"" + set + "\" is not KEY=VALUE.");
      }
      if (key.isEmpty()) {
        return new Loaded.Bad<>("--set: there is no key " + name + ".");
      }
      values.put(key.get(), new Given(set.substring(equals + 1), SET));
    }
    for (Named option : WITH_VALUE) {
      put(values, option.name(), option.key(), options);
    }
    put(values, "--insecure", ConfigKey.INSECURE, options);
    put(values, "--http-public", ConfigKey.HTTP_PUBLIC, options);
    put(values, "--memory", ConfigKey.DATA_MEMORY, options);
    String file = options.matchedOptionValue(CONFIG, "");
    try {
      Optional<Path> path = file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file));
      return Config.load(path, terminal.environment(), values);
    } catch (InvalidPathException e) {
      return new Loaded.Bad<>(CONFIG + ": \"" + file + "\" is no path.");
    }
  }

  private static void put(
      Map<ConfigKey, Given> values, String name, ConfigKey key, ParseResult options) {
    if (options.hasMatchedOption(name)) {
      values.put(
          key, new Given(String.valueOf((Object) options.matchedOptionValue(name, "")), name));
    }
  }
}
