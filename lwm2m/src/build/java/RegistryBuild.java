// SPDX-License-Identifier: Apache-2.0

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
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Packs object definition files into the resource of [Registry], and the copyright lines in them into
/// a notice. Run by the build from its source: `RegistryBuild resource notice licence folder...`.
final class RegistryBuild {
  private static final Pattern COPYRIGHT =
      Pattern.compile("^\\W*(copyright (\\(c\\) )?\\d{4}.*?)\\W*$", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private RegistryBuild() {}

  public static void main(String[] args) throws IOException {
    List<ObjectModel> models = new ArrayList<>();
    TreeSet<String> copyrights = new TreeSet<>();
    for (Path file : files(Arrays.asList(args).subList(3, args.length))) {
      Bytes document = Bytes.wrap(Files.readAllBytes(file));
      switch (DdfReader.read(document, DdfLimits.DEFAULT)) {
        case Ddf.Parsed parsed -> models.addAll(parsed.objects());
        case Ddf.Broken(var line, var reason) ->
            throw new IllegalStateException(file + ": " + reason);
      }
      Matcher matcher = COPYRIGHT.matcher(document.utf8());
      while (matcher.find()) {
        copyrights.add(matcher.group(1).replaceAll("\\s+", " "));
      }
    }
    if (models.isEmpty()) {
      throw new IllegalStateException("no object definition found");
    }
    writeChanged(Path.of(args[0]), Registry.pack(models));
    String notice =
        "The object definitions of the OMA LwM2M registry in this library were made from files with\n"
            + "these copyright lines, under the licence below.\n\n  "
            + String.join("\n  ", copyrights)
            + "\n\n"
            + Files.readString(Path.of(args[2]));
    writeChanged(Path.of(args[1]), Bytes.ofUtf8(notice));
  }

  private static List<Path> files(List<String> folders) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> found = Files.walk(Path.of(folder))) {
        found
            .filter(file -> file.getParent().endsWith("models"))
            .filter(file -> file.toString().endsWith(".xml"))
            .sorted()
            .forEach(files::add);
      }
    }
    return files;
  }

  /// Leaves the file alone where nothing changed, so that what depends on it stays current too.
  private static void writeChanged(Path file, Bytes content) throws IOException {
    if (!Files.exists(file) || !Bytes.wrap(Files.readAllBytes(file)).equals(content)) {
      Files.createDirectories(file.getParent());
      Files.write(file, content.toArray());
    }
  }
}
