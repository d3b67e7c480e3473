// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.net.NetCounters;
import io.tern.net.NetEvents.Drop;
import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The port over a socket that does as it is told; [UdpLoopbackTest] has real ones.
class UdpPortTest {
  private static final Address.Ip PEER = Address.Ip.v4(0x7F000001, 5683);

  private final NetCounters counters = new NetCounters();
  private final TamedBatch batch = new TamedBatch();
  private final List<Bytes> received = new ArrayList<>();
  private Selector selector;

  @BeforeEach
  void open_selector() throws IOException {
    selector = Selector.open();
  }

  @AfterEach
  void close_selector() throws IOException {
    selector.close();
  }

  @Test
  void sends_what_was_collected_as_one_batch() throws IOException {
    try (var channel = DatagramChannel.open()) {
      UdpPort port = port(channel, 4);
      for (int i = 0; i < 4; i++) {
        port.send(PEER, Bytes.of(i));
      }
      assertThat(batch.sent).isEmpty();
      assertThat(port.flush(0)).isTrue();
      assertThat(batch.sent).containsExactly(Bytes.of(0), Bytes.of(1), Bytes.of(2), Bytes.of(3));
      assertThat(batch.batches).isEqualTo(1);
      assertThat(counters.datagramsSent()).isEqualTo(4);
      assertThat(counters.bytesSent()).isEqualTo(4);
    }
  }

  @Test
  void keeps_what_the_socket_does_not_take_and_sends_it_later_in_order() throws IOException {
    try (var channel = DatagramChannel.open()) {
      UdpPort port = port(channel, 4);
      batch.room = 1;
      port.send(PEER, Bytes.of(0));
      port.send(PEER, Bytes.of(1));
      assertThat(port.flush(0)).isFalse();
      batch.room = 10;
      port.send(PEER, Bytes.of(2));
      assertThat(port.flush(0)).isTrue();
      assertThat(batch.sent).containsExactly(Bytes.of(0), Bytes.of(1), Bytes.of(2));
      assertThat(counters.dropped(Drop.SEND_QUEUE_FULL)).isZero();
    }
  }

  @Test
  void what_is_sent_before_the_port_is_attached_waits_and_closing_frees_the_batch_once()
      throws IOException {
    try (var channel = DatagramChannel.open()) {
      var limits = new UdpLimits(100, 8, 2);
      var port = new UdpPort(0, channel, (its, limit) -> batch, limits, this::onDatagram, counters);
      for (int i = 0; i < 3; i++) {
        port.send(PEER, Bytes.of(i));
      }
      assertThat(port.receive(0)).isFalse();
      assertThat(port.flush(0)).isFalse();
      assertThat(counters.dropped(Drop.SEND_QUEUE_FULL)).isEqualTo(1);
      port.attach(selector);
      assertThat(port.flush(0)).isTrue();
      assertThat(batch.sent).containsExactly(Bytes.of(0), Bytes.of(1));
      port.close();
      port.close();
      assertThat(batch.closed).isEqualTo(1);
      assertThat(channel.isOpen()).isFalse();
    }
  }

  @Test
  void drops_and_counts_what_exceeds_the_queue() throws IOException {
    try (var channel = DatagramChannel.open()) {
      UdpPort port = port(channel, 4);
      batch.room = 0;
      for (int i = 0; i < 10; i++) {
        port.send(PEER, Bytes.of(i));
      }
      assertThat(counters.dropped(Drop.SEND_QUEUE_FULL)).isEqualTo(6);
      batch.room = 10;
      assertThat(port.flush(0)).isTrue();
      assertThat(batch.sent).containsExactly(Bytes.of(0), Bytes.of(1), Bytes.of(2), Bytes.of(3));
    }
  }

  @Test
  void a_full_queue_is_first_offered_to_the_socket() throws IOException {
    try (var channel = DatagramChannel.open()) {
      UdpPort port = port(channel, 2);
      for (int i = 0; i < 100; i++) {
        port.send(PEER, Bytes.of(i));
      }
      assertThat(port.flush(0)).isTrue();
      assertThat(batch.sent).hasSize(100);
      assertThat(counters.dropped(Drop.SEND_QUEUE_FULL)).isZero();
      assertThat(counters.datagramsSent()).isEqualTo(100);
    }
  }

  @Test
  void an_address_that_is_not_ip_is_refused_and_counted() throws IOException {
    try (var channel = DatagramChannel.open()) {
      UdpPort port = port(channel, 2);
      port.send(new Address.Name("+1234567"), Bytes.of(1));
      port.flush(0);
      assertThat(batch.sent).isEmpty();
      assertThat(counters.dropped(Drop.SEND_REFUSED)).isEqualTo(1);
    }
  }

