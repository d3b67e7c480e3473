// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;

/// Datagrams by `recvmmsg` and `sendmmsg`: one system call for many, each way.
///
/// It works on a descriptor of its own, a duplicate of the channel's; waiting for the socket stays
/// with the channel and its selector. Whoever closes first, no descriptor is ever used after it was
/// closed.
final class LinuxDatagrams implements DatagramBatch {
  /// How many datagrams one system call moves at most.
  private static final int MESSAGES_MAX = 64;

  /// The largest UDP payload over IPv6 without jumbograms.
  private static final int SEND_BYTES_MAX = 65_527;

  /// A datagram of this size passes in one piece wherever IP does: a packet of 512 bytes.
  private static final int WHOLE_BYTES_MAX = 484;

  private static final int SEND_AREA_BYTES = 2 * SEND_BYTES_MAX;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = LinuxCalls.newState(arena);
  private final int descriptor;
  private final int family;
  private final int slotBytes;
  private final MessageHeaders incoming;
  private final MessageHeaders outgoing;
  private final Address.Ip[] senders;

  /// Whether what is sent is not to be cut in pieces.
  private boolean whole;

  /// @param channel bound
  /// @param limits larger datagrams than they say are dropped
  LinuxDatagrams(DatagramChannel channel, UdpLimits limits) throws IOException {
    try {
      BoundSocket socket = BoundSocket.find(channel);
      family = socket.family();
      int messages = Math.min(limits.receiveBatch(), MESSAGES_MAX);
      slotBytes = limits.datagramBytesMax();
      incoming = new MessageHeaders(arena, messages, (long) messages * slotBytes);
      senders = new Address.Ip[messages];
      Arrays.fill(senders, Address.Ip.v4(0, 0));
      outgoing = new MessageHeaders(arena, MESSAGES_MAX, SEND_AREA_BYTES);
      for (int i = 0; i < messages; i++) {
        incoming.setRange(i, (long) i * slotBytes, slotBytes);
      }
      descriptor = LinuxCalls.duplicate(state, socket.descriptor());
      if (descriptor < 0) {
        throw failure("fcntl", LinuxCalls.errno(state));
      }
    } catch (IOException | RuntimeException | Error e) {
      arena.close();
      throw e;
    }
  }

  private static IOException failure(String call, int errno) {
    return new IOException(call + ": error " + errno);
  }

  @Override
  public int receive(int max, Sink sink) throws IOException {
    int total = 0;
    while (total < max) {
      int asked = Math.min(max - total, incoming.count());
      int received = receiveOnce(asked);
      feed(received, sink);
      total += received;
      if (received < asked) {
        break;
      }
    }
    return total;
  }

  private int receiveOnce(int max) throws IOException {
    while (true) {
      int received =
          LinuxCalls.recvmmsg(state, descriptor, incoming.from(0), max, LinuxCalls.MSG_DONTWAIT);
      if (received >= 0) {
        return received;
      }
      switch (LinuxCalls.errno(state)) {
        case LinuxCalls.EINTR -> {}
        // An ICMP answer to something sent earlier: CoAP finds out by its timers, and the selector
        // tells of whatever else is there.
        case LinuxCalls.EAGAIN, LinuxCalls.ECONNREFUSED -> {
          return 0;
        }
        default -> throw failure("recvmmsg", LinuxCalls.errno(state));
      }
    }
  }

  /// All senders first, so that whoever takes the datagrams can look at what it knows of them together.
  private void feed(int received, Sink sink) {
    for (int i = 0; i < received; i++) {
      senders[i] = SocketName.read(incoming.names(), incoming.nameAt(i));
      // The system wrote how long the name is over how much room there is for it.
      incoming.setNameLength(i, SocketName.BYTES);
    }
    if (received > 1) {
      sink.onAnnounced(Arrays.asList(senders).subList(0, received));
    }
    for (int i = 0; i < received; i++) {
      feed(i, senders[i], sink);
    }
  }

  private void feed(int index, Address.Ip from, Sink sink) {
    if ((incoming.flags(index) & LinuxCalls.MSG_TRUNC) != 0) {
      sink.onOversize(from);
      return;
    }
    byte[] datagram = new byte[incoming.datagramBytes(index)];
    MemorySegment.copy(
        incoming.area(), JAVA_BYTE, (long) index * slotBytes, datagram, 0, datagram.length);
    sink.onReceived(from, Bytes.wrap(datagram));
  }

  @Override
  public void send(SendQueue queue, Sink sink) throws IOException {
    while (!queue.isEmpty()) {
      int packed = pack(queue);
      setWhole(queue, packed);
      boolean taken = packed == 0 ? refuseFirst(queue, sink) : sendPacked(packed, queue, sink);
      if (!taken) {
        return;
      }
    }
  }

  /// Lays out as many datagrams from the head of `queue` as fit, up to one that cannot be sent.
  private int pack(SendQueue queue) {
    long at = 0;
    int count = Math.min(queue.size(), outgoing.count());
    for (int i = 0; i < count; i++) {
      Bytes datagram = queue.datagram(i);
      int size = datagram.size();
      int nameBytes =
          SocketName.write(queue.address(i), family, outgoing.names(), outgoing.nameAt(i));
      if (nameBytes == 0 || size > SEND_BYTES_MAX || size > SEND_AREA_BYTES - at) {
        return i;
      }
      outgoing.setNameLength(i, nameBytes);
      outgoing.setRange(i, at, size);
      datagram.copyTo(outgoing.area(), at);
      at += size;
    }
    return count;
  }

  /// Says of the next batch that none of it is ever to be cut in pieces, where that is so. Linux makes an
  /// identification for each datagram that it might cut, which costs more than to tell it now and then.
  private void setWhole(SendQueue queue, int packed) {
    boolean allPass = true;
    for (int i = 0; i < packed && allPass; i++) {
      allPass = queue.datagram(i).size() <= WHOLE_BYTES_MAX;
    }
    if (packed > 0 && allPass != whole) {
      // Where the system does not listen, all goes on as before.
      LinuxCalls.setWhole(state, descriptor, allPass);
      whole = allPass;
    }
  }

  /// Whether the socket may take more.
  private boolean sendPacked(int packed, SendQueue queue, Sink sink) {
    int done = 0;
    while (done < packed) {
      int sent =
          LinuxCalls.sendmmsg(
              state, descriptor, outgoing.from(done), packed - done, LinuxCalls.MSG_DONTWAIT);
      if (sent > 0) {
        for (int i = 0; i < sent; i++) {
          sink.onSent(queue.datagram(0).size());
          queue.remove();
        }
        done += sent;
        continue;
      }
      int errno = LinuxCalls.errno(state);
      if (errno == LinuxCalls.EAGAIN) {
        return false;
      }
      if (errno != LinuxCalls.EINTR) {
        // No route, a filter, an ICMP answer, port 0: this one is lost, as any datagram may be.
        refuseFirst(queue, sink);
        done++;
      }
    }
    return true;
  }

  private static boolean refuseFirst(SendQueue queue, Sink sink) {
    Address.Ip to = queue.address(0);
    queue.remove();
    sink.onRefused(to);
    return true;
  }

  @Override
  public int overflowed() {
    return LinuxCalls.drops(state, descriptor);
  }

  @Override
  public void close() throws IOException {
    int failed = LinuxCalls.close(state, descriptor);
    int errno = LinuxCalls.errno(state);
    arena.close();
    if (failed != 0) {
      throw failure("close", errno);
    }
  }
}
