// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The source tree that the rules look at.
///
/// @param root folder of the parent `pom.xml`
record CodeBase(Path root) {
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Set<String> SKIPPED =
      Set.of("target", ".git", "node_modules", "data", "dist");

  /// The tree that holds the working folder.
  static CodeBase here() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("pom.xml")) || !Files.exists(folder.resolve("tern"))) {
      folder = folder.getParent();
    }
    return new CodeBase(folder);
  }

  /// The modules, as the parent names them.
  List<String> modules() {
    var matcher = MODULE.matcher(text(root.resolve("pom.xml")));
    return matcher.results().map(result -> result.group(1)).toList();
  }

  /// Where the compiled main classes of `module` are.
  Path classes(String module) {
    return root.resolve(module).resolve("target/classes");
  }

  /// Full names of the top-level types in the main sources of `module`, by file name.
  Set<String> typesInSources(String module) {
    Path sources = root.resolve(module).resolve("src/main/java");
    var names = new TreeSet<String>();
    for (Path file : files(path -> path.startsWith(sources) && isJava(path))) {
      String name = sources.relativize(file).toString();
      if (!name.endsWith("-info.java")) {
        names.add(name.substring(0, name.length() - ".java".length()).replace('/', '.'));
      }
    }
    return names;
  }

  /// The files of the tree, without what builds and tools leave behind, in a stable order.
  List<Path> files(Predicate<Path> wanted) {
    var found = new ArrayList<Path>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return SKIPPED.contains(String.valueOf(folder.getFileName()))
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (wanted.test(file)) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    found.sort(null);
    return found;
  }

  static boolean isJava(Path file) {
    return file.toString().endsWith(".java");
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }
}
