// SPDX-License-Identifier: Apache-2.0

package io.tern.net.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tern.net.relay.RelayCounts.Direction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RelayTest {
  @Test
  void passes_datagrams_there_and_back() throws IOException {
    for (String host : List.of("127.0.0.1", "::1")) {
      if (host.equals("::1")) {
        assumeThat(NetworkInterface.getByInetAddress(InetAddress.ofLiteral(host))).isNotNull();
      }
      try (var server = new Echo(host);
          var relay = Relay.start(server.address(), LinkProfile.PERFECT, 1);
          var client = new Client(host, relay)) {
        for (int i = 0; i < 500; i++) {
          client.send(i);
          assertThat(client.receive().number()).isEqualTo(i);
        }
        var each = new Direction(500, 500, 0, 0, 0);
        assertThat(relay.counts()).isEqualTo(new RelayCounts(each, each, 1));
      }
    }
  }

  @Test
  void one_seed_treats_each_datagram_alike_in_every_run() throws IOException {
    var profile = LinkProfile.PERFECT.withLoss(0.3).withDuplication(0.2);
    List<Integer> first = arrivals(profile, 5);
    assertThat(arrivals(profile, 5)).isEqualTo(first);
    assertThat(arrivals(profile, 6)).isNotEqualTo(first);
    assertThat(first.stream().distinct()).hasSizeBetween(50, 150);
    assertThat(first).hasSizeGreaterThan((int) first.stream().distinct().count());
  }

  @Test
  void delays_and_reorders() throws IOException {
    try (var server = new Echo("127.0.0.1");
        var relay = Relay.start(server.address(), LinkProfile.PERFECT, 3);
        var client = new Client("127.0.0.1", relay)) {
      relay.uplink(
          LinkProfile.PERFECT
              .withDelay(Delay.fixed(Duration.ofMillis(20)))
              .withReordering(0.3, Delay.fixed(Duration.ofMillis(40))));
      long before = System.nanoTime();
      for (int i = 0; i < 50; i++) {
        client.send(i);
      }
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        order.add(client.receive().number());
      }
      assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(60_000_000L);
      assertThat(order).doesNotHaveDuplicates().hasSize(50);
      assertThat(order.stream().sorted().toList()).isNotEqualTo(order);
    }
  }

  @Test
  void swallows_what_is_too_large() throws IOException {
    try (var server = new Echo("127.0.0.1");
        var relay = Relay.start(server.address(), LinkProfile.PERFECT.withDatagramBytesMax(8), 3);
        var client = new Client("127.0.0.1", relay)) {
      client.send(1);
      assertThatThrownBy(client::receiveSoon).isInstanceOf(SocketTimeoutException.class);
      // The answer of the echo has twelve bytes.
      assertThat(relay.counts().up()).isEqualTo(new Direction(1, 1, 0, 0, 0));
      assertThat(relay.counts().down()).isEqualTo(new Direction(1, 0, 0, 0, 1));
      relay.downlink(LinkProfile.PERFECT);
      client.send(2);
      assertThat(client.receive().number()).isEqualTo(2);
    }
  }

  @Test
  void rebinding_gives_a_client_another_source_port() throws IOException {
    try (var server = new Echo("127.0.0.1");
        var relay = Relay.start(server.address(), LinkProfile.PERFECT, 3);
        var client = new Client("127.0.0.1", relay)) {
      client.send(1);
      int before = client.receive().sourcePort();
      client.send(2);
      assertThat(client.receive().sourcePort()).isEqualTo(before);
      relay.rebind();
      client.send(3);
      assertThat(client.receive().sourcePort()).isNotEqualTo(before);
    }
  }

  @Test
  void swapping_gives_two_clients_each_others_source_port() throws IOException {
    try (var server = new Echo("127.0.0.1");
        var relay = Relay.start(server.address(), LinkProfile.PERFECT, 3);
        var one = new Client("127.0.0.1", relay);
        var other = new Client("127.0.0.1", relay)) {
      one.send(1);
      int portOfOne = one.receive().sourcePort();
      other.send(2);
      int portOfOther = other.receive().sourcePort();
      assertThat(portOfOther).isNotEqualTo(portOfOne);
      relay.swap(one.address(), other.address());
      one.send(3);
      assertThat(one.receive()).isEqualTo(new Echoed(3, portOfOther));
      other.send(4);
      assertThat(other.receive()).isEqualTo(new Echoed(4, portOfOne));
    }
  }

  @Test
  void a_black_hole_lets_nothing_pass() throws IOException {
    try (var server = new Echo("127.0.0.1");
        var relay = Relay.start(server.address(), LinkProfile.PERFECT, 3);
        var client = new Client("127.0.0.1", relay)) {
      relay.blackhole(true);
      client.send(1);
      assertThatThrownBy(client::receiveSoon).isInstanceOf(SocketTimeoutException.class);
      relay.blackhole(false);
      client.send(2);
      assertThat(client.receive().number()).isEqualTo(2);
      assertThat(relay.counts().up().lost()).isEqualTo(1);
    }
  }

  @Test
  void a_closed_relay_takes_no_orders() throws IOException {
    try (var server = new Echo("127.0.0.1")) {
      var relay = Relay.start(server.address(), LinkProfile.PERFECT, 3);
      relay.close();
      assertThatThrownBy(relay::rebind).isInstanceOf(IllegalStateException.class);
    }
  }

  /// What comes back of 200 datagrams sent over a bad link.
  private static List<Integer> arrivals(LinkProfile profile, long seed) throws IOException {
    try (var server = new Echo("127.0.0.1");
        var relay = Relay.start(server.address(), LinkProfile.PERFECT, seed);
        var client = new Client("127.0.0.1", relay)) {
      relay.uplink(profile);
      for (int i = 0; i < 200; i++) {
        client.send(i);
      }
      RelayCounts counts = relay.counts();
      while (counts.up().received() < 200) {
        counts = relay.counts();
      }
      List<Integer> numbers = new ArrayList<>();
      for (long i = 0; i < counts.up().passed(); i++) {
        numbers.add(client.receive().number());
      }
      return numbers;
    }
  }

  private record Echoed(int number, int sourcePort) {}

  private static final class Client implements AutoCloseable {
    private final DatagramSocket socket;
    private final Relay relay;

    Client(String host, Relay relay) throws IOException {
      this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(host), 0));
      this.relay = relay;
    }

    InetSocketAddress address() {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    void send(int number) throws IOException {
      byte[] bytes = ByteBuffer.allocate(4).putInt(number).array();
      socket.send(new DatagramPacket(bytes, bytes.length, relay.address()));
    }

    Echoed receive() throws IOException {
      return receive(10_000);
    }

    Echoed receiveSoon() throws IOException {
      return receive(100);
    }

    private Echoed receive(int millis) throws IOException {
      socket.setSoTimeout(millis);
      var packet = new DatagramPacket(new byte[100], 100);
      socket.receive(packet);
      ByteBuffer buffer = ByteBuffer.wrap(packet.getData(), 0, packet.getLength());
      return new Echoed(buffer.getInt(), (int) buffer.getLong());
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /// Answers each number with it and the source port it came from.
  private static final class Echo implements AutoCloseable {
    private final DatagramSocket socket;

    Echo(String host) throws IOException {
      socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(host), 0));
      socket.setReceiveBufferSize(1 << 18);
      Thread.ofPlatform().daemon().start(this::run);
    }

    InetSocketAddress address() {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    private void run() {
      var packet = new DatagramPacket(new byte[100], 100);
      try {
        while (true) {
          socket.receive(packet);
          int number = ByteBuffer.wrap(packet.getData()).getInt();
          byte[] answer = ByteBuffer.allocate(12).putInt(number).putLong(packet.getPort()).array();
          socket.send(new DatagramPacket(answer, 12, packet.getSocketAddress()));
        }
      } catch (SocketException closed) {
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
