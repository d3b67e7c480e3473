// SPDX-License-Identifier: Apache-2.0

package io.tern.app.rest;

import io.tern.app.rest.http.Call;
import io.tern.app.rest.http.Checked;
import io.tern.app.rest.http.Problem;
import java.util.Optional;

/// The parameter `limit` of every list: how many items a page has at most.
final class PageLimit {
  static final int MAX = 1_000;
  static final int DEFAULT = 100;

  private PageLimit() {}

  static Checked<Integer> of(Call call) {
    return of(call, DEFAULT);
  }

  /// @param absent the limit of a call that has none
  static Checked<Integer> of(Call call, int absent) {
    Optional<String> text = call.query().value("limit");
    if (text.isEmpty()) {
      return Checked.ok(absent);
    }
    int limit = text.get().matches("[1-9]\\d{0,3}") ? Integer.parseInt(text.get()) : 0;
    return limit > 0 && limit <= MAX
        ? Checked.ok(limit)
        : Checked.refused(Problem.invalid("limit", "must be a whole number from 1 to " + MAX));
  }
}
