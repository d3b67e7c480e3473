// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Set;

/// The system calls of Linux that [LinuxDatagrams] makes. Constants and layouts are those of the
/// 64-bit little-endian ABIs, where x86-64 and AArch64 agree, glibc and musl too.
///
/// Every method returns what the call returns; where that is -1, `state` holds the reason
/// ([#errno]).
final class LinuxCalls {
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int ECONNREFUSED = 111;

  /// Flag of a call: never wait.
  static final int MSG_DONTWAIT = 0x40;

  /// Flag of a message: the buffer was too small for it.
  static final int MSG_TRUNC = 0x20;

  private static final int SOL_SOCKET = 1;
  private static final int SO_BROADCAST = 6;
  private static final int SO_MEMINFO = 55;
  private static final int IPPROTO_IP = 0;
  private static final int IP_MTU_DISCOVER = 10;

  /// Don't Fragment up to what the path is known to carry, fragments beyond: as the system has it.
  private static final int IP_PMTUDISC_WANT = 1;

  /// Don't Fragment always, whatever is known of the path.
  private static final int IP_PMTUDISC_PROBE = 3;

  private static final int MEMINFO_FIELDS = 9;
  private static final int MEMINFO_DROPS = 8;

  /// A further descriptor, at least the given one, that programs we start do not inherit.
  private static final int F_DUPFD_CLOEXEC = 1030;

  private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");
  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();

  private LinuxCalls() {}

  /// Whether the calls can be made: the system is Linux on a known architecture, it has them, and
  /// this module may call native code.
  static boolean areAvailable() {
    return System.getProperty("os.name", "").equals("Linux")
        && ARCHITECTURES.contains(System.getProperty("os.arch", "").toLowerCase(Locale.ROOT))
        && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN
        && ADDRESS.byteSize() == Long.BYTES
        && LinuxCalls.class.getModule().isNativeAccessEnabled()
        && Works.WORKS;
  }

  /// Room for the reason of a failed call.
  static MemorySegment newState(Arena arena) {
    return arena.allocate(STATE);
  }

  /// Why the call that was given `state` failed.
  static int errno(MemorySegment state) {
    return state.get(JAVA_INT, 0);
  }

  /// Receives up to `count` messages into an array of `struct mmsghdr`.
  static int recvmmsg(
      MemorySegment state, int descriptor, MemorySegment headers, int count, int flags) {
    try {
      return (int)
          Handles.RECVMMSG.invokeExact(
              state, descriptor, headers, count, flags, MemorySegment.NULL);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// Sends `count` messages from an array of `struct mmsghdr`; returns how many were taken before the
  /// first that was not.
  static int sendmmsg(
      MemorySegment state, int descriptor, MemorySegment headers, int count, int flags) {
    try {
      return (int) Handles.SENDMMSG.invokeExact(state, descriptor, headers, count, flags);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// The address that the socket is bound to; `length` holds the room in `name`.
  static int getsockname(
      MemorySegment state, int descriptor, MemorySegment name, MemorySegment length) {
    try {
      return (int) Handles.GETSOCKNAME.invokeExact(state, descriptor, name, length);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// Whether `descriptor` is a socket that may send to broadcast addresses.
  static boolean isBroadcast(MemorySegment state, int descriptor) {
    return option(state, descriptor, SOL_SOCKET, SO_BROADCAST) > 0;
  }

  /// The value of an option that is a number; -1 where it cannot be asked.
  private static int option(MemorySegment state, int descriptor, int level, int name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      MemorySegment length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
      int failed =
          (int) Handles.GETSOCKOPT.invokeExact(state, descriptor, level, name, value, length);
      return failed == 0 ? value.get(JAVA_INT, 0) : -1;
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// How many datagrams the system has dropped because the buffer of the socket was full, modulo 2^32; 0
  /// where it does not tell (before Linux 4.12).
  static int drops(MemorySegment state, int descriptor) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment fields = arena.allocate(JAVA_INT, MEMINFO_FIELDS);
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) fields.byteSize());
      int failed =
          (int)
              Handles.GETSOCKOPT.invokeExact(
                  state, descriptor, SOL_SOCKET, SO_MEMINFO, fields, length);
      return failed == 0 ? fields.getAtIndex(JAVA_INT, MEMINFO_DROPS) : 0;
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// Says that nothing which the socket sends over IPv4 from now on is to be fragmented, or that the
  /// system may do so where a path carries no more.
  static int setWhole(MemorySegment state, int descriptor, boolean whole) {
    try (Arena arena = Arena.ofConfined()) {
      int discovery = whole ? IP_PMTUDISC_PROBE : IP_PMTUDISC_WANT;
      MemorySegment value = arena.allocateFrom(JAVA_INT, discovery);
      return (int)
          Handles.SETSOCKOPT.invokeExact(
              state, descriptor, IPPROTO_IP, IP_MTU_DISCOVER, value, Integer.BYTES);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  /// The same, asked.
  static boolean isWhole(MemorySegment state, int descriptor) {
    return option(state, descriptor, IPPROTO_IP, IP_MTU_DISCOVER) == IP_PMTUDISC_PROBE;
  }

  /// A further descriptor of the same socket.
  static int duplicate(MemorySegment state, int descriptor) {
    try {
      return (int) Handles.FCNTL.invokeExact(state, descriptor, F_DUPFD_CLOEXEC, 0);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  static int close(MemorySegment state, int descriptor) {
    try {
      return (int) Handles.CLOSE.invokeExact(state, descriptor);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  private static RuntimeException unexpected(Throwable t) {
    // A call through the linker throws nothing of its own.
    if (t instanceof Error error) {
      throw error;
    }
    return t instanceof RuntimeException e ? e : new IllegalStateException(t);
  }

  /// Whether the system takes the calls; some sandboxes do not.
  private static final class Works {
    static final boolean WORKS = tryNothing();

    private static boolean tryNothing() {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment state = newState(arena);
        int noDescriptor = -1;
        int enosys = 38;
        MemorySegment none = MemorySegment.NULL;
        return recvmmsg(state, noDescriptor, none, 0, 0) < 0
            && errno(state) != enosys
            && sendmmsg(state, noDescriptor, none, 0, 0) < 0
            && errno(state) != enosys;
      } catch (LinkageError | RuntimeException e) {
        return false;
      }
    }
  }

  private static final class Handles {
    static final MethodHandle RECVMMSG =
        handle("recvmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    static final MethodHandle SENDMMSG = handle("sendmmsg", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    static final MethodHandle GETSOCKNAME = handle("getsockname", JAVA_INT, ADDRESS, ADDRESS);
    static final MethodHandle GETSOCKOPT =
        handle("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    static final MethodHandle SETSOCKOPT =
        handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    static final MethodHandle CLOSE = handle("close", JAVA_INT);

    /// Declared as variable in its arguments from the third on.
    static final MethodHandle FCNTL =
        link(
            "fcntl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(2));

    private Handles() {}

    private static MethodHandle handle(String name, ValueLayout... arguments) {
      return link(
          name,
          FunctionDescriptor.of(JAVA_INT, arguments),
          Linker.Option.captureCallState("errno"));
    }

    @SuppressWarnings("restricted") // needs native access, which [#areAvailable] asks about
    private static MethodHandle link(
        String name, FunctionDescriptor descriptor, Linker.Option... options) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
    }
  }
}
