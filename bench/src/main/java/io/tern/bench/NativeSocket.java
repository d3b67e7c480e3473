// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// An IPv4 UDP socket of Linux, read and written by `recvmmsg` and `sendmmsg` with as little around
/// them as Java allows.
///
/// A socket that plays many clients says of each message from which local address it goes and is told
/// to which it came, so that it can be any number of clients of 127.0.0.0/8.
final class NativeSocket implements AutoCloseable {
  private static final int AF_INET = 2;
  private static final int SOCK_DGRAM = 2;
  private static final int SOL_SOCKET = 1;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int BUFFER_BYTES = 1 << 22;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_WAITFORONE = 0x1_0000;
  private static final short POLLIN = 1;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;

  private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = handle("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CLOSE = handle("close", JAVA_INT);
  private static final MethodHandle GETSOCKNAME = handle("getsockname", JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SETSOCKOPT =
      handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RECVMMSG =
      handle("recvmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
  private static final MethodHandle SENDMMSG =
      handle("sendmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle POLL = handle("poll", ADDRESS, JAVA_LONG, JAVA_INT);

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
  private final MemorySegment name = arena.allocate(Slots.NAME_BYTES, 8);
  private final MemorySegment waited = arena.allocate(8, 8);
  private final int descriptor;
  private final boolean many;

  /// Opens a socket at a port that the system picks.
  ///
  /// @param address bound here, most significant byte first; 0 for the wildcard
  /// @param many whether it plays many clients
  NativeSocket(int address, boolean many) throws IOException {
    this.many = many;
    try {
      descriptor = checked("socket", (int) SOCKET.invokeExact(state, AF_INET, SOCK_DGRAM, 0));
      option(SOL_SOCKET, SO_RCVBUF, BUFFER_BYTES);
      option(SOL_SOCKET, SO_SNDBUF, BUFFER_BYTES);
      if (many) {
        option(Slots.IPPROTO_IP, Slots.IP_PKTINFO, 1);
      }
      Slots.name(name, address, 0);
      checked("bind", (int) BIND.invokeExact(state, descriptor, name, Slots.NAME_BYTES));
    } catch (IOException e) {
      arena.close();
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  /// Whether this system is one that all this was written for.
  static boolean isPossible() {
    String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    return System.getProperty("os.name", "").equals("Linux")
        && (architecture.equals("amd64") || architecture.equals("aarch64"));
  }

  @SuppressWarnings("restricted") // ./tern grants native access
  private static MethodHandle handle(String name, ValueLayout... arguments) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(JAVA_INT, arguments),
        Linker.Option.captureCallState("errno"));
  }

  private int checked(String call, int result) throws IOException {
    if (result < 0) {
      throw new IOException(call + ": error " + state.get(JAVA_INT, 0));
    }
    return result;
  }

  private void option(int level, int option, int value) throws IOException {
    try {
      MemorySegment bits = arena.allocateFrom(JAVA_INT, value);
      checked(
          "setsockopt",
          (int) SETSOCKOPT.invokeExact(state, descriptor, level, option, bits, Integer.BYTES));
    } catch (IOException e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  /// Room for messages of this socket.
  Slots slots() {
    return new Slots(arena, many);
  }

  /// The port it is bound to.
  int port() throws IOException {
    try {
      MemorySegment length = arena.allocateFrom(JAVA_INT, Slots.NAME_BYTES);
      checked("getsockname", (int) GETSOCKNAME.invokeExact(state, descriptor, name, length));
      return Slots.port(name);
    } catch (IOException e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  /// Receives into `slots` from 0 on; waits for the first where `waits`.
  ///
  /// @return how many came
  int receive(Slots slots, boolean waits) throws IOException {
    int flags = waits ? MSG_WAITFORONE : MSG_DONTWAIT;
    int received;
    try {
      received =
          (int)
              RECVMMSG.invokeExact(
                  state, descriptor, slots.from(0), Slots.COUNT, flags, MemorySegment.NULL);
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
    if (received < 0) {
      int errno = state.get(JAVA_INT, 0);
      return errno == EAGAIN || errno == EINTR ? 0 : checked("recvmmsg", received);
    }
    return received;
  }

  /// Sends `slots` 0 to `count` (exclusive), waiting until the socket takes them.
  void send(Slots slots, int count) throws IOException {
    for (int sent = 0; sent < count; ) {
      try {
        MemorySegment from = slots.from(sent);
        sent +=
            checked(
                "sendmmsg", (int) SENDMMSG.invokeExact(state, descriptor, from, count - sent, 0));
      } catch (IOException e) {
        throw e;
      } catch (Throwable t) {
        throw new IllegalStateException(t);
      }
    }
  }

  /// Waits until something has come, or so long.
  void await(int millis) throws IOException {
    waited.set(JAVA_INT, 0, descriptor);
    waited.set(JAVA_SHORT, 4, POLLIN);
    try {
      int ready = (int) POLL.invokeExact(state, waited, 1L, millis);
      if (ready < 0 && state.get(JAVA_INT, 0) != EINTR) {
        checked("poll", ready);
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      checked("close", (int) CLOSE.invokeExact(state, descriptor));
    } catch (IOException e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    } finally {
      arena.close();
    }
  }
}
