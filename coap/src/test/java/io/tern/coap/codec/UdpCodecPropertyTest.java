// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.tern.coap.Bytes;
import io.tern.coap.Message;
import io.tern.coap.Type;
import io.tern.spec.Spec;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

@Spec({"COAP-01", "COAP-02", "COAP-03"})
class UdpCodecPropertyTest {
  /// The laws that hold for any bytes: a message writes back as the very bytes it came from, since the
  /// format leaves no choice; a refusal knows type and message id exactly where version 1 has them.
  static void obeysTheLaws(Bytes datagram, String context) {
    switch (UdpCodec.decode(datagram)) {
      case Decoded.Ok(Message message) -> {
        assertThat(UdpCodec.encode(message)).as(context).isEqualTo(datagram);
        assertThat(message.options().count())
            .as(context)
            .isLessThanOrEqualTo(UdpCodec.OPTION_COUNT_MAX);
      }
      case Decoded.Bad(var reason, var header) -> {
        assertThat(reason.what()).as(context).isNotBlank();
        boolean known = datagram.size() >= 4 && datagram.get(0) >>> 6 == 1;
        assertThat(header.isPresent()).as(context).isEqualTo(known);
        header.ifPresent(
            it -> {
              assertThat(it.type()).as(context).isEqualTo(Type.of(datagram.get(0) >> 4 & 3));
              assertThat(it.messageId())
                  .as(context)
                  .isEqualTo(datagram.get(2) << 8 | datagram.get(3));
            });
      }
    }
  }

  @Test
  void every_message_reads_back_as_written() {
    for (int seed = 0; seed < 20_000; seed++) {
      Message message = RandomMessages.draw(new Random(seed));
      Bytes datagram = UdpCodec.encode(message);
      assertThat(UdpCodec.decode(datagram)).as("seed %d", seed).isEqualTo(new Decoded.Ok(message));
      assertThat(datagram.compact()).as("seed %d: exact array", seed).isSameAs(datagram);
    }
  }

  @Test
  void every_truncation_of_a_message_is_another_message_or_refused() {
    for (int seed = 0; seed < 500; seed++) {
      Bytes datagram = UdpCodec.encode(RandomMessages.draw(new Random(seed)));
      for (int size = 0; size < datagram.size(); size++) {
        obeysTheLaws(datagram.slice(0, size), "seed " + seed + ", first " + size);
      }
    }
  }

  @Test
  void every_flipped_bit_makes_another_message_or_is_refused() {
    for (int seed = 0; seed < 300; seed++) {
      byte[] array = UdpCodec.encode(RandomMessages.draw(new Random(seed))).toArray();
      for (int bit = 0; bit < Math.min(array.length, 120) * 8; bit++) {
        array[bit / 8] ^= (byte) (1 << bit % 8);
        obeysTheLaws(Bytes.copyOf(array), "seed " + seed + ", bit " + bit);
        array[bit / 8] ^= (byte) (1 << bit % 8);
      }
    }
  }

  @Test
  void random_bytes_behind_a_good_header_are_a_message_or_refused() {
    for (int seed = 0; seed < 100_000; seed++) {
      Random random = new Random(seed);
      byte[] array = new byte[random.nextInt(60)];
      random.nextBytes(array);
      if (array.length > 0 && random.nextInt(10) > 0) {
        array[0] = (byte) (0x40 | array[0] & 0x33);
      }
      // Bytes that lie about lengths: the extended and the reserved forms.
      for (int i = 4; i < array.length && random.nextBoolean(); i++) {
        array[i] = (byte) (0xD0 + random.nextInt(48));
      }
      obeysTheLaws(Bytes.wrap(array), "seed " + seed);
    }
  }

  @Spec("C12")
  @Test
  void no_datagram_costs_much_memory() {
    var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Bytes[] worst = {
      Bytes.of(0x40, 1, 0, 1).concat(Bytes.wrap(new byte[65_503])), // a zero is an option
      Bytes.of(0x40, 1, 0, 1).concat(Bytes.wrap(new byte[64])),
      Bytes.of(0x40, 1, 0, 1, 0xEE, 0, 0, 0xFE, 0xF2),
      Bytes.of(0x4F, 1, 0, 1).concat(Bytes.wrap(new byte[65_503])),
      Bytes.of(0x4E, 1, 0, 1, 0xFF, 0xFF)
          .concat(Bytes.wrap(new byte[60_000])), // a token past the end
      UdpCodec.encode(RandomMessages.draw(new Random(5))),
    };
    for (int round = 0; round < 3; round++) {
      for (Bytes datagram : worst) {
        long before = thread.getCurrentThreadAllocatedBytes();
        Decoded decoded = UdpCodec.decode(datagram);
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertThat(decoded).isNotNull();
        if (round > 0) { // the first round loads classes
          assertThat(allocated).as("%s", datagram).isLessThan(16 * 1024);
        }
      }
    }
  }
}
