// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Message;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

@Spec("CTCP-01")
class TcpCodecPropertyTest {
  private static final int LIMIT = 4096;

  /// The laws that hold for any bytes of a connection: however they are split, the same messages come
  /// out of them and the same end; each message writes back as the bytes it came from; nothing larger
  /// than the limit is held.
  static void obeysTheLaws(Bytes stream, long seed, String context) {
    List<Frame> whole = read(stream, new Random(0), stream.size() + 1, context);
    List<Frame> split = read(stream, new Random(seed), 7, context);
    assertThat(split).as(context).isEqualTo(whole);
    int at = 0;
    for (Frame frame : whole) {
      if (frame instanceof Frame.Whole(Message message)) {
        Bytes written = TcpCodec.encode(message);
        assertThat(written).as(context).isEqualTo(stream.slice(at, at + written.size()));
        assertThat((long) written.size()).as(context).isEqualTo(TcpCodec.size(message));
        at += written.size();
      }
    }
  }

  /// All messages and what comes after the last: broken, or nothing.
  private static List<Frame> read(Bytes stream, Random random, int chunkMax, String context) {
    FrameReader reader = new FrameReader(LIMIT);
    List<Frame> frames = new ArrayList<>();
    int at = 0;
    while (true) {
      Frame next = reader.next();
      if (!(next instanceof Frame.Incomplete)) {
        frames.add(next);
      }
      if (next instanceof Frame.Broken) {
        return frames;
      }
      if (next instanceof Frame.Incomplete) {
        if (at == stream.size()) {
          assertThat(reader.pendingBytes()).as(context).isLessThan(LIMIT);
          return frames;
        }
        int to = Math.min(stream.size(), at + 1 + random.nextInt(chunkMax));
        reader.add(stream.slice(at, to));
        at = to;
      }
    }
  }

  private static Message plain(Message message) {
    return new Message(
        Type.CON, message.code(), 0, message.token(), message.options(), message.payload());
  }

  @Test
  void every_message_reads_back_as_written() {
    for (int seed = 0; seed < 20_000; seed++) {
      Message message = plain(RandomMessages.draw(new Random(seed)));
      Bytes bytes = TcpCodec.encode(message);
      assertThat(TcpCodec.decode(bytes)).as("seed %d", seed).isEqualTo(new Decoded.Ok(message));
      assertThat(bytes.compact()).as("seed %d: exact array", seed).isSameAs(bytes);
    }
  }

  @Test
  void messages_come_out_of_a_stream_however_it_is_split() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      Bytes stream = Bytes.EMPTY;
      for (int i = 0; i < 4; i++) {
        stream = stream.concat(TcpCodec.encode(RandomMessages.draw(random)));
      }
      obeysTheLaws(stream, seed, "seed " + seed);
    }
  }

  @Test
  void random_and_damaged_streams_obey_the_laws() {
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] array = new byte[random.nextInt(80)];
      random.nextBytes(array);
      if (random.nextBoolean()) {
        array = TcpCodec.encode(RandomMessages.draw(random)).toArray();
        array[random.nextInt(array.length)] ^= (byte) (1 << random.nextInt(8));
      }
      obeysTheLaws(Bytes.wrap(array), seed, "seed " + seed);
    }
  }

  @Spec({"C12", "C23"})
  @Test
  void a_declared_length_costs_no_memory() {
    var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Bytes bomb = Bytes.ofHex("f0ffffffff45");
    Bytes large = Bytes.ofHex("f0000eeeee45");
    for (int round = 0; round < 3; round++) {
      long before = thread.getCurrentThreadAllocatedBytes();
      FrameReader strict = new FrameReader(65_536);
      strict.add(bomb);
      Frame broken = strict.next();
      FrameReader generous = new FrameReader(Integer.MAX_VALUE);
      generous.add(large);
      Frame incomplete = generous.next();
      long allocated = thread.getCurrentThreadAllocatedBytes() - before;
      assertThat(broken).isInstanceOf(Frame.Broken.class);
      assertThat(incomplete).isInstanceOf(Frame.Incomplete.class);
      if (round > 0) { // the first round loads classes
        assertThat(allocated).isLessThan(4096);
      }
    }
  }

  @Spec("C23")
  @Test
  void a_message_byte_by_byte_costs_little_more_than_its_size() {
    var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    int size = 60_000;
    byte[] payload = new byte[size];
    Bytes head = Bytes.ofHex("e0").concat(Bytes.of((size + 1 - 269) >> 8, (size + 1 - 269), 2));
    FrameReader reader = new FrameReader(65_536);
    reader.add(head.concat(Bytes.of(0xFF)));
    long before = thread.getCurrentThreadAllocatedBytes();
    Frame last = reader.next();
    Bytes one = Bytes.of(7);
    for (int i = 0; i < payload.length; i++) {
      assertThat(last instanceof Frame.Incomplete).isTrue();
      reader.add(one);
      last = reader.next();
    }
    long allocated = thread.getCurrentThreadAllocatedBytes() - before;
    assertThat(last).isInstanceOf(Frame.Whole.class);
    assertThat(allocated).as("bytes allocated").isLessThan(400L * size);
    assertThat(reader.pendingBytes()).isZero();
  }
}
