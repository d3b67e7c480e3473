// SPDX-License-Identifier: Apache-2.0

package io.tern.app.main;

import io.tern.app.config.Loaded;
import io.tern.coap.Bytes;
import io.tern.lwm2m.model.Ddf;
import io.tern.lwm2m.model.DdfLimits;
import io.tern.lwm2m.model.DdfReader;
import io.tern.lwm2m.model.ObjectModel;
import io.tern.lwm2m.model.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Object definition files of the operator.
final class ModelFolder {
  private static final int FILES_MAX = 10_000;

  private ModelFolder() {}

  /// The built-in definitions and those of every `.xml` file in `folder`, which win.
  static Loaded<Registry> registry(Optional<Path> folder) {
    if (folder.isEmpty()) {
      return new Loaded.Ok<>(Registry.builtIn());
    }
    List<ObjectModel> models = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> entries = Files.list(folder.get())) {
      files =
          entries
              .filter(file -> file.getFileName().toString().endsWith(".xml"))
              .sorted()
              .limit(FILES_MAX)
              .toList();
    } catch (IOException e) {
      return new Loaded.Bad<>("models.dir: the folder " + folder.get() + " cannot be read.");
    }
    for (Path file : files) {
      switch (read(file)) {
        case Loaded.Ok<List<ObjectModel>>(List<ObjectModel> read) -> models.addAll(read);
        case Loaded.Bad<List<ObjectModel>>(String sentence) -> {
          return new Loaded.Bad<>(sentence);
        }
      }
    }
    return new Loaded.Ok<>(Registry.builtIn().with(models));
  }

  private static Loaded<List<ObjectModel>> read(Path file) {
    try {
      if (Files.size(file) > DdfLimits.DEFAULT.documentBytesMax()) {
        return new Loaded.Bad<>("models.dir: " + file + " is too large.");
      }
      return switch (DdfReader.read(Bytes.wrap(Files.readAllBytes(file)), DdfLimits.DEFAULT)) {
        case Ddf.Parsed(List<ObjectModel> objects) -> new Loaded.Ok<>(objects);
        case Ddf.Broken broken ->
            new Loaded.Bad<>("models.dir: " + file + ", " + broken.reason() + ".");
      };
    } catch (IOException e) {
      return new Loaded.Bad<>("models.dir: " + file + " cannot be read.");
    }
  }
}
