// SPDX-License-Identifier: Apache-2.0

package io.tern.testkit.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// What a source file may look like. Each finding reads `file:line: what`.
final class TidyRules {
  static final int FILE_LINES_MAX = 500;
  static final int METHOD_LINES_MAX = 60;
  static final int PARAMETERS_MAX = 6;
  static final int RECORD_COMPONENTS_MAX = 12;
  static final int COLUMNS_MAX = 120;
  static final int PACKAGE_INFO_LINES_MAX = 10;

  // Written in pieces, so that this file may stand in the tree it looks at.
  private static final Pattern UNFINISHED =
      Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
  private static final Pattern MACHINE =
      Pattern.compile(
          "(^|[\\s\"'`(=:,])(/wo"
              + "rk/|/tm"
              + "p/bin/|/ro"
              + "ot/|/home/\\w)"
              + "|repo1?\\.maven\\.(apache\\.)?"
              + "org|registry\\.npm"
              + "js\\.org|deb\\.deb"
              + "ian\\.org");

  private static final Pattern PURE_MAIN =
      Pattern.compile("(coap|lwm2m|server|client)/src/main/java/.*");

  private TidyRules() {}

  /// Findings in any text file.
  static List<String> inText(String file, String text) {
    var findings = new ArrayList<String>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (UNFINISHED.matcher(line).find()) {
        findings.add(at(file, i + 1, "unfinished work belongs in an issue"));
      }
      if (MACHINE.matcher(line).find()) {
        findings.add(at(file, i + 1, "path or host of one machine"));
      }
    }
    return findings;
  }

  /// Findings in a Java file, beyond those of [#inText].
  static List<String> inJava(String file, String source) {
    var findings = new ArrayList<String>();
    List<String> lines = source.lines().toList();
    if (lines.size() > FILE_LINES_MAX) {
      findings.add(at(file, 1, lines.size() + " lines, at most " + FILE_LINES_MAX));
    }
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).length() > COLUMNS_MAX) {
        findings.add(at(file, i + 1, "longer than " + COLUMNS_MAX + " columns"));
      }
    }
    if (file.endsWith("package-info.java")) {
      findings.addAll(inPackageInfo(file, lines));
    }
    if (file.endsWith("module-info.java") && !source.contains("@NullMarked")) {
      findings.add(at(file, 1, "the module is not @NullMarked"));
    }
    findings.addAll(inShape(file, JavaShape.of(source)));
    return findings;
  }

  private static List<String> inPackageInfo(String file, List<String> lines) {
    long comment =
        lines.stream()
            .map(String::strip)
            .filter(line -> line.startsWith("///") || line.startsWith("/*") || line.startsWith("*"))
            .count();
    if (comment == 0 || comment > PACKAGE_INFO_LINES_MAX) {
      return List.of(
          at(file, 1, "1 to " + PACKAGE_INFO_LINES_MAX + " lines of comment, not " + comment));
    }
    return List.of();
  }

  private static List<String> inShape(String file, JavaShape shape) {
    var findings = new ArrayList<String>();
    for (JavaShape.Signature method : shape.methods()) {
      if (method.lines() > METHOD_LINES_MAX) {
        findings.add(
            at(
                file,
                method.line(),
                "%s has %d lines, at most %d"
                    .formatted(method.name(), method.lines(), METHOD_LINES_MAX)));
      }
      if (method.parameters() > PARAMETERS_MAX) {
        findings.add(
            at(
                file,
                method.line(),
                "%s has %d parameters, at most %d"
                    .formatted(method.name(), method.parameters(), PARAMETERS_MAX)));
      }
    }
    for (JavaShape.Signature type : shape.records()) {
      if (type.parameters() > RECORD_COMPONENTS_MAX) {
        findings.add(
            at(
                file,
                type.line(),
                "%s has %d components, at most %d"
                    .formatted(type.name(), type.parameters(), RECORD_COMPONENTS_MAX)));
      }
    }
    if (file.contains("src/test/") || file.startsWith("testkit/")) {
      shape.sleeps().forEach(line -> findings.add(at(file, line, "a test that sleeps")));
      shape.disabled().forEach(line -> findings.add(at(file, line, "a test that is switched off")));
    }
    if (PURE_MAIN.matcher(file).matches()) {
      shape.locks().forEach(line -> findings.add(at(file, line, "a lock in a pure module")));
    }
    return findings;
  }

  private static String at(String file, long line, String what) {
    return file + ":" + line + ": " + what;
  }
}
