// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tern.coap.Address;
import io.tern.coap.Bytes;
import io.tern.net.DatagramIo;
import io.tern.net.SocketAddresses;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Batches against ordinary sockets, without a loop. On the loopback interface a datagram has arrived
/// when the call that sent it returns.
@Timeout(60)
class LinuxDatagramsTest {
  private static final int MAX = 1000;
  private static final UdpLimits LIMITS = new UdpLimits(MAX, 100, 1024);

  private final List<AutoCloseable> open = new ArrayList<>();
  private final Seen seen = new Seen();

  @BeforeEach
  void needs_linux() {
    assumeThat(LinuxCalls.areAvailable()).isTrue();
  }

  @AfterEach
  void close_all() throws Exception {
    for (AutoCloseable closeable : open.reversed()) {
      closeable.close();
    }
  }

  @Test
  void the_best_way_here_is_batches() throws IOException {
    try (var channel = bound("127.0.0.1")) {
      DatagramBatch best = DatagramBatch.Source.of(DatagramIo.AUTO).open(channel, LIMITS);
      assertThat(best).isInstanceOf(LinuxDatagrams.class);
      best.close();
    }
  }

  @Test
  void reads_what_has_come_up_to_the_maximum_with_sender_and_bytes() throws IOException {
    DatagramChannel server = bound("127.0.0.1");
    LinuxDatagrams batch = batch(server);
    DatagramChannel client = bound("127.0.0.1");
    var expected = new ArrayList<Bytes>();
    for (int i = 0; i < 90; i++) {
      byte[] datagram = new byte[i * 11];
      java.util.Arrays.fill(datagram, (byte) i);
      expected.add(Bytes.wrap(datagram));
      client.send(ByteBuffer.wrap(datagram), server.getLocalAddress());
    }
    assertThat(batch.receive(70, seen)).isEqualTo(70);
    assertThat(batch.receive(70, seen)).isEqualTo(20);
    assertThat(batch.receive(70, seen)).isZero();
    assertThat(seen.received).isEqualTo(expected);
    assertThat(seen.from).hasSize(90).containsOnly(ip(client));
  }

  @Test
  void knows_how_many_datagrams_the_system_had_no_room_for() throws IOException {
    DatagramChannel server = bound("127.0.0.1");
    server.setOption(StandardSocketOptions.SO_RCVBUF, 16_384);
    LinuxDatagrams batch = batch(server);
    DatagramChannel client = bound("127.0.0.1");
    assertThat(batch.overflowed()).isZero();
    for (int i = 0; i < 1_000; i++) {
      client.send(ByteBuffer.allocate(500), server.getLocalAddress());
    }
    int fitted = 0;
    for (int read = batch.receive(100, seen); read > 0; read = batch.receive(100, seen)) {
      fitted += read;
    }
    assertThat(fitted).isBetween(1, 999);
    assertThat(batch.overflowed()).isEqualTo(1_000 - fitted);
  }

  @Test
  void a_datagram_at_the_limit_is_whole_and_one_byte_more_is_too_large() throws IOException {
    DatagramChannel server = bound("127.0.0.1");
    LinuxDatagrams batch = batch(server);
    DatagramChannel client = bound("127.0.0.1");
    for (int size : new int[] {MAX, MAX + 1, 40_000, MAX - 1}) {
      client.send(ByteBuffer.allocate(size), server.getLocalAddress());
    }
    assertThat(batch.receive(100, seen)).isEqualTo(4);
    assertThat(seen.received).extracting(Bytes::size).containsExactly(MAX, MAX - 1);
    assertThat(seen.oversize).containsExactly(ip(client), ip(client));
  }

