// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.coap.timer.TimerWheel;
import io.tern.net.DatagramIo;
import io.tern.net.EpochClock;
import io.tern.net.NetCounters;
import io.tern.net.NetEvents.Drop;
import io.tern.net.loop.Loop;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
@ParameterizedClass
@MethodSource("io.tern.net.udp.AvailableIo#all")
class UdpLoopbackTest {
  @Parameter private DatagramIo io;

  private static final UdpLimits LIMITS = new UdpLimits(1000, 64, 1024);

  private final NetCounters counters = new NetCounters();
  private final List<Loop> loops = new ArrayList<>();
  private final Set<Integer> loopsUsed = ConcurrentHashMap.newKeySet();

  @AfterEach
  void close_loops() {
    loops.forEach(Loop::close);
  }

  @Test
  void echoes_thousands_of_datagrams_whole() throws IOException {
    InetSocketAddress server = echo(loopback(), 1);
    int total = 5000;
    int window = 50;
    try (var client = client("127.0.0.1")) {
      var missing = new BitSet(total);
      missing.set(0, total);
      for (int sent = 0; sent < total; sent += window) {
        for (int i = sent; i < sent + window; i++) {
          client.send(packet(numbered(i), server));
        }
        for (int i = sent; i < sent + window; i++) {
          Bytes echoed = receive(client);
          int number = echoed.asBuffer().getInt();
          assertThat(echoed).isEqualTo(numbered(number));
          missing.clear(number);
        }
      }
      assertThat(missing.isEmpty()).isTrue();
    }
    loops.forEach(Loop::close);
    assertThat(counters.datagramsReceived()).isEqualTo(total);
    assertThat(counters.datagramsSent()).isEqualTo(total);
    assertThat(counters.failures()).isZero();
  }

  @Test
  void speaks_ipv6() throws IOException {
    assumeIpv6();
    InetSocketAddress server = echo(at("::1", 0), 1);
    try (var client = client("::1")) {
      client.send(packet(Bytes.of(1, 2, 3), server));
      assertThat(receive(client)).isEqualTo(Bytes.of(1, 2, 3));
    }
  }

  @Test
  void the_ipv6_wildcard_serves_both_families() throws IOException {
    assumeIpv6();
    InetSocketAddress server = echo(at("::", 0), 1);
    for (String host : List.of("127.0.0.1", "::1")) {
      try (var client = client(host)) {
        client.send(packet(Bytes.ofUtf8(host), at(host, server.getPort())));
        assertThat(receive(client).utf8()).isEqualTo(host);
      }
    }
  }

  @Test
  void drops_and_counts_what_is_too_large_and_answers_the_next() throws IOException {
    InetSocketAddress server = echo(loopback(), 1);
    try (var client = client("127.0.0.1")) {
      client.send(packet(Bytes.wrap(new byte[1001]), server));
      client.send(packet(Bytes.wrap(new byte[60_000]), server));
      client.send(packet(Bytes.wrap(new byte[1000]), server));
      assertThat(receive(client).size()).isEqualTo(1000);
    }
    assertThat(counters.dropped(Drop.OVERSIZE)).isEqualTo(2);
  }

  @Test
  void echoes_an_empty_datagram() throws IOException {
    InetSocketAddress server = echo(loopback(), 1);
    try (var client = client("127.0.0.1")) {
      client.send(packet(Bytes.EMPTY, server));
      assertThat(receive(client)).isEqualTo(Bytes.EMPTY);
    }
  }

  @Test
  void peers_that_are_gone_and_addresses_that_cannot_be_reached_harm_nobody() throws IOException {
    var ports = new ArrayList<UdpPort>();
    InetSocketAddress server = open(loopback(), 1, ports);
    int goneport;
    try (var gone = client("127.0.0.1")) {
      goneport = gone.getLocalPort();
    }
    loops
        .getFirst()
        .post(
            now -> {
              for (int i = 0; i < 100; i++) {
                ports.getFirst().send(Address.Ip.v4(0x7F000001, goneport), Bytes.of(i));
              }
              ports.getFirst().send(Address.Ip.v4(0x7F000001, 0), Bytes.of(1));
              ports.getFirst().send(new Address.Ip(1, 1, 5683, 0), Bytes.of(1));
              ports.getFirst().send(Address.Ip.v4(0x7F000001, 1), Bytes.wrap(new byte[65_530]));
            });
    try (var client = client("127.0.0.1")) {
      for (int i = 0; i < 10; i++) {
        client.send(packet(Bytes.of(i), server));
        assertThat(receive(client)).isEqualTo(Bytes.of(i));
      }
    }
    assertThat(counters.dropped(Drop.SEND_REFUSED)).isEqualTo(3);
    assertThat(counters.failures()).isZero();
  }