  @Test
  void an_exception_over_one_datagram_costs_no_other() throws IOException {
    try (var channel = DatagramChannel.open()) {
      UdpPort port = port(channel, 2);
      ready();
      batch.toReceive.addAll(List.of(Bytes.of(1), Bytes.of(0xBA, 0xD0), Bytes.of(3)));
      port.receive(0);
      assertThat(received).containsExactly(Bytes.of(1), Bytes.of(3));
      assertThat(counters.failures()).isEqualTo(1);
      assertThat(counters.datagramsReceived()).isEqualTo(3);
    }
  }

  @Test
  void an_exception_over_an_announcement_costs_no_datagram() throws IOException {
    try (var channel = DatagramChannel.open()) {
      DatagramReceiver receiver =
          new DatagramReceiver() {
            @Override
            public void onAnnounced(List<Address.Ip> senders) {
              throw new IllegalStateException("a bug");
            }

            @Override
            public void onDatagram(Address.Ip from, Bytes datagram, long nowNanos) {
              received.add(datagram);
            }
          };
      var limits = new UdpLimits(100, 8, 2);
      var port = new UdpPort(0, channel, (its, limit) -> batch, limits, receiver, counters);
      port.attach(selector);
      ready();
      batch.toReceive.addAll(List.of(Bytes.of(1), Bytes.of(2)));
      port.receive(0);
      assertThat(received).containsExactly(Bytes.of(1), Bytes.of(2));
      assertThat(counters.failures()).isEqualTo(2);
    }
  }

  @Test
  void reads_one_bounded_batch_in_a_turn() throws IOException {
    try (var channel = DatagramChannel.open()) {
      UdpPort port = port(channel, 2);
      assertThat(port.receive(0)).as("nothing was announced").isFalse();
      ready();
      for (int i = 0; i < 20; i++) {
        batch.toReceive.add(Bytes.of(i));
      }
      assertThat(port.receive(0)).isTrue();
      assertThat(received).hasSize(8);
      assertThat(port.receive(0)).isTrue();
      assertThat(port.receive(0)).isFalse();
      assertThat(received).hasSize(20);
    }
  }

  @Test
  void what_the_system_dropped_is_asked_once_a_second_and_counted_once() throws IOException {
    try (var channel = DatagramChannel.open()) {
      UdpPort port = port(channel, 2);
      long second = 1_000_000_000L;
      batch.overflowed = 3;
      ready();
      port.receive(second);
      assertThat(counters.overflowed()).isEqualTo(3);
      batch.overflowed = Integer.MAX_VALUE;
      ready();
      port.receive(2 * second - 1);
      assertThat(counters.overflowed()).as("not asked yet").isEqualTo(3);
      ready();
      port.receive(2 * second);
      assertThat(counters.overflowed()).isEqualTo(Integer.MAX_VALUE);
      batch.overflowed += 7;
      ready();
      port.receive(3 * second);
      assertThat(counters.overflowed()).as("beyond 2^31").isEqualTo(Integer.MAX_VALUE + 7L);
    }
  }

  @Test
  void an_error_of_the_socket_is_passed_on_and_the_next_turn_tries_again() throws IOException {
    try (var channel = DatagramChannel.open()) {
      UdpPort port = port(channel, 2);
      ready();
      batch.toReceive.add(Bytes.of(1));
      batch.failure = new IOException("net down");
      assertThatThrownBy(() -> port.receive(0)).isSameAs(batch.failure);
      batch.failure = null;
      port.receive(0);
      assertThat(received).containsExactly(Bytes.of(1));
    }
  }

  private UdpPort port(DatagramChannel channel, int sendQueueMax) throws IOException {
    var limits = new UdpLimits(100, 8, sendQueueMax);
    var port = new UdpPort(0, channel, (its, limit) -> batch, limits, this::onDatagram, counters);
    port.attach(selector);
    return port;
  }

  private void onDatagram(Address.Ip from, Bytes datagram, long nowNanos) {
    if (datagram.size() > 1) {
      throw new IllegalStateException("a bug");
    }
    received.add(datagram);
  }

  /// Tells the port that its channel is readable, as the loop does.
  private void ready() {
    selector.keys().forEach(key -> ((Runnable) key.attachment()).run());
  }

  private static final class TamedBatch implements DatagramBatch {
    private final List<Bytes> toReceive = new ArrayList<>();
    private final List<Bytes> sent = new ArrayList<>();
    private int room = Integer.MAX_VALUE;
    private int overflowed;

    @Override
    public int overflowed() {
      return overflowed;
    }

    private int batches;
    private int closed;
    private IOException failure;

    @Override
    public int receive(int max, Sink sink) throws IOException {
      if (failure != null) {
        throw failure;
      }
      int count = 0;
      for (; count < max && !toReceive.isEmpty(); count++) {
        sink.onAnnounced(List.of(PEER));
        sink.onReceived(PEER, toReceive.removeFirst());
      }
      return count;
    }

    @Override
    public void close() {
      closed++;
    }

    @Override
    public void send(SendQueue queue, Sink sink) {
      batches++;
      while (!queue.isEmpty() && room > 0) {
        room--;
        sent.add(queue.datagram(0));
        sink.onSent(queue.datagram(0).size());
        queue.remove();
      }
    }
  }
}
