// SPDX-License-Identifier: Apache-2.0

import io.tern.lwm2m.DataType;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.model.ResourceModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Writes the classes of the package `io.tern.lwm2m.object` from the built-in registry. Run by hand, from
/// the folder of the module and when it is built, whenever the registry has changed; then format:
///
///     java --class-path target/classes:../coap/target/classes src/build/java/ObjectSources.java \
///         src/main/java/io/tern/lwm2m/object
final class ObjectSources {
  private ObjectSources() {}

  public static void main(String[] args) throws IOException {
    IntStream core = IntStream.of(0, 1, 2, 3, 4, 5, 6, 7, 9, 16, 21);
    IntStream ipso =
        IntStream.concat(IntStream.of(3200, 3201, 3202, 3203), IntStream.rangeClosed(3300, 3350));
    Set<String> names = new LinkedHashSet<>();
    for (int id : IntStream.concat(core, ipso).toArray()) {
      Optional<ObjectModel> model = Registry.builtIn().newest(id);
      if (model.isPresent()) {
        String name = className(model.get());
        if (!names.add(name)) {
          name += id;
          names.add(name);
        }
        Files.writeString(Path.of(args[0], name + ".java"), source(name, model.get()));
      }
    }
  }

  private static String source(String name, ObjectModel model) {
    Set<String> imports = new TreeSet<>();
    imports.add("io.tern.lwm2m.model.ObjectModel");
    imports.add("io.tern.lwm2m.model.Registry");
    StringBuilder constants = new StringBuilder();
    Set<String> taken = new LinkedHashSet<>();
    for (ResourceModel resource : model.resources().values()) {
      String constant = constantName(resource.name());
      if (!taken.add(constant)) {
        constant += "_" + resource.id();
        taken.add(constant);
      }
      constants.append("  /// ").append(describe(resource)).append('\n');
      constants.append(declare(constant, resource, imports));
    }
    StringBuilder text = new StringBuilder("// SPDX-License-Identifier: Apache-2.0\n\n");
    text.append("package io.tern.lwm2m.object;\n\n");
    imports.forEach(each -> text.append("import ").append(each).append(";\n"));
    text.append(
        "\n/// Object %d, %s, of version %s.\n"
            .formatted(model.id(), model.name(), model.version()));
    text.append("public final class %s {\n".formatted(name));
    text.append(
        "  /// The object id.\n  public static final int ID = %d;\n\n".formatted(model.id()));
    text.append("  /// Its newest definition in the registry.\n");
    text.append(
        "  public static final ObjectModel MODEL = Registry.builtIn().newest(ID).orElseThrow();\n\n");
    text.append(constants);
    text.append("\n  private %s() {}\n}\n".formatted(name));
    return text.toString();
  }

  private static String describe(ResourceModel resource) {
    List<String> parts = new ArrayList<>();
    boolean none = resource.operations() == ResourceModel.Operations.NONE;
    parts.add(none ? "bootstrap only" : resource.operations().name());
    if (resource.mandatory()) {
      parts.add("mandatory");
    }
    if (!resource.range().isEmpty()) {
      parts.add(resource.range());
    }
    if (!resource.units().isEmpty()) {
      parts.add("in " + resource.units());
    }
    String text = resource.id() + " " + resource.name() + ": " + String.join(", ", parts);
    return (text.length() > 96 ? text.substring(0, 95) + "…" : text + ".");
  }

  private static String declare(String constant, ResourceModel resource, Set<String> imports) {
    if (resource.operations().executable() || resource.type() == DataType.NONE) {
      return "  public static final Resource.Executable %s = new Resource.Executable(ID, %d);\n"
          .formatted(constant, resource.id());
    }
    String java =
        switch (resource.type()) {
          case STRING, CORE_LINK -> "String";
          case INTEGER, UNSIGNED_INTEGER -> "Long";
          case FLOAT -> "Double";
          case BOOLEAN -> "Boolean";
          case OPAQUE -> {
            imports.add("io.tern.coap.Bytes");
            yield "Bytes";
          }
          case TIME -> {
            imports.add("java.time.Instant");
            yield "Instant";
          }
          case OBJECT_LINK -> {
            imports.add("io.tern.lwm2m.Value");
            yield "Value.ObjectLink";
          }
          case NONE -> throw new IllegalStateException();
        };
    String kind = resource.multiple() ? "Multiple" : "Single";
    return "  public static final Resource.%s<%s> %s =\n      new Resource.%s<>(ID, %d, ValueType.%s);\n"
        .formatted(kind, java, constant, kind, resource.id(), resource.type());
  }

  private static String className(ObjectModel model) {
    StringBuilder name = new StringBuilder();
    for (String word : model.name().replaceFirst("(?i)^lwm2m ", "").split("[^A-Za-z0-9]+")) {
      boolean shout = word.length() > 1 && word.equals(word.toUpperCase(Locale.ROOT));
      String rest = word.isEmpty() ? "" : word.substring(1);
      name.append(word.isEmpty() ? "" : Character.toUpperCase(word.charAt(0)));
      name.append(shout ? rest.toLowerCase(Locale.ROOT) : rest);
    }
    return name.toString();
  }

  private static String constantName(String name) {
    String constant =
        name.replaceAll("([a-z])([A-Z])", "$1_$2")
            .replaceAll("[^A-Za-z0-9]+", "_")
            .replaceAll("^_|_$", "")
            .toUpperCase(Locale.ROOT);
    return Character.isLetter(constant.charAt(0)) ? constant : "R" + constant;
  }
}
