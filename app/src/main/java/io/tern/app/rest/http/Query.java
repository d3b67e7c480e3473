// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The query of a request: each parameter at most once.
///
/// @param parameters name to value, both decoded; a parameter without `=` has the empty value
public record Query(Map<String, String> parameters) {
  private static final int PARAMETERS_MAX = 32;

  public Query {
    parameters = Map.copyOf(parameters);
  }

  /// Reads `name=value&name=value`; a plus in it is a blank, as forms write it.
  static Checked<Query> parse(String raw) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : raw.split("&", PARAMETERS_MAX + 2)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      Optional<String> name = decode(equals < 0 ? pair : pair.substring(0, equals));
      Optional<String> value = decode(equals < 0 ? "" : pair.substring(equals + 1));
      if (name.isEmpty() || value.isEmpty()) {
        return Checked.refused(Problem.invalid("query", "the query is not percent-encoded UTF-8"));
      }
      if (parameters.put(name.get(), value.get()) != null) {
        return Checked.refused(Problem.invalid(name.get(), "the parameter is given twice"));
      }
      if (parameters.size() > PARAMETERS_MAX) {
        return Checked.refused(Problem.invalid("query", "too many parameters"));
      }
    }
    return Checked.ok(new Query(parameters));
  }

  private static Optional<String> decode(String text) {
    return PercentText.decode(text.replace('+', ' '));
  }

  /// The value of a parameter.
  public Optional<String> value(String name) {
    return Optional.ofNullable(parameters.get(name));
  }
}
