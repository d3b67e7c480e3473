// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

/// The bounds of one UDP port.
///
/// @param datagramBytesMax larger datagrams are dropped and counted; 1 to 65,535
/// @param receiveBatch how many datagrams are read in one turn of the loop, at least 1
/// @param sendQueueMax how many datagrams wait where the socket takes no more, at least 1
public record UdpLimits(int datagramBytesMax, int receiveBatch, int sendQueueMax) {
  public UdpLimits {
    boolean bounded = datagramBytesMax >= 1 && datagramBytesMax <= 65_535;
    if (!bounded || receiveBatch < 1 || sendQueueMax < 1) {
      throw new IllegalArgumentException(
          "no limits: " + datagramBytesMax + ", " + receiveBatch + ", " + sendQueueMax);
    }
  }
}
