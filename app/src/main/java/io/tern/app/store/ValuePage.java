// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store;

import java.util.List;
import java.util.Optional;

/// A part of the values of the past.
///
/// @param next where the next page begins; empty at the end
public record ValuePage(List<KnownValue> values, Optional<ValueQuery.Place> next) {
  public ValuePage {
    values = List.copyOf(values);
  }
}
