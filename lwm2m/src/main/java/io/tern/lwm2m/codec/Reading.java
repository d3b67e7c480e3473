// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ResourceModel;
import java.time.Instant;

/// What decoding takes into account beside the payload.
///
/// @param models the data types of values
/// @param limits how much a payload may hold
/// @param now what a relative time refers to
/// @param prefix a path in front of the object ids that names in the payload may have or leave out: the
///     alternate path of the client such as `/lwm2m`, empty for none
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
