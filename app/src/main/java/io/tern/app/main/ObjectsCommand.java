// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import io.tern.app.model.ModelLibrary;
import io.tern.app.model.Read;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.model.NamedPath;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Range;
import io.tern.lwm2m.model.Registry;
import io.tern.lwm2m.model.ResourceModel;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// `tern objects`: lists definitions, finds them by name, shows one.
final class ObjectsCommand implements Command {
  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("objects");
    spec.usageMessage()
        .description(
            "Lists the object definitions that the server knows, or shows one with its resources.");
    spec.addOption(
        OptionSpec.builder("--models")
            .paramLabel("DIR")
            .type(String.class)
            .description("Folder of definition files that add to the built-in ones.")
            .build());
    spec.addOption(
        OptionSpec.builder("--object-version")
            .paramLabel("VERSION")
            .type(String.class)
            .description("Shows this version of the object; the newest unless told.")
            .build());
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel("OBJECT[/RESOURCE]")
            .arity("0..1")
            .type(String.class)
            .description(
                "By id or name, such as 3, Device or 3303/5700; or a part of names to find.")
            .build());
    return spec;
  }

  @Override
  public int run(ParseResult options, Terminal terminal) {
    String folder = options.matchedOptionValue("--models", "");
    Optional<java.nio.file.Path> path;
    try {
      path = folder.isEmpty() ? Optional.empty() : Optional.of(java.nio.file.Path.of(folder));
    } catch (InvalidPathException e) {
      return terminal.refuse("--models: \"" + folder + "\" is no path.");
    }
    String wanted = options.matchedPositionalValue(0, "");
    String version = options.matchedOptionValue("--object-version", "");
    if (!version.isEmpty() && (wanted.isEmpty() || Version.parse(version).isEmpty())) {
      return terminal.refuse(
          "--object-version: must be a version such as 1.1, of an object that is named.");
    }
    return switch (ModelLibrary.load(path, Optional.empty())) {
      case Read.Bad<ModelLibrary>(String sentence) -> terminal.refuse(sentence);
      case Read.Ok<ModelLibrary>(ModelLibrary library) -> {
        if (wanted.isEmpty()) {
          library.warnings().forEach(warning -> terminal.err().println("tern: " + warning));
          yield list(library.registry(), "", terminal);
        }
        yield find(library.registry(), wanted, Version.parse(version), terminal);
      }
    };
  }

  private static int find(
      Registry registry, String wanted, Optional<Version> version, Terminal terminal) {
    String[] parts = (wanted.startsWith("/") ? wanted.substring(1) : wanted).split("/", -1);
    // Here nobody names an instance, which a path has between object and resource.
    List<String> segments =
        parts.length == 1 ? List.of(parts[0]) : List.of(parts[0], "0", parts[1]);
    if (parts.length > 2) {
      return terminal.refuse("\"" + wanted + "\" is not OBJECT or OBJECT/RESOURCE.");
    }
    return switch (NamedPath.resolve(segments, List.of(), registry.newest(), registry)) {
      case NamedPath.Found(Path path) -> show(registry, path, version, terminal);
      case NamedPath.Ambiguous(String name, List<String> candidates) ->
          terminal.refuse("\"" + name + "\" may be " + String.join(", ", candidates) + ".");
      case NamedPath.Illegal(String segment) ->
          terminal.refuse("\"" + segment + "\" is neither an id from 0 to 65534 nor a name.");
      case NamedPath.Unknown(String name, List<String> near) ->
          parts.length == 1 && matches(registry, name)
              ? list(registry, name, terminal)
              : terminal.refuse(
                  "nothing is called \""
                      + name
                      + "\""
                      + (near.isEmpty() ? "." : "; near are " + String.join(", ", near) + "."));
    };
  }

  private static int show(
      Registry registry, Path path, Optional<Version> version, Terminal terminal) {
    Optional<ObjectModel> object =
        version
            .map(exact -> registry.object(path.objectId(), exact))
            .orElseGet(() -> registry.newest(path.objectId()));
    Optional<ResourceModel> resource =
        path.isResource()
            ? object.flatMap(model -> model.resource(path.resourceId()))
            : Optional.empty();
    if (object.isEmpty() || (path.isResource() && resource.isEmpty())) {
      String what =
          object.isEmpty() ? "object " + path.objectId() : "resource " + path.resourceId();
      return terminal.refuse(
          "no definition of "
              + what
              + version.map(v -> " in version " + v).orElse("")
              + (registry.newest(path.objectId()).isEmpty()
                  ? "; to add its definition file, put it into the folder of --models."
                  : "."));
    }
    ObjectModel model = object.get();
    StringBuilder text = new StringBuilder();
    text.append("%d %s, version %s%n".formatted(model.id(), model.name(), model.version()));
    if (resource.isPresent()) {
      append(text, resource.get());
    } else {
      text.append(
          "%s, %s instance%s; LwM2M %s or newer; versions %s%n%n"
              .formatted(
                  model.mandatory() ? "mandatory" : "optional",
                  model.multiple() ? "any number of" : "one",
                  model.multiple() ? "s" : "",
                  model.leastRelease(),
                  registry.versions(model.id())));
      model.resources().values().forEach(each -> append(text, each));
    }
    return print(text, terminal);
  }

  private static void append(StringBuilder text, ResourceModel resource) {
    boolean none = resource.operations() == ResourceModel.Operations.NONE;
    String range = Range.of(resource).map(Range::toString).orElse(resource.range());
    text.append(
        "%5d  %-2s  %-16s  %s%s%s%s%s%n"
            .formatted(
                resource.id(),
                none ? "-" : resource.operations().name(),
                resource.type().registryName(),
                resource.name(),
                resource.multiple() ? " [..]" : "",
                resource.mandatory() ? ", mandatory" : "",
                range.isEmpty() ? "" : ", " + range,
                resource.units().isEmpty() ? "" : " in " + resource.units()));
  }

  private static boolean matches(Registry registry, String part) {
    return registry.ids().stream()
        .anyMatch(id -> registry.newest(id).filter(model -> contains(model, part)).isPresent());
  }

  private static boolean contains(ObjectModel model, String part) {
    return model.name().toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }

  private static int list(Registry registry, String part, Terminal terminal) {
    StringBuilder text = new StringBuilder();
    int objects = 0;
    int definitions = 0;
    for (int id : registry.ids()) {
      int before = definitions;
      for (Version version : registry.versions(id)) {
        Optional<ObjectModel> model = registry.object(id, version).filter(m -> contains(m, part));
        if (model.isPresent()) {
          text.append("%5d  %-5s  %s%n".formatted(id, version, model.get().name()));
          definitions++;
        }
      }
      objects += definitions > before ? 1 : 0;
    }
    text.append("%d objects, %d definitions%n".formatted(objects, definitions));
    return print(text, terminal);
  }

  private static int print(StringBuilder text, Terminal terminal) {
    terminal.out().print(text);
    terminal.out().flush();
    return Exit.OK;
  }
}
