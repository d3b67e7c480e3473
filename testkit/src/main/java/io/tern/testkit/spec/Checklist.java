// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.regex.Pattern;

/// The ids that a test may prove, from Markdown tables whose first column is the id. Their texts
/// lie beside the project, not in it.
///
/// @param requirements such as `REG-07` or the test case `int-101`, in the order of the tables
/// @param failures known failures of the field, such as `C12`, in the order of the tables
public record Checklist(SequencedSet<String> requirements, SequencedSet<String> failures) {
  private static final String FOLDER_VARIABLE = "TERN_SHARED";
  private static final Pattern REQUIREMENT =
      Pattern.compile(
          "(?m)^\\|\\s*([A-Z][A-Z0-9]*(?:-[A-Z]?[0-9]+)+[a-z]?|(?:[A-Z0-9.]+-)*int-[0-9]+)\\s*\\|");
  private static final Pattern FAILURE = Pattern.compile("(?m)^\\|\\s*([A-Z][0-9]+)\\s*\\|");
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
    return new Checklist(firstGroups(REQUIREMENT, requirements), firstGroups(FAILURE, failures));
  }

  /// Whether `id` is in the checklist or names a section of an RFC.
  public boolean knows(String id) {
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
