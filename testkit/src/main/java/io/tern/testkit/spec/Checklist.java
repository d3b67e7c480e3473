// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The ids that a test may prove, from Markdown tables whose first column is the id. Their texts
/// lie beside the project, not in it.
///
/// @param requirements such as `REG-07` or the test case `int-101`, in the order of the tables
/// @param failures known failures of the field and promises of durability, such as `C12` and `4.10`, in
///     the order of the tables
/// @param server those requirements that bind a server: of the sections about registration, queue mode,
///     device management and reporting (5 to 8) what is not said of another role, and all test cases
public record Checklist(
    SequencedSet<String> requirements, SequencedSet<String> failures, SequencedSet<String> server) {
  private static final String FOLDER_VARIABLE = "TERN_SHARED";
  private static final Pattern REQUIREMENT =
      Pattern.compile(
          "(?m)^\\|\\s*([A-Z][A-Z0-9]*(?:-[A-Z]?[0-9]+(?:v[0-9]+)?)+[a-z]?|(?:[A-Z0-9.]+-)*int-[0-9]+)\\s*\\|");
  private static final Pattern SECTION = Pattern.compile("## ([0-9]+)\\..*");
  private static final Set<Integer> SERVER_SECTIONS = Set.of(5, 6, 7, 8);
  private static final Set<String> SERVER_ROLES = Set.of("S", "X");
  private static final Pattern FAILURE =
      Pattern.compile("(?m)^\\|\\s*([A-Z][0-9]+|[0-9]\\.[0-9]+)\\s*\\|");
  private static final Pattern RFC = Pattern.compile("RFC[0-9]+(-[0-9A-Z]+(\\.[0-9]+)*)?");

  /// The ids in the folder that the environment variable `TERN_SHARED` names, else in the folder
  /// `shared` beside `root`; empty where there is none.
  public static Optional<Checklist> beside(Path root) {
    String named = System.getenv(FOLDER_VARIABLE);
    Path folder = named == null ? root.resolveSibling("shared") : Path.of(named);
    Path requirements = folder.resolve("lwm2m-checklist.md");
    Path failures = folder.resolve("hostile-cases.md");
    if (!Files.isRegularFile(requirements) || !Files.isRegularFile(failures)) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse(Files.readString(requirements), Files.readString(failures)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The ids in the tables of two Markdown texts.
  public static Checklist parse(String requirements, String failures) {
    return new Checklist(
        firstGroups(REQUIREMENT, requirements),
        firstGroups(FAILURE, failures),
        ofServer(requirements));
  }

  private static SequencedSet<String> ofServer(String text) {
    var ids = new LinkedHashSet<String>();
    int section = 0;
    int roleColumn = -1;
    for (String line : text.lines().toList()) {
      Matcher heading = SECTION.matcher(line);
      if (heading.matches()) {
        section = Integer.parseInt(heading.group(1));
      }
      List<String> cells = Stream.of(line.split("\\|", -1)).map(String::strip).toList();
      if (cells.size() > 1 && cells.get(1).equals("ID")) {
        roleColumn = cells.indexOf("Role");
      }
      Matcher row = REQUIREMENT.matcher(line);
      if (row.find()
          && (isCase(row.group(1))
              || (SERVER_SECTIONS.contains(section) && bindsServer(cells, roleColumn)))) {
        ids.add(row.group(1));
      }
    }
    return ids;
  }

  private static boolean isCase(String id) {
    return id.contains("int-");
  }

  /// A table without roles speaks of all of them.
  private static boolean bindsServer(List<String> cells, int roleColumn) {
    return roleColumn < 0
        || roleColumn >= cells.size()
        || Stream.of(cells.get(roleColumn).split(" ", -1)).anyMatch(SERVER_ROLES::contains);
  }

  /// `tests` with the ids that a citation ending in `*` stands for in its place.
  public SortedMap<String, SortedSet<String>> expanded(Map<String, SortedSet<String>> tests) {
    var expanded = new TreeMap<String, SortedSet<String>>();
    tests.forEach(
        (cited, by) ->
            named(cited)
                .forEach(id -> expanded.computeIfAbsent(id, _ -> new TreeSet<>()).addAll(by)));
    return expanded;
  }

  private Stream<String> named(String cited) {
    return cited.endsWith("*")
        ? requirements.stream().filter(id -> id.startsWith(cited.substring(0, cited.length() - 1)))
        : Stream.of(cited);
  }

  /// Whether `id` is in the checklist, stands for some that are, or names a section of an RFC.
  public boolean knows(String id) {
    if (id.endsWith("*")) {
      return named(id).findAny().isPresent();
    }
    return requirements.contains(id) || failures.contains(id) || isRfc(id);
  }

  /// Whether `id` names an RFC or a section of one, such as `RFC7252-4.2`.
  public static boolean isRfc(String id) {
    return RFC.matcher(id).matches();
  }

  private static SequencedSet<String> firstGroups(Pattern row, String text) {
    var ids = new LinkedHashSet<String>();
    row.matcher(text).results().forEach(result -> ids.add(result.group(1)));
    return ids;
  }
}
