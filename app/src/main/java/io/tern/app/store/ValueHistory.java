// SPDX-License-Identifier: Apache-2.0

package io.tern.app.store;

import io.tern.lwm2m.EndpointName;
import io.tern.lwm2m.Path;
import io.tern.lwm2m.node.TimedNode;
import io.tern.server.Origin;
import java.util.List;

/// What devices told, within bounds of count and age. Two values of one resource and one time are one:
/// the later told counts. Values of more than 1 KiB are not kept. Where there is no room for all of one
/// resource, those whose time lies ahead go first, then the oldest. Any thread; may block.
public interface ValueHistory {
  /// Longer values are not kept.
  int VALUE_BYTES_MAX = 1_024;

  /// The value with the latest time of every resource at and below `path`, in order of path. One whose
  /// time lies ahead ([KnownValue#ahead]) counts where there is no other, and then the one received last.
  List<KnownValue> last(EndpointName endpoint, Path path);

  /// A part of the values of the past.
  ValuePage list(ValueQuery query);

  /// Keeps what somebody else than a journal learned, such as the answer to a read. Not waited for, and
  /// dropped where too much waits.
  ///
  /// @param nowNanos the time of values that carry none
  void keep(EndpointName endpoint, List<TimedNode> values, Origin origin, long nowNanos);
}
