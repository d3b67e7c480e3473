// SPDX-License-Identifier: Apache-2.0

package io.tern.net;

import java.net.InetSocketAddress;
import java.util.Optional;

/// How connections behave (CoAP over TCP, RFC 8323). The bounds are those of one loop.
///
/// @param bind where connections are accepted; port 0 lets the system pick one; empty to accept none
/// @param connects whether connections are made to peers that have none
/// @param connectionsMax connections at a time
/// @param perAddressMax connections from one IP address at a time; one IPv6 network of 64 bits counts
///     as one address
/// @param queueBytesHigh bytes that wait for a peer before nothing more is read from it
/// @param queueBytesMax bytes that wait for a peer before it is given up
/// @param queuedBytesMax bytes that wait for all peers together before those who add to it are given up
/// @param connectNanos how long a connection may take to be made
/// @param stallNanos how long a peer may take nothing of what waits for it
public record TcpConfig(
    Optional<InetSocketAddress> bind,
    boolean connects,
    int connectionsMax,
    int perAddressMax,
    int queueBytesHigh,
    int queueBytesMax,
    long queuedBytesMax,
    long connectNanos,
    long stallNanos) {
  private static final long SECOND = 1_000_000_000L;

  /// No connection is accepted or made.
  public static final TcpConfig OFF =
      new TcpConfig(
          Optional.empty(),
          false,
          20_000,
          2_000,
          64 << 10,
          1 << 20,
          64 << 20,
          10 * SECOND,
          60 * SECOND);

  public TcpConfig {
    if (connectionsMax < 1 || perAddressMax < 1) {
      throw new IllegalArgumentException("a limit below 1");
    }
    if (queueBytesHigh < 1 || queueBytesMax < queueBytesHigh || queuedBytesMax < queueBytesMax) {
      throw new IllegalArgumentException("queues that do not fit: " + queueBytesMax);
    }
    if (connectNanos <= 0 || stallNanos <= 0) {
      throw new IllegalArgumentException("a wait of no time");
    }
  }

  /// This, accepting connections at `address`.
  public TcpConfig accepting(InetSocketAddress address) {
    return new TcpConfig(
        Optional.of(address),
        connects,
        connectionsMax,
        perAddressMax,
        queueBytesHigh,
        queueBytesMax,
        queuedBytesMax,
        connectNanos,
        stallNanos);
  }

  /// This, making connections to peers that have none.
  public TcpConfig connecting() {
    return new TcpConfig(
        bind,
        true,
        connectionsMax,
        perAddressMax,
        queueBytesHigh,
        queueBytesMax,
        queuedBytesMax,
        connectNanos,
        stallNanos);
  }

  /// This with other numbers of connections: of all peers, of one address.
  public TcpConfig withConnections(int max, int ofAddressMax) {
    return new TcpConfig(
        bind,
        connects,
        max,
        ofAddressMax,
        queueBytesHigh,
        queueBytesMax,
        queuedBytesMax,
        connectNanos,
        stallNanos);
  }

  /// This with other bounds of what waits for one peer.
  public TcpConfig withQueue(int bytesHigh, int bytesMax) {
    return new TcpConfig(
        bind,
        connects,
        connectionsMax,
        perAddressMax,
        bytesHigh,
        bytesMax,
        Math.max(queuedBytesMax, bytesMax),
        connectNanos,
        stallNanos);
  }

  /// This with other waits: for a connection to be made, for a peer that takes nothing.
  public TcpConfig withWaits(long connect, long stall) {
    return new TcpConfig(
        bind,
        connects,
        connectionsMax,
        perAddressMax,
        queueBytesHigh,
        queueBytesMax,
        queuedBytesMax,
        connect,
        stall);
  }
}