  @Test
  void peers_are_spread_over_the_sockets_of_a_group() throws IOException {
    assumeThat(SocketGroup.isSpreading()).isTrue();
    InetSocketAddress server = echo(loopback(), 4);
    for (int i = 0; i < 200; i++) {
      try (var client = client("127.0.0.1")) {
        client.send(packet(numbered(i), server));
        assertThat(receive(client)).isEqualTo(numbered(i));
      }
    }
    assertThat(loopsUsed).containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  @Test
  void a_port_in_use_is_an_error_even_for_another_group() throws IOException {
    InetSocketAddress server = echo(loopback(), 2);
    assertThatThrownBy(() -> SocketGroup.open(server, 2, 0, 0)).isInstanceOf(BindException.class);
    assertThatThrownBy(() -> SocketGroup.open(server, 1, 0, 0)).isInstanceOf(BindException.class);
  }

  @Test
  void an_unknown_host_is_an_error() {
    var nowhere = InetSocketAddress.createUnresolved("nowhere.invalid", 0);
    assertThatThrownBy(() -> SocketGroup.open(nowhere, 1, 0, 0)).isInstanceOf(IOException.class);
  }

  private InetSocketAddress echo(InetSocketAddress bind, int sockets) throws IOException {
    return open(bind, sockets, new ArrayList<>());
  }

  private InetSocketAddress open(InetSocketAddress bind, int sockets, List<UdpPort> ports)
      throws IOException {
    SocketGroup group = SocketGroup.open(bind, sockets, 1 << 18, 1 << 18);
    for (int i = 0; i < group.channels().size(); i++) {
      int index = i;
      DatagramReceiver echo =
          (from, datagram, now) -> {
            loopsUsed.add(index);
            ports.get(index).send(from, datagram);
          };
      ports.add(new UdpPort(i, group.channels().get(i), io, LIMITS, echo, counters));
    }
    for (int i = 0; i < ports.size(); i++) {
      var timers = new TimerWheel(EpochClock.nowNanos());
      var mailbox = new Loop.MailboxLimits(100, 10);
      Loop loop = new Loop(i, mailbox, timers, EpochClock::nowNanos, counters);
      loops.add(loop);
      loop.start(List.of(ports.get(i)));
    }
    return group.address();
  }

  private static InetSocketAddress loopback() {
    return at("127.0.0.1", 0);
  }

  private static InetSocketAddress at(String host, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), port);
  }

  private static DatagramSocket client(String host) throws IOException {
    var socket = new DatagramSocket(at(host, 0));
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static DatagramPacket packet(Bytes datagram, InetSocketAddress to) {
    return new DatagramPacket(datagram.toArray(), datagram.size(), to);
  }

  private static Bytes receive(DatagramSocket socket) throws IOException {
    var packet = new DatagramPacket(new byte[2000], 2000);
    try {
      socket.receive(packet);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no answer", e);
    }
    return Bytes.copyOf(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
  }

  /// A datagram that says its number and whose size depends on it.
  private static Bytes numbered(int number) {
    var buffer = ByteBuffer.allocate(4 + number % 500).putInt(number);
    while (buffer.hasRemaining()) {
      buffer.put((byte) number);
    }
    return Bytes.copyOf(buffer.flip());
  }

  private static void assumeIpv6() throws IOException {
    InetAddress loopback = InetAddress.ofLiteral("::1");
    assumeThat(NetworkInterface.getByInetAddress(loopback)).as("IPv6 loopback").isNotNull();
  }
}
