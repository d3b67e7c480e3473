// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tern.app.log.Field;
import io.tern.app.log.Log;
import io.tern.client.engine.LwM2mClient;
import io.tern.coap.Bytes;
import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Value;
import io.tern.lwm2m.model.NamedPath;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.model.ResourceModel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a person types to a running client.
final class ClientConsole {
  private final LwM2mClient client;
  private final Log log;

  ClientConsole(LwM2mClient client, Log log) {
    this.client = client;
    this.log = log;
  }

  /// Obeys lines until `quit` or the end of the input.
  ///
  /// @return whether it was `quit`
  boolean run(InputStream in) throws IOException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Words words = Words.of(line);
      switch (words.first) {
        case "quit" -> {
          return true;
        }
        case "update" -> client.update();
        case "set" -> set(words.rest);
        case "send" -> send(words.rest);
        case "" -> {
          // An empty line asks for nothing.
        }
        default -> log.warn("commands are: set PATH VALUE, send PATH..., update, quit");
      }
    }
    return false;
  }

  /// The first word of a line, and what follows it. A word in double quotes may have blanks.
  private record Words(String first, String rest) {
    static Words of(String line) {
      String text = line.strip();
      boolean isQuoted = text.startsWith("\"");
      int end = isQuoted ? text.indexOf('"', 1) : 0;
      while (!isQuoted && end < text.length() && !Character.isWhitespace(text.charAt(end))) {
        end++;
      }
      return end < 0
          ? new Words(text.substring(1), "")
          : new Words(
              text.substring(isQuoted ? 1 : 0, end),
              text.substring(isQuoted ? end + 1 : end).strip());
    }
  }

  private void send(String text) {
    List<String> paths = new ArrayList<>();
    String rest = text;
    while (!rest.isEmpty()) {
      Words words = Words.of(rest);
      Optional<Path> path = path(words.first);
      if (path.isEmpty()) {
        log.warn("no path by ids or names", new Field("path", words.first));
        return;
      }
      paths.add(path.get().toString());
      rest = words.rest;
    }
    if (paths.isEmpty()) {
      log.warn("send needs paths, such as: send /3303/0/5700 \"/Device/0/Battery Level\"");
      return;
    }
    client
        .sendAsync(paths.toArray(String[]::new))
        .thenAccept(outcome -> log.info("sent", Field.of("outcome", outcome)));
  }

  private void set(String text) {
    Words words = Words.of(text);
    Optional<Path> path = path(words.first).filter(Path::isResource);
    if (path.isEmpty() || words.rest.isEmpty()) {
      log.warn("set needs the path of a resource and a value, such as: set /3303/0/5700 21.5");
      return;
    }
    DataType type =
        Registry.builtIn()
            .newest()
            .resource(path.get())
            .map(ResourceModel::type)
            .orElse(DataType.STRING);
    Optional<Value> value = value(words.rest, type);
    if (value.isEmpty()) {
      log.warn("that is not a value of the resource's type", new Field("type", type.toString()));
      return;
    }
    try {
      client.set(path.get().toString(), value.get());
    } catch (IllegalArgumentException e) {
      log.warn("cannot be set", new Field("reason", String.valueOf(e.getMessage())));
    }
  }

  /// A path by ids or names: `/3303/0/5700`, `temperature/0/sensor-value`, `/Device/0/Battery Level`.
  private static Optional<Path> path(String text) {
    String[] segments = (text.startsWith("/") ? text.substring(1) : text).split("/", -1);
    Registry registry = Registry.builtIn();
    return NamedPath.resolve(List.of(segments), List.of(), registry.newest(), registry)
            instanceof NamedPath.Found(Path path)
        ? Optional.of(path)
        : Optional.empty();
  }

  private static Optional<Value> value(String text, DataType type) {
    try {
      return switch (type) {
        case STRING -> Optional.of(new Value.Text(text));
        case CORE_LINK -> Optional.of(new Value.CoreLink(text));
        case INTEGER -> Optional.of(new Value.Int(Long.parseLong(text)));
        case UNSIGNED_INTEGER -> Optional.of(new Value.Unsigned(Long.parseUnsignedLong(text)));
        case FLOAT -> Optional.of(new Value.Real(new BigDecimal(text).doubleValue()));
        case BOOLEAN ->
            switch (text) {
              case "true", "1" -> Optional.of(new Value.Bool(true));
              case "false", "0" -> Optional.of(new Value.Bool(false));
              default -> Optional.empty();
            };
        case OPAQUE -> Optional.of(new Value.Opaque(Bytes.ofHex(text)));
        case TIME -> Optional.of(new Value.Time(Instant.parse(text).getEpochSecond()));
        case OBJECT_LINK -> Value.ObjectLink.parse(text).map(link -> (Value) link);
        case NONE -> Optional.empty();
      };
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
