// SPDX-License-Identifier: Apache-2.0

package io.tern.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Code;
import io.tern.coap.ContentFormat;
import io.tern.coap.Message;
import io.tern.coap.Options;
import io.tern.coap.Token;
import io.tern.coap.Type;
import io.tern.coap.codec.Decoded;
import io.tern.coap.codec.UdpCodec;
import io.tern.spec.Spec;
import io.tern.testkit.HostileBytes;
import io.tern.testkit.HostileCorpus;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A million datagrams that no decent client sends, against `tern server` in a process of its own.
@Timeout(600)
class HostileDatagramsTest {
  private static final long SEED = Long.getLong("tern.seed", 20_261_120);
  private static final int DATAGRAMS = 1_000_000;

  /// By then caches, pools and code have their size.
  private static final int WARM_UP = 200_000;

  /// Each sends so many before it waits until the server has caught up: no socket buffer overflows.
  private static final int BURST = 32;

  private static final int SOURCES = 32;

  @Test
  @Spec({"COAP-01", "COAP-02", "COAP-03", "C12"})
  void a_million_hostile_datagrams_leave_the_heap_flat_and_the_server_answering() throws Exception {
    try (TernProcess tern = TernProcess.start("-Xmx256m", "-XX:TieredStopAtLevel=1")) {
      HostileBytes hostile = new HostileBytes(SEED, HostileCorpus.coap());
      List<Source> sources = new ArrayList<>();
      for (int i = 0; i < SOURCES; i++) {
        sources.add(new Source(tern));
      }
      send(hostile, sources, WARM_UP);
      long before = tern.liveBytes();
      send(hostile, sources, DATAGRAMS - WARM_UP);

      long asked = System.nanoTime();
      Message answer = sources.getFirst().register("decent");
      long millis = (System.nanoTime() - asked) / 1_000_000;
      assertThat(answer.code()).as("seed %d", SEED).isEqualTo(Code.CREATED);
      assertThat(millis).as("milliseconds to the answer, seed %d", SEED).isLessThan(1000);

      long after = tern.liveBytes();
      assertThat(after - before)
          .as("growth over %d datagrams, from %d bytes, seed %d", DATAGRAMS, before, SEED)
          .isLessThan(8 << 20);
      assertThat(tern.call("GET", "/devices/decent", "").status()).isEqualTo(200);
      assertThat(tern.log().size()).as("log lines").isLessThan(5_000);
      assertThat(tern.log()).noneMatch(line -> line.strip().startsWith("at io.tern"));
      sources.forEach(source -> source.socket.close());
    }
  }

  private static void send(HostileBytes hostile, List<Source> sources, int count)
      throws IOException {
    for (int sent = 0; sent < count; ) {
      for (Source source : sources) {
        for (int i = 0; i < BURST; i++) {
          source.send(hostile.next());
        }
        sent += BURST;
      }
      for (Source source : sources) {
        source.catchUp();
      }
    }
  }

  /// One source port.
  private static final class Source {
    private final DatagramSocket socket;
    private final byte[] buffer = new byte[65_536];
    private int messageId;

    Source(TernProcess tern) throws IOException {
      socket = new DatagramSocket();
      socket.connect(tern.coapAddress());
      socket.setSoTimeout(500);
    }

    void send(Bytes datagram) throws IOException {
      socket.send(new DatagramPacket(datagram.toArray(), datagram.size()));
    }

    /// A ping, until the Reset to it comes; whatever came before it is dropped.
    void catchUp() throws IOException {
      for (int attempt = 0; attempt < 20; attempt++) {
        messageId = messageId + 1 & 0xFFFF;
        Message ping = Message.empty(Type.CON, messageId);
        send(UdpCodec.encode(ping));
        if (awaited(Type.RST, ping.messageId())) {
          return;
        }
      }
      throw new AssertionError("the server does not answer a ping, seed " + SEED);
    }

    private boolean awaited(Type type, int id) throws IOException {
      try {
        while (!(receive() instanceof Decoded.Ok(Message message)
            && message.type() == type
            && message.messageId() == id)) {
          // An answer to one of the hostile datagrams.
        }
        return true;
      } catch (SocketTimeoutException e) {
        return false;
      }
    }

    private Decoded receive() throws IOException {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      socket.receive(packet);
      byte[] copy = new byte[packet.getLength()];
      System.arraycopy(buffer, 0, copy, 0, copy.length);
      return UdpCodec.decode(Bytes.wrap(copy));
    }

    Message register(String endpoint) throws IOException {
      Options options =
          Options.builder()
              .uriPath("rd")
              .contentFormat(ContentFormat.LINK_FORMAT)
              .uriQuery("ep=" + endpoint)
              .uriQuery("lt=300")
              .uriQuery("lwm2m=1.1")
              .uriQuery("b=U")
              .build();
      Token token = Token.of(0x7E57_0000_0001L, 6);
      messageId = messageId + 1 & 0xFFFF;
      send(
          UdpCodec.encode(
              new Message(
                  Type.CON, Code.POST, messageId, token, options, Bytes.ofUtf8("</1/0>,</3/0>"))));
      for (; ; ) {
        if (receive() instanceof Decoded.Ok(Message message) && message.token().equals(token)) {
          return message;
        }
      }
    }
  }
}
