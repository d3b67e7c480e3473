// SPDX-License-Identifier: Apache-2.0

package io.tern.app.config;

import io.tern.app.rest.http.DurationText;
import io.tern.net.HostPort;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads typed values from the texts given. Remembers the first that is bad and goes on with what
/// nobody gave, so that a record of settings can be put together in one expression.
final class ConfigReader {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(|KiB|MiB|GiB)");

  private final Map<ConfigKey, Given> given;
  private Optional<String> problem = Optional.empty();

  ConfigReader(Map<ConfigKey, Given> given) {
    this.given = given;
  }

  /// The first problem, as a sentence.
  Optional<String> problem() {
    return problem;
  }

  /// Records a problem with a key, as the end of a sentence that begins with who gave it.
  void fail(ConfigKey key, String what) {
    if (problem.isEmpty()) {
      Given value = given.get(key);
      String origin = value == null ? "" : " (" + value.origin() + ")";
      problem = Optional.of(key.key() + origin + ": " + what + ".");
    }
  }

  /// Whether the command line gives the key.
  boolean isOption(ConfigKey key) {
    Given value = given.get(key);
    return value != null && value.origin().startsWith("--");
  }

  /// The text of a key; empty where it is empty.
  Optional<String> text(ConfigKey key) {
    Given value = given.get(key);
    String text = value == null ? key.initial() : value.text();
    return text.isBlank() ? Optional.empty() : Optional.of(text.strip());
  }

  /// The value that `parse` finds.
  <T> T read(ConfigKey key, Function<String, Optional<T>> parse, String expected) {
    String text = text(key).orElse("");
    Optional<T> value = parse.apply(text);
    if (value.isEmpty()) {
      fail(key, "\"" + text + "\" is not " + expected);
    }
    return value
        .or(() -> parse.apply(key.initial()))
        .orElseThrow(() -> new IllegalStateException(key + " has an illegal initial value"));
  }

  /// A whole number.
  int count(ConfigKey key, int least, int greatest) {
    return (int) number(key, least, greatest, "a whole number");
  }

  /// A number of bytes, with `KiB`, `MiB` or `GiB` behind it or not.
  long bytes(ConfigKey key, long least, long greatest) {
    return number(key, least, greatest, "a number of bytes");
  }

  /// A time with a unit behind it, such as `30s`; both bounds included.
  Duration duration(ConfigKey key, Duration least, Duration greatest) {
    return read(
        key,
        text ->
            DurationText.parse(text)
                .filter(d -> d.compareTo(least) >= 0 && d.compareTo(greatest) <= 0),
        "a time such as 30s from " + show(least) + " to " + show(greatest));
  }

  private static String show(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
  }

  /// True or false.
  boolean flag(ConfigKey key) {
    return read(
        key,
        text ->
            switch (text) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            },
        "true or false");
  }

  /// A host and port; empty where none is given.
  Optional<HostPort> hostPort(ConfigKey key) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return switch (HostPort.parse(text.get())) {
      case HostPort.Parsed.Ok(HostPort value) -> Optional.of(value);
      case HostPort.Parsed.Bad(String reason) -> {
        fail(key, reason);
        yield Optional.empty();
      }
    };
  }

  private long number(ConfigKey key, long least, long greatest, String expected) {
    return read(
        key,
        text -> parseSize(text).filter(n -> n >= least && n <= greatest),
        expected + " from " + least + " to " + greatest);
  }

  private static Optional<Long> parseSize(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "KiB" -> number << 10;
          case "MiB" -> number << 20;
          case "GiB" -> number << 30;
          default -> number;
        });
  }
}
