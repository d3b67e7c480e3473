// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import io.tern.app.config.Loaded;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `tern objects`.
final class ObjectsCommand implements Command {
  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("objects");
    spec.usageMessage().description("Lists the object definitions that the server knows.");
    spec.addOption(
        OptionSpec.builder("--models")
            .paramLabel("DIR")
            .type(String.class)
            .description("Folder of definition files that add to the built-in ones.")
            .build());
    return spec;
  }

  @Override
  public int run(ParseResult options, Terminal terminal) {
    String folder = options.matchedOptionValue("--models", "");
    Optional<Path> path;
    try {
      path = folder.isEmpty() ? Optional.empty() : Optional.of(Path.of(folder));
    } catch (InvalidPathException e) {
      return terminal.refuse("--models: \"" + folder + "\" is no path.");
    }
    return switch (ModelFolder.registry(path)) {
      case Loaded.Bad<Registry>(String sentence) -> terminal.refuse(sentence);
      case Loaded.Ok<Registry>(Registry registry) -> {
        print(registry, terminal);
        yield Exit.OK;
      }
    };
  }

  private static void print(Registry registry, Terminal terminal) {
    StringBuilder text = new StringBuilder();
    for (int id : registry.ids()) {
      for (Version version : registry.versions(id)) {
        String name = registry.object(id, version).map(ObjectModel::name).orElse("");
        text.append("%5d  %-5s  %s%n".formatted(id, version, name));
      }
    }
    text.append("%d objects, %d definitions%n".formatted(registry.ids().size(), registry.size()));
    terminal.out().print(text);
    terminal.out().flush();
  }
}
