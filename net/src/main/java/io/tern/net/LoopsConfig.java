// SPDX-License-Identifier: Apache-2.0

package io.tern.net;

import io.tern.coap.engine.EndpointConfig;
import java.net.InetSocketAddress;
import java.util.Optional;

/// How loops and their sockets behave.
///
/// @param bind where the sockets of datagrams are bound; port 0 lets the system pick one, the same for
///     all. Empty where there are none: connections alone
/// @param loops how many loops there are, 1 to 255; one where the system cannot spread peers over
///     sockets
/// @param receiveBufferBytes what the system should hold of what is not yet read, per socket; 0 for
///     its default, and it may grant less
/// @param sendBufferBytes what the system should hold of what is not yet sent, per socket; 0 for its
///     default, and it may grant less
/// @param receiveBatch how many datagrams a loop reads in one turn at most
/// @param sendQueueMax how many datagrams wait in a loop while its socket takes no more
/// @param datagramBytesMax larger datagrams are dropped and counted, 1 to 65,535
/// @param mailboxCapacity how many posted tasks wait for a loop at most
/// @param mailboxBatch how many posted tasks a loop runs in one turn at most
/// @param datagramIo how the system is asked for datagrams
/// @param tcp how connections behave
/// @param endpoint how the CoAP endpoint of each loop behaves; its token prefix is that of the loop
public record LoopsConfig(
    Optional<InetSocketAddress> bind,
    int loops,
    int receiveBufferBytes,
    int sendBufferBytes,
    int receiveBatch,
    int sendQueueMax,
    int datagramBytesMax,
    int mailboxCapacity,
    int mailboxBatch,
    DatagramIo datagramIo,
    TcpConfig tcp,
    EndpointConfig endpoint) {
  /// A token names its loop in one byte.
  private static final int LOOPS_MAX = 255;

  public LoopsConfig {
    if (loops < 1 || loops > LOOPS_MAX) {
      throw new IllegalArgumentException("loops: " + loops);
    }
    if (receiveBufferBytes < 0 || sendBufferBytes < 0) {
      throw new IllegalArgumentException("a negative buffer size");
    }
    if (receiveBatch < 1 || sendQueueMax < 1 || mailboxCapacity < 1 || mailboxBatch < 1) {
      throw new IllegalArgumentException("a limit below 1");
    }
    if (datagramBytesMax < 1 || datagramBytesMax > 65_535) {
      throw new IllegalArgumentException("datagramBytesMax: " + datagramBytesMax);
    }
  }

  /// A loop for each core with connections alone: no socket for datagrams is opened.
  public static LoopsConfig over(TcpConfig tcp) {
    return of(Optional.empty(), tcp);
  }

  /// A loop for each core, bound at `bind`. The system property [DatagramIo#PROPERTY] chooses how
  /// datagrams are read and written.
  public static LoopsConfig at(InetSocketAddress bind) {
    return of(Optional.of(bind), TcpConfig.OFF);
  }

  private static LoopsConfig of(Optional<InetSocketAddress> bind, TcpConfig tcp) {
    int cores = Math.min(Runtime.getRuntime().availableProcessors(), LOOPS_MAX);
    return new LoopsConfig(
        bind,
        cores,
        4 << 20,
        1 << 20,
        64,
        4096,
        8192,
        16_384,
        256,
        DatagramIo.preferred(),
        tcp,
        EndpointConfig.DEFAULT);
  }

  /// This with so many loops.
  public LoopsConfig withLoops(int count) {
    return new LoopsConfig(
        bind,
        count,
        receiveBufferBytes,
        sendBufferBytes,
        receiveBatch,
        sendQueueMax,
        datagramBytesMax,
        mailboxCapacity,
        mailboxBatch,
        datagramIo,
        tcp,
        endpoint);
  }

  /// This with other buffers of the system.
  public LoopsConfig withSocketBuffers(int receiveBytes, int sendBytes) {
    return new LoopsConfig(
        bind,
        loops,
        receiveBytes,
        sendBytes,
        receiveBatch,
        sendQueueMax,
        datagramBytesMax,
        mailboxCapacity,
        mailboxBatch,
        datagramIo,
        tcp,
        endpoint);
  }

  /// This with other bounds of datagrams: how many are read in a turn, how many wait to be sent, how
  /// large one may be.
  public LoopsConfig withDatagrams(int batch, int queueMax, int bytesMax) {
    return new LoopsConfig(
        bind,
        loops,
        receiveBufferBytes,
        sendBufferBytes,
        batch,
        queueMax,
        bytesMax,
        mailboxCapacity,
        mailboxBatch,
        datagramIo,
        tcp,
        endpoint);
  }

  /// This with another mailbox: how many tasks wait, how many run in a turn.
  public LoopsConfig withMailbox(int capacity, int batch) {
    return new LoopsConfig(
        bind,
        loops,
        receiveBufferBytes,
        sendBufferBytes,
        receiveBatch,
        sendQueueMax,
        datagramBytesMax,
        capacity,
        batch,
        datagramIo,
        tcp,
        endpoint);
  }

  /// This with datagrams read and written in another way.
  public LoopsConfig withDatagramIo(DatagramIo io) {
    return new LoopsConfig(
        bind,
        loops,
        receiveBufferBytes,
        sendBufferBytes,
        receiveBatch,
        sendQueueMax,
        datagramBytesMax,
        mailboxCapacity,
        mailboxBatch,
        io,
        tcp,
        endpoint);
  }

  /// This with other endpoints.
  public LoopsConfig withEndpoint(EndpointConfig other) {
    return new LoopsConfig(
        bind,
        loops,
        receiveBufferBytes,
        sendBufferBytes,
        receiveBatch,
        sendQueueMax,
        datagramBytesMax,
        mailboxCapacity,
        mailboxBatch,
        datagramIo,
        tcp,
        other);
  }

  /// This with other connections.
  public LoopsConfig withTcp(TcpConfig other) {
    return new LoopsConfig(
        bind,
        loops,
        receiveBufferBytes,
        sendBufferBytes,
        receiveBatch,
        sendQueueMax,
        datagramBytesMax,
        mailboxCapacity,
        mailboxBatch,
        datagramIo,
        other,
        endpoint);
  }
}
