// SPDX-License-Identifier: Apache-2.0

package io.tern.app.config;

import io.tern.coap.engine.EndpointConfig;
import io.tern.coap.engine.EndpointLimits;

/// What of each kind the heap has room for: bounds that refuse work long before memory is gone.
///
/// @param heapBytes the greatest heap
/// @param loops event loops, which have some of it each
record HeapShare(long heapBytes, int loops) {
  private static final int KIB = 1 << 10;
  private static final int PEER_BYTES = 512;

  // Parts of the heap that something takes at most.
  private static final int HALF = 2;
  private static final int EIGHTH = 8;
  private static final int SIXTEENTH = 16;
  private static final int THIRTY_SECOND = 32;

  /// That of this process.
  ///
  /// @param loops 0 for one a processor
  static HeapShare here(int loops) {
    Runtime runtime = Runtime.getRuntime();
    return new HeapShare(runtime.maxMemory(), loops > 0 ? loops : runtime.availableProcessors());
  }

  /// Registrations, 1 KiB each: half of that when their devices have been silent for some minutes.
  int registrations() {
    return share(HALF, 1, KIB, 1_000, 1_000_000_000);
  }

  /// Registers of one loop that wait for their turn, 1 KiB each.
  int registersWaiting() {
    return share(SIXTEENTH, loops, KIB, 100, 50_000);
  }

  /// Changes that wait for the disk, 1 KiB each.
  int changesWaiting() {
    return share(SIXTEENTH, 1, KIB, 1_000, 65_536);
  }

  /// `initial` with no more peers, answers and bodies than one loop has room for.
  EndpointConfig within(EndpointConfig initial) {
    EndpointLimits most = initial.limits();
    EndpointLimits limits =
        new EndpointLimits(
            share(EIGHTH, loops, PEER_BYTES, 1_000, most.peersMax()),
            most.duplicatesPerPeerMax(),
            most.answerBytesPerPeerMax(),
            share(THIRTY_SECOND, loops, 1, 64 * KIB, (int) most.answerBytesMax()),
            most.waitingPerPeerMax(),
            share(SIXTEENTH, loops, PEER_BYTES, 1_000, most.exchangesMax()),
            most.requestsPerPeerMax(),
            most.observationsMax(),
            most.relationsMax(),
            most.relationsPerPeerMax(),
            most.resetsPerSecondMax());
    int bodies =
        share(
            SIXTEENTH, loops, 1, initial.bodies().bytesMax(), (int) initial.bodies().allBytesMax());
    return initial
        .withLimits(limits)
        .withBodies(initial.bodies().bytesMax(), bodies, initial.bodies().perPeerMax());
  }

  private int share(int part, int holders, int bytesEach, int least, int most) {
    return Math.clamp(heapBytes / part / holders / bytesEach, least, most);
  }
}
