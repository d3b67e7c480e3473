// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit.spec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Why ids have no test: a Markdown table of ids and reasons. The first row that names an id counts; an id
/// that ends in `*` names all that begin so.
public record Reasons(List<Row> rows) {
  /// Ids and their reason.
  public record Row(List<String> ids, String why) {
    private boolean names(String id) {
      return ids.stream()
          .anyMatch(
              one ->
                  one.endsWith("*")
                      ? id.startsWith(one.substring(0, one.length() - 1))
                      : id.equals(one));
    }
  }

  /// The reasons of the project at `root`; none where it has no such file.
  public static Reasons of(Path root) {
    Path file = root.resolve("docs/spec-reasons.md");
    try {
      return Files.isRegularFile(file) ? parse(Files.readString(file)) : new Reasons(List.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The rows of the table in a Markdown text.
  static Reasons parse(String text) {
    List<Row> rows = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String[] cells = line.split("\\|", -1);
      boolean heading = cells.length > 1 && cells[1].strip().matches("Ids|-+");
      if (cells.length == 4 && !heading) {
        rows.add(new Row(List.of(cells[1].strip().split(",\\s*", -1)), cells[2].strip()));
      }
    }
    return new Reasons(List.copyOf(rows));
  }

  /// Why `id` has no test; empty where nobody says.
  Optional<String> why(String id) {
    return rows.stream().filter(row -> row.names(id)).map(Row::why).findFirst();
  }
}
