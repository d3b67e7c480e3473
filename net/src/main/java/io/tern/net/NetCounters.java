// SPDX-License-Identifier: Apache-2.0

package io.tern.net;

import io.tern.coap.Address;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// Counts what loops report. Reading is safe from any thread and sees each count a moment late.
public final class NetCounters implements NetEvents {
  private final LongAdder datagramsReceived = new LongAdder();
  private final LongAdder bytesReceived = new LongAdder();
  private final LongAdder datagramsSent = new LongAdder();
  private final LongAdder bytesSent = new LongAdder();
  private final LongAdder overflowed = new LongAdder();
  private final LongAdder handedOver = new LongAdder();
  private final LongAdder mailboxFull = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Map<Drop, LongAdder> dropped = new EnumMap<>(Drop.class);

  /// All counts at zero.
  public NetCounters() {
    for (Drop reason : Drop.values()) {
      dropped.put(reason, new LongAdder());
    }
  }

  @Override
  public void onReceived(int loop, int datagrams, long bytes) {
    datagramsReceived.add(datagrams);
    bytesReceived.add(bytes);
  }

  @Override
  public void onSent(int loop, int datagrams, long bytes) {
    datagramsSent.add(datagrams);
    bytesSent.add(bytes);
  }

  @Override
  public void onStreamReceived(int loop, long bytes) {
    bytesReceived.add(bytes);
  }

  @Override
  public void onStreamSent(int loop, long bytes) {
    bytesSent.add(bytes);
  }

  @Override
  public void onDropped(int loop, Drop reason, Address peer) {
    adder(reason).increment();
  }

  @Override
  public void onOverflowed(int loop, int datagrams) {
    overflowed.add(datagrams);
  }

  @Override
  public void onHandedOver(int loop, int toLoop) {
    handedOver.increment();
  }

  @Override
  public void onMailboxFull(int loop) {
    mailboxFull.increment();
  }

  @Override
  public void onFailure(int loop, String where, Throwable failure) {
    failures.increment();
  }

  /// Datagrams read, those dropped as too large included.
  public long datagramsReceived() {
    return datagramsReceived.sum();
  }

  /// Bytes of the datagrams read, and of connections.
  public long bytesReceived() {
    return bytesReceived.sum();
  }

  /// Datagrams that the system took.
  public long datagramsSent() {
    return datagramsSent.sum();
  }

  /// Bytes of the datagrams that the system took, and of connections.
  public long bytesSent() {
    return bytesSent.sum();
  }

  /// Datagrams that the system dropped because its buffer for a socket was full; known on Linux alone.
  public long overflowed() {
    return overflowed.sum();
  }

  /// Datagrams handed to another loop.
  public long handedOver() {
    return handedOver.sum();
  }

  /// Posts refused because a mailbox was full.
  public long mailboxFull() {
    return mailboxFull.sum();
  }

  /// Exceptions that a loop survived.
  public long failures() {
    return failures.sum();
  }

  /// Datagrams and connections lost on this side for `reason`.
  public long dropped(Drop reason) {
    return adder(reason).sum();
  }

  private LongAdder adder(Drop reason) {
    return java.util.Objects.requireNonNull(dropped.get(reason));
  }
}
