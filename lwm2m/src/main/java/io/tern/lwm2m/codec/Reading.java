// SPDX-License-Identifier: Apache-2.0

package io.tern.lwm2m.codec;

import io.tern.lwm2m.DataType;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.model.Models;
import io.tern.lwm2m.model.ResourceModel;
import java.time.Instant;

/// What a format knows beside the payload when it decodes.
///
/// @param now what a relative time refers to
record Reading(Models models, DecodeLimits limits, Instant now) {
  /// The data type of the resource that a path of depth 3 or 4 names, NONE where nobody knows.
  DataType type(Path path) {
    return models.resource(path).map(ResourceModel::type).orElse(DataType.NONE);
  }
}