  @Test
  void sends_in_order_and_leaves_out_what_cannot_be_sent() throws IOException {
    LinuxDatagrams batch = batch(bound("127.0.0.1"));
    DatagramChannel client = bound("127.0.0.1");
    var queue = new SendQueue(200);
    Address.Ip noPort = Address.Ip.v4(0x7F000001, 0);
    Address.Ip otherFamily = new Address.Ip(1, 1, 5683, 0);
    for (int i = 0; i < 150; i++) {
      if (i % 40 == 7) {
        queue.offer(noPort, Bytes.of(i));
      } else if (i % 40 == 8) {
        queue.offer(otherFamily, Bytes.of(i));
      } else {
        queue.offer(ip(client), Bytes.of(i));
      }
    }
    queue.offer(ip(client), Bytes.wrap(new byte[65_528]));
    batch.send(queue, seen);
    assertThat(queue.isEmpty()).isTrue();
    assertThat(seen.refused).hasSize(9);
    assertThat(seen.sent).hasSize(142);
    int expected = 0;
    for (Bytes datagram : drain(client)) {
      while (expected % 40 == 7 || expected % 40 == 8) {
        expected++;
      }
      assertThat(datagram).isEqualTo(Bytes.of(expected++));
    }
    assertThat(expected).isEqualTo(150);
  }

  @Test
  void tells_of_all_senders_before_the_first_datagram_where_there_are_several() throws IOException {
    DatagramChannel server = bound("127.0.0.1");
    LinuxDatagrams batch = batch(server);
    DatagramChannel one = bound("127.0.0.1");
    DatagramChannel other = bound("127.0.0.1");
    one.send(ByteBuffer.allocate(4), server.getLocalAddress());
    batch.receive(100, seen);
    assertThat(seen.announced).as("nothing to look at together").isEmpty();
    for (DatagramChannel client : List.of(one, other, one)) {
      client.send(ByteBuffer.allocate(4), server.getLocalAddress());
    }
    batch.receive(100, seen);
    assertThat(seen.announced).containsExactly(ip(one), ip(other), ip(one));
    assertThat(seen.receivedAtAnnouncement).as("datagrams told of before").containsOnly(1);
    assertThat(seen.from).containsExactly(ip(one), ip(one), ip(other), ip(one));
  }

  @Test
  void what_every_path_carries_is_never_cut_and_what_is_larger_may_be() throws IOException {
    DatagramChannel server = bound("127.0.0.1");
    LinuxDatagrams batch = batch(server);
    DatagramChannel client = bound("127.0.0.1");
    assertThat(isWhole(server)).as("before anything is sent").isFalse();
    send(batch, client, 484, 4);
    assertThat(isWhole(server)).isTrue();
    send(batch, client, 4, 485, 4);
    assertThat(isWhole(server)).isFalse();
    send(batch, client, 1100);
    assertThat(isWhole(server)).isFalse();
    send(batch, client, 0);
    assertThat(isWhole(server)).isTrue();
    assertThat(drain(client)).extracting(Bytes::size).containsExactly(484, 4, 4, 485, 4, 1100, 0);
  }

  @Test
  void the_same_holds_for_datagrams_over_ipv4_from_a_socket_of_both_families() throws IOException {
    DatagramChannel server = bound("::");
    LinuxDatagrams batch = batch(server);
    DatagramChannel client = bound("127.0.0.1");
    send(batch, client, 10);
    assertThat(isWhole(server)).isTrue();
    send(batch, client, 1000);
    assertThat(isWhole(server)).isFalse();
    assertThat(drain(client)).extracting(Bytes::size).containsExactly(10, 1000);
  }

  private void send(LinuxDatagrams batch, DatagramChannel to, int... sizes) throws IOException {
    var queue = new SendQueue(sizes.length);
    for (int size : sizes) {
      queue.offer(ip(to), Bytes.wrap(new byte[size]));
    }
    batch.send(queue, seen);
    assertThat(queue.isEmpty()).isTrue();
  }

