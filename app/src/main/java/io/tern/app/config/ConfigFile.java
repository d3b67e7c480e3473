// SPDX-License-Identifier: Apache-2.0

package io.tern.app.config;

import io.tern.coap.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// The configuration file: YAML whose nested maps spell the keys, `http: {bind: …}` for `http.bind`;
/// a dotted key does as well. Values keep the text they are written with.
final class ConfigFile {
  private static final int BYTES_MAX = 1 << 20;
  private static final int DEPTH_MAX = 8;

  private final String name;
  private final Map<ConfigKey, Given> values = new EnumMap<>(ConfigKey.class);

  private ConfigFile(String name) {
    this.name = name;
  }

  /// Reads a file.
  static Loaded<Map<ConfigKey, Given>> read(Path file) {
    byte[] content;
    try {
      if (Files.size(file) > BYTES_MAX) {
        return new Loaded.Bad<>("--config: " + file + " has more than " + BYTES_MAX + " bytes.");
      }
      content = Files.readAllBytes(file);
    } catch (IOException e) {
      return new Loaded.Bad<>("--config: " + file + " cannot be read.");
    }
    return parse(Bytes.wrap(content), String.valueOf(file.getFileName()));
  }

  /// Reads a document.
  ///
  /// @param name what its problems call it
  static Loaded<Map<ConfigKey, Given>> parse(Bytes document, String name) {
    Optional<String> text = document.utf8Strict();
    if (text.isEmpty()) {
      return new Loaded.Bad<>(name + " is not UTF-8.");
    }
    ConfigFile file = new ConfigFile(name);
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setLabel(name)
              .setAllowDuplicateKeys(false)
              .setMaxAliasesForCollections(0)
              .build();
      Iterator<Node> documents = new Compose(settings).composeAllFromString(text.get()).iterator();
      Optional<String> problem =
          documents.hasNext() ? file.walk("", documents.next(), 0) : Optional.empty();
      if (problem.isEmpty() && documents.hasNext()) {
        problem = Optional.of(name + " has more than one document.");
      }
      return problem
          .<Loaded<Map<ConfigKey, Given>>>map(Loaded.Bad::new)
          .orElseGet(() -> new Loaded.Ok<>(file.values));
    } catch (YamlEngineException e) {
      return new Loaded.Bad<>(
          name + " is no YAML: " + oneLine(String.valueOf(e.getMessage())) + ".");
    }
  }

  private static String oneLine(String message) {
    return message.replaceAll("\\s+", " ").strip();
  }

  private Optional<String> walk(String prefix, Node node, int depth) {
    if (depth > DEPTH_MAX) {
      return Optional.of(name + " is nested too deep.");
    }
    if (!(node instanceof MappingNode mapping)) {
      return Optional.of(name + ": " + at(prefix, node) + " must be a map of keys.");
    }
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode keyNode)) {
        return Optional.of(
            name + ": " + at(prefix, entry.getKeyNode()) + " has a key that is no text.");
      }
      String key = prefix.isEmpty() ? keyNode.getValue() : prefix + "." + keyNode.getValue();
      Optional<ConfigKey> known = ConfigKey.named(key);
      Optional<String> problem =
          known.isPresent()
              ? put(known.get(), entry.getValueNode())
              : isPrefix(key)
                  ? walk(key, entry.getValueNode(), depth + 1)
                  : Optional.of(name + line(keyNode) + ": there is no key " + key + ".");
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }

  private Optional<String> put(ConfigKey key, Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      return Optional.of(name + line(node) + ": " + key.key() + " must have one value.");
    }
    Given given = new Given(scalar.getValue(), name + line(node));
    return values.put(key, given) == null
        ? Optional.empty()
        : Optional.of(name + line(node) + ": " + key.key() + " is given twice.");
  }

  private static boolean isPrefix(String key) {
    for (ConfigKey known : ConfigKey.values()) {
      if (known.key().startsWith(key + ".")) {
        return true;
      }
    }
    return false;
  }

  private static String at(String prefix, Node node) {
    return (prefix.isEmpty() ? "the document" : prefix) + line(node);
  }

  private static String line(Node node) {
    return node.getStartMark().map(Mark::getLine).map(line -> " line " + (line + 1)).orElse("");
  }
}
