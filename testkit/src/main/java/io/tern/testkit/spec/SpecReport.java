// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes which requirement has which test, as Markdown: ids and names of tests alone.
public final class SpecReport {
  private SpecReport() {}

  /// Writes the report of the project in the folder `args[0]` to the file `args[1]`.
  public static void main(String[] args) {
    Path root = Path.of(args[0]).toAbsolutePath().normalize();
    write(root, Path.of(args[1]));
  }

  /// Writes the report of the project at `root` to `file`.
  public static void write(Path root, Path file) {
    var tests = SpecScan.testsById(testFolders(root));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, render(tests, Checklist.beside(root), Reasons.of(root)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where compiled tests of the project at `root` are: the tests of every module, and the kits.
  public static List<Path> testFolders(Path root) {
    try (Stream<Path> modules = Files.list(root)) {
      var folders = new ArrayList<Path>();
      modules.map(module -> module.resolve("target/test-classes")).sorted().forEach(folders::add);
      folders.add(root.resolve("testkit/target/classes"));
      return folders;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The report as Markdown. Without a checklist it lists what has a test and says so.
  public static String render(
      SortedMap<String, SortedSet<String>> tests, Optional<Checklist> checklist, Reasons reasons) {
    var text = new StringBuilder("# Requirements and their tests\n\nWritten by `./tern spec`.\n");
    checklist.ifPresentOrElse(
        list -> renderAgainst(list.expanded(tests), list, reasons, text),
        () -> {
          text.append("\nNo checklist was at hand: what has no test is not listed.\n");
          table("Proven", tests, _ -> true, text);
        });
    return text.toString();
  }

  private static void renderAgainst(
      SortedMap<String, SortedSet<String>> tests,
      Checklist list,
      Reasons reasons,
      StringBuilder text) {
    counted("requirements", list.requirements(), tests, text);
    counted("failures of the field", list.failures(), tests, text);
    server(tests, list, reasons, text);
    table("Requirements with a test", tests, list.requirements()::contains, text);
    table("Failures of the field with a test", tests, list.failures()::contains, text);
    table("Sections of RFCs with a test", tests, Checklist::isRfc, text);
    List<String> open = unproven(list, tests);
    excused(open, reasons, text);
    open.removeIf(id -> reasons.why(id).isPresent());
    missing("Gaps: no test and no reason", open, tests, text);
  }

  private static void counted(
      String what, Collection<String> ids, Map<String, ?> tests, StringBuilder text) {
    long proven = ids.stream().filter(tests::containsKey).count();
    text.append("\n%d of %d %s have a test.\n".formatted(proven, ids.size(), what));
  }

  /// What binds a server has a test or a reason; what has neither comes first.
  private static void server(
      SortedMap<String, SortedSet<String>> tests,
      Checklist list,
      Reasons reasons,
      StringBuilder text) {
    text.append("\n## The server: registration, queue mode, management, reporting, test cases\n");
    counted("rows that bind a server", list.server(), tests, text);
    List<String> gaps = gaps(tests, list, reasons);
    text.append(
        gaps.isEmpty()
            ? "\nEach of the others has a reason.\n"
            : "\nGaps: %s\n".formatted(String.join(", ", gaps)));
    text.append("\n| Without a test | Why |\n|---|---|\n");
    for (String id : list.server()) {
      if (!tests.containsKey(id)) {
        text.append("| %s | %s |\n".formatted(id, reasons.why(id).orElse("")));
      }
    }
  }

  /// What binds a server and has neither a test nor a reason.
  static List<String> gaps(Map<String, ?> tests, Checklist list, Reasons reasons) {
    return list.server().stream()
        .filter(id -> !tests.containsKey(id) && reasons.why(id).isEmpty())
        .toList();
  }

  private static void table(
      String title,
      SortedMap<String, SortedSet<String>> tests,
      Predicate<String> wanted,
      StringBuilder text) {
    text.append("\n## ").append(title).append("\n\n| Id | Tests |\n|---|---|\n");
    tests.forEach(
        (id, names) -> {
          if (wanted.test(id)) {
            text.append("| %s | %s |\n".formatted(id, String.join("<br>", names)));
          }
        });
  }

  private static List<String> unproven(Checklist list, Map<String, ?> tests) {
    List<String> open = new ArrayList<>(list.requirements());
    open.addAll(list.failures());
    open.removeIf(tests::containsKey);
    return open;
  }

  private static void excused(List<String> ids, Reasons reasons, StringBuilder text) {
    text.append("\n## Without a test, for a reason\n\n| Why | Ids |\n|---|---|\n");
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (String id : ids) {
      reasons
          .why(id)
          .ifPresent(why -> byReason.computeIfAbsent(why, w -> new ArrayList<>()).add(id));
    }
    byReason.forEach(
        (why, excused) -> text.append("| %s | %s |\n".formatted(why, String.join(", ", excused))));
  }

  private static void missing(
      String title, Collection<String> ids, Map<String, ?> tests, StringBuilder text) {
    text.append("\n## ").append(title).append("\n\n");
    Map<String, String> families =
        ids.stream()
            .filter(id -> !tests.containsKey(id))
            .collect(
                Collectors.groupingBy(
                    id -> id.replaceAll("-?[A-Z]?[0-9]+[a-z]?$", ""),
                    LinkedHashMap::new,
                    Collectors.joining(", ")));
    families.values().forEach(family -> text.append("- ").append(family).append('\n'));
  }
}