  private static boolean isWhole(DatagramChannel channel) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return LinuxCalls.isWhole(LinuxCalls.newState(arena), BoundSocket.find(channel).descriptor());
    }
  }

  @Test
  void the_largest_datagrams_go_a_few_at_a_time() throws IOException {
    LinuxDatagrams batch = batch(bound("127.0.0.1"));
    DatagramChannel client = bound("127.0.0.1");
    client.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 21);
    var queue = new SendQueue(8);
    for (int i = 0; i < 8; i++) {
      byte[] datagram = new byte[i % 3 == 0 ? 65_507 : 1];
      datagram[0] = (byte) i;
      queue.offer(ip(client), Bytes.wrap(datagram));
    }
    batch.send(queue, seen);
    assertThat(seen.sent).containsExactly(65_507, 1, 1, 65_507, 1, 1, 65_507, 1);
    List<Bytes> arrived = drain(client);
    assertThat(arrived).isNotEmpty().allSatisfy(it -> assertThat(it.get(0)).isLessThan(8));
  }

  @Test
  void an_answer_that_nobody_listens_is_no_error() throws IOException {
    int gone;
    try (var closed = bound("127.0.0.1")) {
      gone = ip(closed).port();
    }
    DatagramChannel server = bound("127.0.0.1");
    server.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), gone));
    LinuxDatagrams batch = batch(server);
    var queue = new SendQueue(4);
    queue.offer(Address.Ip.v4(0x7F000001, gone), Bytes.of(1));
    batch.send(queue, seen);
    assertThat(batch.receive(10, seen)).isZero();
    assertThat(batch.receive(10, seen)).isZero();
    assertThat(seen.received).isEmpty();
  }

  @Test
  void an_ipv6_socket_speaks_to_both_families_under_one_form_of_address() throws IOException {
    assumeThat(NetworkInterface.getByInetAddress(InetAddress.ofLiteral("::1"))).isNotNull();
    DatagramChannel server = bound("::");
    LinuxDatagrams batch = batch(server);
    int port = ip(server).port();
    for (String host : List.of("127.0.0.1", "::1")) {
      DatagramChannel client = bound(host);
      client.send(
          ByteBuffer.wrap(new byte[] {1}),
          new InetSocketAddress(InetAddress.ofLiteral(host), port));
      assertThat(batch.receive(10, seen)).isEqualTo(1);
      assertThat(seen.from.getLast()).isEqualTo(ip(client));
      var queue = new SendQueue(1);
      queue.offer(seen.from.getLast(), Bytes.of(2));
      batch.send(queue, seen);
      assertThat(drain(client)).containsExactly(Bytes.of(2));
    }
  }

  @Test
  void each_of_the_sockets_at_one_address_is_found() throws IOException {
    SocketGroup group =
        SocketGroup.open(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 5, 0, 0);
    var descriptors = new ArrayList<Integer>();
    for (DatagramChannel channel : group.channels()) {
      open.add(channel);
      channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
      BoundSocket found = BoundSocket.find(channel);
      descriptors.add(found.descriptor());
      assertThat(found.family()).isEqualTo(LinuxCalls.AF_INET);
      assertThat(channel.getOption(StandardSocketOptions.SO_BROADCAST)).isTrue();
    }
    assertThat(descriptors).doesNotHaveDuplicates();
  }

  @Test
  void a_channel_that_is_not_bound_is_an_error() throws IOException {
    try (var channel = DatagramChannel.open()) {
      assertThatThrownBy(() -> new LinuxDatagrams(channel, LIMITS)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void a_batch_survives_its_channel_and_leaves_no_descriptor_behind() throws IOException {
    DatagramChannel warm = bound("127.0.0.1");
    new LinuxDatagrams(warm, LIMITS).close();
    warm.close();
    long before = descriptors();
    for (int i = 0; i < 20; i++) {
      DatagramChannel channel = bound("127.0.0.1");
      var batch = new LinuxDatagrams(channel, LIMITS);
      channel.close();
      assertThat(batch.receive(1, seen)).isZero();
      batch.close();
      assertThatThrownBy(() -> batch.receive(1, seen)).isInstanceOf(IllegalStateException.class);
    }
    assertThat(descriptors()).isLessThan(before + 10);
  }

  @Test
  void addresses_keep_all_their_parts() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try (var arena = java.lang.foreign.Arena.ofConfined()) {
      var names = arena.allocate(2 * SocketName.BYTES, 8);
      for (int i = 0; i < 1000; i++) {
        int port = random.nextInt(65_536);
        Address.Ip v4 = Address.Ip.v4(random.nextInt(), port);
        Address.Ip v6 =
            new Address.Ip(random.nextLong() | 1, random.nextLong(), port, random.nextInt());
        for (Address.Ip ip : List.of(v4, v6)) {
          assertThat(SocketName.write(ip, LinuxCalls.AF_INET6, names, SocketName.BYTES))
              .isEqualTo(SocketName.IN6_BYTES);
          assertThat(SocketName.read(names, SocketName.BYTES)).as("seed %d", seed).isEqualTo(ip);
        }
        assertThat(SocketName.write(v4, LinuxCalls.AF_INET, names, 0))
            .isEqualTo(SocketName.IN_BYTES);
        assertThat(SocketName.read(names, 0)).as("seed %d", seed).isEqualTo(v4);
        assertThat(SocketName.write(v6, LinuxCalls.AF_INET, names, 0)).isZero();
      }
    }
  }

  @Test
  void without_native_access_the_best_way_is_nio() throws Exception {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Ask.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (InputStream out = java.getInputStream()) {
      assertThat(Bytes.wrap(out.readAllBytes()).utf8()).isEqualTo("NioDatagrams IOException");
    }
    assertThat(java.waitFor()).isZero();
  }

  /// Prints what [DatagramIo#AUTO] and [DatagramIo#BATCH] come to.
  static final class Ask {
    public static void main(String[] args) throws IOException {
      try (var channel = bound("127.0.0.1")) {
        DatagramBatch best = DatagramBatch.Source.of(DatagramIo.AUTO).open(channel, LIMITS);
        System.out.print(best.getClass().getSimpleName());
        try {
          DatagramBatch.Source.of(DatagramIo.BATCH).open(channel, LIMITS);
        } catch (IOException e) {
          System.out.print(" " + e.getClass().getSimpleName());
        }
      }
    }
  }

  private static long descriptors() throws IOException {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  private LinuxDatagrams batch(DatagramChannel channel) throws IOException {
    open.add(channel);
    var batch = new LinuxDatagrams(channel, LIMITS);
    open.add(batch::close);
    return batch;
  }

  private static DatagramChannel bound(String host) throws IOException {
    InetAddress address = InetAddress.ofLiteral(host);
    DatagramChannel channel =
        DatagramChannel.open(
            address.getAddress().length == 4
                ? java.net.StandardProtocolFamily.INET
                : java.net.StandardProtocolFamily.INET6);
    channel.bind(new InetSocketAddress(address, 0)).configureBlocking(false);
    return channel;
  }

  private static Address.Ip ip(DatagramChannel channel) throws IOException {
    return SocketAddresses.toIp((InetSocketAddress) channel.getLocalAddress());
  }

  private static List<Bytes> drain(DatagramChannel channel) throws IOException {
    var all = new ArrayList<Bytes>();
    ByteBuffer buffer = ByteBuffer.allocate(65_536);
    while (channel.receive(buffer.clear()) != null) {
      all.add(Bytes.copyOf(buffer.flip()));
    }
    channel.close();
    return all;
  }

  private static final class Seen implements DatagramBatch.Sink {
    final List<Address.Ip> announced = new ArrayList<>();
    final List<Integer> receivedAtAnnouncement = new ArrayList<>();
    final List<Address.Ip> from = new ArrayList<>();
    final List<Bytes> received = new ArrayList<>();
    final List<Address.Ip> oversize = new ArrayList<>();
    final List<Integer> sent = new ArrayList<>();
    final List<Address.Ip> refused = new ArrayList<>();

    @Override
    public void onAnnounced(List<Address.Ip> senders) {
      announced.addAll(senders);
      receivedAtAnnouncement.add(received.size());
    }

    @Override
    public void onReceived(Address.Ip sender, Bytes datagram) {
      from.add(sender);
      received.add(datagram);
    }

    @Override
    public void onOversize(Address.Ip sender) {
      oversize.add(sender);
    }

    @Override
    public void onSent(int bytes) {
      sent.add(bytes);
    }

    @Override
    public void onRefused(Address.Ip to) {
      refused.add(to);
    }
  }
}
