// SPDX-License-Identifier: Apache-2.0

package io.tern.net.relay;

import io.tern.coap.Timers;
import io.tern.coap.timer.TimerWheel;
import io.tern.net.EpochClock;
import io.tern.net.NetCounters;
import io.tern.net.loop.Loop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// A bad network in front of a real server: clients send to [#address], the relay passes their
/// datagrams on and the answers back, and loses, delays, doubles and reorders them by a seed.
///
/// Like a network address translator it has one socket, and so one source port at the server, for
/// each client. What happens to the n-th datagram of the m-th client is the same in every run with
/// one seed; when it happens follows the real clock. Safe from any thread; what a method orders is
/// in force when it returns.
public final class Relay implements AutoCloseable {
  private static final Loop.MailboxLimits MAILBOX = new Loop.MailboxLimits(1024, 64);

  private final Loop loop;
  private final RelayPort port;

  private Relay(Loop loop, RelayPort port) {
    this.loop = loop;
    this.port = port;
  }

  /// Starts a relay to `server` on a free port of the loopback address of the same family.
  public static Relay start(InetSocketAddress server, LinkProfile profile, long seed)
      throws IOException {
    var timers = new TimerWheel(EpochClock.nowNanos());
    var counters = new NetCounters();
    var loop = new Loop(0, MAILBOX, timers, EpochClock::nowNanos, counters);
    try {
      var port = new RelayPort(server, profile, seed, timers);
      loop.start(List.of(port));
      return new Relay(loop, port);
    } catch (IOException | RuntimeException e) {
      loop.close();
      throw e;
    }
  }

  /// Where clients send to.
  public InetSocketAddress address() {
    return port.address();
  }

  /// Treats further datagrams to the server as `profile` says.
  public void uplink(LinkProfile profile) {
    order(now -> port.uplink(profile));
  }

  /// Treats further datagrams to the clients as `profile` says.
  public void downlink(LinkProfile profile) {
    order(now -> port.downlink(profile));
  }

  /// Gives every client a new source port at the server. What the server sends to the old ones is
  /// lost.
  public void rebind() {
    order(now -> port.rebind());
  }

  /// Gives two clients each other's source port at the server, as a translator does that hands out
  /// a port again too soon. Does nothing where one of them has sent nothing yet.
  public void swap(InetSocketAddress client, InetSocketAddress other) {
    order(now -> port.swap(client, other));
  }

  /// While `cut`, nothing passes in either direction.
  public void blackhole(boolean cut) {
    order(now -> port.blackhole(cut));
  }

  /// What has happened so far.
  public RelayCounts counts() {
    var counts = new CompletableFuture<RelayCounts>();
    order(now -> counts.complete(port.counts()));
    return counts.join();
  }

  @Override
  public void close() {
    loop.close();
  }

  private void order(Timers.Task task) {
    var done = new CompletableFuture<Void>();
    boolean posted =
        loop.post(
            now -> {
              try {
                task.run(now);
                done.complete(null);
              } catch (RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
    if (!posted) {
      throw new IllegalStateException("the relay is closed or has too many orders");
    }
    done.join();
  }
}
