// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Plays many clients, each with an address of its own in 127.64.0.0/10, on one socket and in batches,
/// so that it can load a server to its limit from one core. Runs on the thread that calls it.
final class LoadGenerator implements AutoCloseable {
  /// The address of client 0 comes after this one.
  static final int BASE = 0x7F40_0000;

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int LOOPBACK = 0x7F00_0001;

  /// How often in a row it looks for answers in vain before it sleeps. To wake it up costs the server
  /// that sends about as much as a datagram does.
  private static final int LOOKS_MAX = 200;

  private final NativeSocket socket;
  private final long lostAfterNanos;
  private final Slots in;
  private final Slots out;
  private final Clients.Datagram datagram = new Clients.Datagram();
  private Clients clients = Clients.NONE;
  private int window;
  private long paceNanos;
  private long nextNanos;

  /// Units that may begin, as a ring: the one that waited longest at `idleHead`.
  private int[] idle = new int[0];

  private int idleHead;
  private int idleCount;

  /// When each unit last moved; 0 where it is not under way.
  private long[] movedNanos = new long[0];

  private long begun;
  private int open;
  private int filled;
  private int lookedAt;
  private int looks;
  private long answered;
  private long wrong;
  private long lost;

  /// One that gives a unit up after a second.
  LoadGenerator(InetSocketAddress server) throws IOException {
    this(server, PATIENCE);
  }

  /// @param patience how long a unit may stand still before it is lost
  LoadGenerator(InetSocketAddress server, Duration patience) throws IOException {
    lostAfterNanos = patience.toNanos();
    socket = new NativeSocket(0, true);
    in = socket.slots();
    out = socket.slots();
    datagram.area = in.area();
    for (int i = 0; i < Slots.COUNT; i++) {
      out.setName(i, LOOPBACK, server.getPort());
    }
  }

  /// Lets other clients speak from now on.
  ///
  /// @param window how many units are under way at a time, 0 where the server begins
  void use(Clients clients, int window) {
    this.clients = clients;
    this.window = window;
    int units = clients.units();
    movedNanos = new long[units];
    idleHead = 0;
    idle = new int[units];
    for (int i = 0; i < units; i++) {
      idle[i] = i;
    }
    idleCount = units;
  }

  /// Lets units begin, so many at a time.
  void begins(int atATime) {
    window = atATime;
  }

  /// Lets units begin one after the other with so much time between them, as far as the window allows.
  /// Those that are late follow at once.
  void pace(long nanos) {
    paceNanos = nanos;
    nextNanos = System.nanoTime();
  }

  /// How many units have begun so far. They begin in turn.
  long begun() {
    return begun;
  }

  /// The port from which all clients speak.
  int port() throws IOException {
    return socket.port();
  }

  /// Keeps the window full for so long, then waits for what is under way.
  Load run(long nanos) throws IOException {
    long end = System.nanoTime() + nanos;
    return run(() -> System.nanoTime() >= end);
  }

  /// The same until `over` says so.
  Load run(BooleanSupplier over) throws IOException {
    answered = 0;
    wrong = 0;
    lost = 0;
    long start = System.nanoTime();
    nextNanos = start;
    boolean ends = false;
    while (!ends || open > 0) {
      long now = System.nanoTime();
      ends = ends || over.getAsBoolean();
      while (!ends && open < window && idleCount > 0 && now - nextNanos >= 0) {
        begin(takeIdle(), now);
        nextNanos = paceNanos == 0 ? now : nextNanos + paceNanos;
      }
      flush();
      boolean quiet = receive(now) == 0;
      looks = quiet ? looks + 1 : 0;
      if (quiet && looks > LOOKS_MAX) {
        giveUp(now);
        socket.await(1);
      }
    }
    return new Load(answered, wrong, lost, System.nanoTime() - start);
  }

  private int takeIdle() {
    int unit = idle[idleHead];
    idleHead = idleHead + 1 == idle.length ? 0 : idleHead + 1;
    idleCount--;
    return unit;
  }

  private void begin(int unit, long now) throws IOException {
    int size = clients.begin(unit, out.area(), out.at(filled));
    put(clients.first(unit), size);
    movedNanos[unit] = now;
    begun++;
    open++;
  }

  private void put(int client, int size) throws IOException {
    out.setSize(filled, size);
    out.setLocal(filled, BASE + 1 + client);
    if (++filled == Slots.COUNT) {
      flush();
    }
  }

  private void flush() throws IOException {
    socket.send(out, filled);
    filled = 0;
  }

  private int receive(long now) throws IOException {
    int count = socket.receive(in, false);
    for (int i = 0; i < count; i++) {
      int client = in.local(i) - BASE - 1;
      datagram.at = in.at(i);
      datagram.size = in.size(i);
      if (client >= 0 && client < clients.count() && datagram.size >= 4) {
        take(client, now);
      } else {
        wrong++;
      }
      in.reset(i);
    }
    return count;
  }

  private void take(int client, long now) throws IOException {
    Clients.Verdict verdict = clients.take(client, datagram, out.area(), out.at(filled));
    if (clients.answerBytes() > 0) {
      put(client, clients.answerBytes());
    }
    int unit = clients.unit(client);
    boolean underWay = movedNanos[unit] != 0;
    switch (verdict) {
      case STRAY -> {}
      case WRONG -> wrong++;
      case COUNTED, GOES_ON -> {
        answered += verdict == Clients.Verdict.COUNTED ? 1 : 0;
        movedNanos[unit] = underWay ? now : 0;
      }
      case DONE -> {
        if (underWay) {
          answered++;
          end(unit);
        }
      }
    }
  }

  private void end(int unit) {
    movedNanos[unit] = 0;
    int tail = idleHead + idleCount;
    idle[tail < idle.length ? tail : tail - idle.length] = unit;
    idleCount++;
    open--;
  }

  /// Looks at some of the units, so that a pause of the server does not cost a look at all of them.
  private void giveUp(long now) {
    for (int i = 0; i < movedNanos.length && i < 1_000; i++) {
      lookedAt = lookedAt + 1 < movedNanos.length ? lookedAt + 1 : 0;
      long moved = movedNanos[lookedAt];
      if (moved != 0 && now - moved > lostAfterNanos) {
        lost++;
        end(lookedAt);
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
