// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.reliable;

import io.tern.coap.Peer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which datagrams do not get through to whom. A path that drops what is larger than it carries says so
/// by silence alone; where large datagrams stay unanswered twice in a row, payloads become half as
/// large, down to what every path carries.
///
/// Only peers with such losses are held, so that all others cost nothing.
final class PathSizes {
  /// As advised for paths of which nothing is known (RFC 7252 §4.6).
  static final int PAYLOAD_BYTES_MAX = 1024;

  /// A block of this size passes wherever IP does, and so does a datagram of [#DATAGRAM_BYTES_SURE].
  static final int PAYLOAD_BYTES_MIN = 256;

  /// A packet of 512 bytes without the headers of IPv4 and UDP.
  static final int DATAGRAM_BYTES_SURE = 484;

  static final int PEERS_MAX = 10_000;

  /// How long a loss is remembered; then the path may be another.
  static final long MEMORY_NANOS = 3_600_000_000_000L;

  private static final int LOSSES_MAX = 2;

  /// So often is one answer repeated that does not arrive; less often any other.
  private static final int REPEATS_MAX = 3;

  private final Map<Peer, Path> paths = new LinkedHashMap<>();

  private static final class Path {
    private int payloadBytesMax = PAYLOAD_BYTES_MAX;
    private int losses;
    private int repeats;

    /// Whether an answer may still be on its way.
    private boolean answering;

    private long lostAtNanos;

    Path(long nowNanos) {
      lostAtNanos = nowNanos;
    }

    /// A large datagram has arrived; whether nothing is left to be remembered.
    boolean carried() {
      losses = 0;
      repeats = 0;
      return payloadBytesMax == PAYLOAD_BYTES_MAX;
    }
  }

  /// Bytes of payload that a datagram to `peer` should carry at most, 256 to 1024.
  int payloadBytesMax(Peer peer, long nowNanos) {
    Path path = find(peer);
    if (path == null) {
      return PAYLOAD_BYTES_MAX;
    }
    if (nowNanos - path.lostAtNanos > MEMORY_NANOS) {
      paths.remove(peer);
      return PAYLOAD_BYTES_MAX;
    }
    return path.payloadBytesMax;
  }

  private @Nullable Path find(Peer peer) {
    return paths.isEmpty() ? null : paths.get(peer);
  }

  /// A datagram of `bytes` bytes was never acknowledged.
  void lost(Peer peer, int bytes, long nowNanos) {
    if (bytes <= DATAGRAM_BYTES_SURE) {
      return;
    }
    Path path = findOrAdd(peer, nowNanos);
    path.lostAtNanos = nowNanos;
    if (++path.losses == LOSSES_MAX) {
      path.losses = 0;
      path.payloadBytesMax = Math.max(PAYLOAD_BYTES_MIN, path.payloadBytesMax / 2);
    }
  }

  private Path findOrAdd(Peer peer, long nowNanos) {
    Path known = paths.get(peer);
    if (known != null) {
      return known;
    }
    if (paths.size() == PEERS_MAX) {
      paths.remove(paths.keySet().iterator().next());
    }
    Path path = new Path(nowNanos);
    paths.put(peer, path);
    return path;
  }

  /// A datagram of `bytes` bytes was acknowledged.
  void carried(Peer peer, int bytes) {
    Path path = find(peer);
    if (path != null && bytes > DATAGRAM_BYTES_SURE && path.carried()) {
      paths.remove(peer);
    }
  }

  /// A request came once more and got its answer of `bytes` bytes again.
  void repeated(Peer peer, int bytes, long nowNanos) {
    if (bytes <= DATAGRAM_BYTES_SURE) {
      return;
    }
    Path path = findOrAdd(peer, nowNanos);
    path.answering = true;
    if (++path.repeats == REPEATS_MAX) {
      lost(peer, bytes, nowNanos);
    }
  }

  /// A new request got an answer of `bytes` bytes. The one before has arrived where it was not asked
  /// for again and again.
  void answered(Peer peer, int bytes) {
    Path path = find(peer);
    if (path == null || bytes <= DATAGRAM_BYTES_SURE) {
      return;
    }
    boolean before = path.answering && path.repeats < REPEATS_MAX;
    path.answering = true;
    path.repeats = 0;
    if (before && path.carried()) {
      paths.remove(peer);
    }
  }

  /// How many peers are remembered.
  int size() {
    return paths.size();
  }
}
