// SPDX-License-Identifier: Apache-2.0

package io.tern.server;

import io.tern.lwm2m.ObjectList;
import io.tern.lwm2m.Release;
import io.tern.lwm2m.model.Models;

/// Finds the object definitions that hold for a client. Called on a loop, seldom; never blocks.
@FunctionalInterface
public interface ModelSource {
  /// Knows no object.
  ModelSource NONE = (release, objects) -> Models.NONE;

  /// The definitions for a client of that release that announced those objects.
  Models models(Release release, ObjectList objects);
}
