// SPDX-License-Identifier: Apache-2.0

package io.tern.net.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.spec.Spec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SocketGroupTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  /// A device that repeats itself while a server starts: what it said before the last socket joined must not
  /// be served by one loop, and its repetition by another.
  @Test
  @Spec({"4.1", "N8"})
  void what_came_while_the_sockets_were_opened_is_dropped_and_what_comes_later_is_not()
      throws Exception {
    SocketGroup group = SocketGroup.open(ANY, 4, 0, 0);
    List<DatagramChannel> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 20; i++) {
        DatagramChannel client = DatagramChannel.open().bind(ANY);
        clients.add(client);
        for (int copy = 0; copy < 3; copy++) {
          client.send(ByteBuffer.allocate(100), group.address());
        }
      }
      SocketGroup.discardWhatCame(group.channels());
      assertThat(arrived(group)).isZero();
      for (DatagramChannel client : clients) {
        client.send(ByteBuffer.allocate(100), group.address());
      }
      assertThat(arrived(group)).isEqualTo(clients.size());
    } finally {
      for (DatagramChannel client : clients) {
        client.close();
      }
      for (DatagramChannel channel : group.channels()) {
        channel.close();
      }
    }
  }

  private static int arrived(SocketGroup group) throws Exception {
    int count = 0;
    for (DatagramChannel channel : group.channels()) {
      while (channel.receive(ByteBuffer.allocate(200)) != null) {
        count++;
      }
    }
    return count;
  }
}
