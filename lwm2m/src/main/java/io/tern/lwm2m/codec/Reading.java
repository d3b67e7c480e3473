// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ResourceModel;
import java.time.Instant;

/// What it takes to read a payload.
///
/// @param now what a relative time in the payload refers to
/// @param prefix an alternate path such as `/lwm2m` below which names in the payload may stand, empty for
///     none; names without it are read as well (SML-32)
public record Reading(Models models, DecodeLimits limits, Instant now, String prefix) {
  /// Without prefix.
  public Reading(Models models, DecodeLimits limits, Instant now) {
    this(models, limits, now, "");
  }

  /// The data type of the resource that a path of depth 3 or 4 names, NONE where nobody knows.
  DataType type(Path path) {
    return models.resource(path).map(ResourceModel::type).orElse(DataType.NONE);
  }
}
