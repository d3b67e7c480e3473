// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import io.tern.app.rest.json.NodeJson;
import io.tern.app.store.KnownValue;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ResourceModel;
import java.util.List;
import java.util.Locale;

/// Values as comma-separated values (RFC 4180). What a spreadsheet would take for a formula has an
/// apostrophe in front, numbers excepted: devices choose these texts.
final class CsvText {
  static final String HEADER = "path,name,units,type,value,time,origin\r\n";

  private CsvText() {}

  /// One line.
  static String line(KnownValue known, Models models) {
    String name = models.resource(known.path()).map(ResourceModel::name).orElse("");
    String units = models.resource(known.path()).map(ResourceModel::units).orElse("");
    List<String> cells =
        List.of(
            known.path().toString(),
            name,
            units,
            known.value().type().name().toLowerCase(Locale.ROOT),
            NodeJson.value(known.path(), known.value(), models, known.time())
                .path("value")
                .asText(),
            known.time().toString(),
            known.origin().name().toLowerCase(Locale.ROOT));
    return String.join(",", cells.stream().map(CsvText::cell).toList()) + "\r\n";
  }

  /// A text as one cell.
  static String cell(String text) {
    String safe = isFormula(text) ? "'" + text : text;
    boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }

  private static boolean isFormula(String text) {
    return !text.isEmpty()
        && "=+-@\t\r\n".indexOf(text.charAt(0)) >= 0
        && !text.matches("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");
  }
}
