// SPDX-License-Identifier: Apache-2.0

package io.tern.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
  private static final long SHORT_NANOS = Duration.ofMillis(200).toNanos();

  private DatagramChannel server;
  private final Set<SocketAddress> clients = ConcurrentHashMap.newKeySet();
  private final Set<String> ids = ConcurrentHashMap.newKeySet();

  @BeforeEach
  void open() throws IOException {
    assumeThat(NativeSocket.isPossible()).isTrue();
    server =
        DatagramChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  /// Answers each datagram with what `answer` makes of it; nothing where that is empty.
  private void serve(UnaryOperator<ByteBuffer> answer) {
    Thread.ofVirtual()
        .start(
            () -> {
              ByteBuffer buffer = ByteBuffer.allocate(2_048);
              try {
                while (true) {
                  SocketAddress from = server.receive(buffer.clear());
                  clients.add(from);
                  ids.add(from + " " + buffer.getShort(2));
                  ByteBuffer out = answer.apply(buffer.flip());
                  if (out.hasRemaining()) {
                    server.send(out, from);
                  }
                }
              } catch (ClosedChannelException e) {
                // The end.
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
  }

  private static ByteBuffer content(ByteBuffer request) {
    return request.put(0, (byte) 0x64).put(1, (byte) 0x45).limit(8);
  }

  private Load run(boolean echoes, int count, long nanos) throws IOException {
    try (var load = new LoadGenerator((InetSocketAddress) server.getLocalAddress())) {
      load.use(new ScriptClients(Script.get("bench", true, echoes, 8), count), Math.min(5, count));
      return load.run(nanos);
    }
  }

  @Test
  void answers_are_counted_and_every_client_takes_its_turn_with_new_message_ids()
      throws IOException {
    serve(LoadGeneratorTest::content);
    Load load = run(false, 20, SHORT_NANOS);
    assertThat(load.answered()).isGreaterThan(20);
    assertThat(load.wrong()).isZero();
    assertThat(load.lost()).isZero();
    assertThat(clients).hasSize(20);
    assertThat(ids).hasSize((int) load.answered());
  }

  @Test
  void an_echo_is_right_only_where_an_echo_is_expected() throws IOException {
    serve(request -> request);
    assertThat(run(true, 20, SHORT_NANOS).wrong()).isZero();
    Load load = run(false, 20, SHORT_NANOS);
    assertThat(load.answered()).isZero();
    assertThat(load.wrong()).isPositive();
  }

  @Test
  void an_answer_with_another_message_id_token_or_code_is_wrong() throws IOException {
    int[] count = {0};
    serve(
        request -> {
          ByteBuffer answer = content(request);
          int at = count[0]++ % 4 * 2 + 1; // code, message id, token, token
          return answer.put(at, (byte) (answer.get(at) ^ 0x40));
        });
    Load load = run(false, 20, SHORT_NANOS);
    assertThat(load.answered()).isZero();
    assertThat(load.wrong()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void a_request_without_answer_is_lost_after_a_second_and_its_client_goes_on() throws IOException {
    int[] count = {0};
    serve(request -> count[0]++ < 3 ? request.limit(0) : content(request));
    Load load = run(false, 20, SHORT_NANOS);
    assertThat(load.lost()).isEqualTo(3);
    assertThat(load.answered()).isPositive();
    assertThat(load.nanos()).isGreaterThan(Duration.ofSeconds(1).toNanos());
  }

  @Test
  void message_ids_never_repeat() throws IOException {
    serve(LoadGeneratorTest::content);
    assertThatThrownBy(() -> run(false, 1, Duration.ofMinutes(5).toNanos()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("message ids would repeat");
    assertThat(ids).hasSize(65_536);
  }

  @Test
  void a_transfer_of_many_requests_is_one_unit() throws IOException {
    serve(
        request -> {
          boolean last = request.limit() > 0 && request.getShort(2) % 10 == 9;
          return request.put(0, (byte) 0x64).put(1, (byte) (last ? 0x44 : 0x5F)).limit(8);
        });
    try (var load = new LoadGenerator((InetSocketAddress) server.getLocalAddress())) {
      load.use(new ScriptClients(Script.upload("large", 10), 3), 3);
      Load result = load.run(SHORT_NANOS);
      assertThat(result.wrong()).isZero();
      assertThat(result.answered()).isPositive();
      assertThat(ids).hasSize((int) result.answered() * 10);
    }
  }
}
