// SPDX-License-Identifier: Apache-2.0

package io.tern.app.model;

import io.tern.coap.Bytes;
import io.tern.coap.Malformed;
import io.tern.lwm2m.Version;
import io.tern.lwm2m.model.Ddf;
import io.tern.lwm2m.model.DdfLimits;
import io.tern.lwm2m.model.DdfReader;
import io.tern.lwm2m.model.DdfWriter;
import io.tern.lwm2m.model.ObjectModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A folder of object definition files, or a copy of the whole OMA registry: older versions lie in a folder
/// of their own there, and some files beside the definitions define nothing.
public final class ModelFolder {
  private static final int FILES_MAX = 10_000;
  private static final String OLDER_VERSIONS = "version_history";
  private static final Set<String> NO_DEFINITIONS =
      Set.of("Common.xml", "DDF.xml", "LWM2M_senml_units.xml");

  /// What is in a folder.
  ///
  /// @param warnings one sentence for each file that breaks rules and is let through
  /// @param skipped the files that define nothing
  record Found(List<ObjectModel> models, List<String> warnings, List<SkippedFile> skipped) {
    static final Found NOTHING = new Found(List.of(), List.of(), List.of());

    Found {
      models = List.copyOf(models);
      warnings = List.copyOf(warnings);
      skipped = List.copyOf(skipped);
    }
  }

  private ModelFolder() {}

  /// The definitions in every `.xml` file of `folder` and of `version_history` in it, in order of file name,
  /// those of `folder` last.
  ///
  /// @param key what the folder is called where something is wrong with it, such as `models.dir`
  /// @param skipping whether a file that is no definition is left out, and else spoils all
  static Read<Found> read(Path folder, String key, boolean skipping) {
    List<Path> files = new ArrayList<>();
    try {
      if (Files.isDirectory(folder.resolve(OLDER_VERSIONS))) {
        files.addAll(files(folder.resolve(OLDER_VERSIONS)));
      }
      files.addAll(files(folder));
    } catch (IOException e) {
      return new Read.Bad<>(key + ": the folder " + folder + " cannot be read.");
    }
    if (files.size() > FILES_MAX) {
      return new Read.Bad<>(key + ": more than " + FILES_MAX + " files in " + folder + ".");
    }
    List<ObjectModel> models = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    List<SkippedFile> skipped = new ArrayList<>();
    for (Path file : files) {
      Ddf ddf;
      try {
        ddf = readFile(file);
      } catch (IOException e) {
        return new Read.Bad<>(key + ": " + file + " cannot be read.");
      }
      switch (ddf) {
        case Ddf.Parsed(List<ObjectModel> objects, List<Ddf.Warning> told) -> {
          models.addAll(objects);
          warnings.addAll(sentence(key + ": " + file + ", ", told));
        }
        case Ddf.Broken(int line, Malformed reason) when skipping ->
            skipped.add(new SkippedFile(file, line, reason.what()));
        case Ddf.Broken broken -> {
          return new Read.Bad<>(key + ": " + file + ", " + broken.reason() + ".");
        }
      }
    }
    return new Read.Ok<>(new Found(models, warnings, skipped));
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(file -> file.getFileName().toString().endsWith(".xml"))
          .filter(file -> !NO_DEFINITIONS.contains(file.getFileName().toString()))
          .sorted()
          .limit(FILES_MAX + 1L)
          .toList();
    }
  }

  private static Ddf readFile(Path file) throws IOException {
    int bytesMax = DdfLimits.DEFAULT.documentBytesMax();
    if (Files.size(file) > bytesMax) {
      return new Ddf.Broken(1, new Malformed("line 1", "more than " + bytesMax + " bytes"));
    }
    return DdfReader.read(Bytes.wrap(Files.readAllBytes(file)), DdfLimits.DEFAULT);
  }

  /// The first warning, and how many there are; none where there is none.
  private static List<String> sentence(String place, List<Ddf.Warning> warnings) {
    if (warnings.isEmpty()) {
      return List.of();
    }
    String others = warnings.size() == 1 ? "." : ", and " + (warnings.size() - 1) + " more.";
    return List.of(place + warnings.getFirst() + others);
  }

  /// Writes the file of `model`, on disk when this returns; what was there is replaced as a whole.
  static void save(Path folder, ObjectModel model) throws IOException {
    Bytes content = DdfWriter.write(model);
    // What could not be read again would keep the server from starting.
    if (!(DdfReader.read(content, DdfLimits.DEFAULT) instanceof Ddf.Parsed)) {
      throw new IOException("object " + model.id() + " is too large for a file");
    }
    Files.createDirectories(folder);
    Path file = file(folder, model.id(), model.version());
    Path draft = folder.resolve(file.getFileName() + ".draft");
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer left = content.asBuffer();
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Deletes the file of that object.
  static void delete(Path folder, int id, Version version) throws IOException {
    Files.deleteIfExists(file(folder, id, version));
  }

  /// Where [#save] puts that object.
  static Path file(Path folder, int id, Version version) {
    return folder.resolve("%d-%d_%d.xml".formatted(id, version.major(), version.minor()));
  }
}
