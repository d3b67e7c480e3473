// SPDX-License-Identifier: Apache-2.0

package io.tern.app.config;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/// Brings together what the file, the environment and the options say: the later wins.
///
/// @param values what was given for which key
/// @param strangers variables that begin with `TERN_` and belong to no key
public record Config(Map<ConfigKey, Given> values, List<String> strangers) {
  private static final String PREFIX = "TERN_";

  /// Variables that mean something to the launcher and the tests.
  private static final List<String> NOT_OURS = List.of("TERN_JAVA_OPTS", "TERN_SHARED");

  public Config {
    values = Map.copyOf(values);
    strangers = List.copyOf(strangers);
  }

  /// Reads the sources.
  ///
  /// @param file the configuration file
  /// @param options by key, with the option's name as their origin
  public static Loaded<Config> load(
      Optional<Path> file, Map<String, String> environment, Map<ConfigKey, Given> options) {
    Map<ConfigKey, Given> values = new EnumMap<>(ConfigKey.class);
    if (file.isPresent()) {
      switch (ConfigFile.read(file.get())) {
        case Loaded.Ok<Map<ConfigKey, Given>>(Map<ConfigKey, Given> read) -> values.putAll(read);
        case Loaded.Bad<Map<ConfigKey, Given>>(String sentence) -> {
          return new Loaded.Bad<>(sentence);
        }
      }
    }
    TreeSet<String> strangers = new TreeSet<>(environment.keySet());
    strangers.removeIf(name -> !name.startsWith(PREFIX) || NOT_OURS.contains(name));
    for (ConfigKey key : ConfigKey.values()) {
      String text = environment.get(key.variable());
      if (text != null) {
        values.put(key, new Given(text, key.variable()));
        strangers.remove(key.variable());
      }
    }
    values.putAll(options);
    return new Loaded.Ok<>(new Config(values, List.copyOf(strangers)));
  }

  /// The whole configuration as a file: every key with its meaning and the value that holds now.
  public String show() {
    StringBuilder text = new StringBuilder();
    for (ConfigKey key : ConfigKey.values()) {
      Given given = values.get(key);
      text.append("# ").append(key.meaning()).append('\n');
      text.append("# ").append(key.variable());
      text.append(given == null ? "" : ", from " + given.origin()).append('\n');
      text.append(key.key()).append(": ");
      text.append(quoted(given == null ? key.initial() : given.text())).append("\n\n");
    }
    return text.toString();
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
