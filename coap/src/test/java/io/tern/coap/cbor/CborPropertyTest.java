// SPDX-License-Identifier: Apache-2.0

package io.tern.coap.cbor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tern.coap.Bytes;
import io.tern.spec.Spec;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.api.Test;

@Spec("RFC8949-3")
class CborPropertyTest {
  private static final CborLimits WIDE = new CborLimits(1 << 20, 64, 1 << 20, 1 << 20);

  /// The laws that hold for any bytes: skipping accepts exactly what is well-formed, and reading
  /// accepts nothing else.
  static void obeysTheLaws(Bytes input, String context) {
    CborReader skipping = new CborReader(input, WIDE);
    skipping.skip();
    boolean skipped = !skipping.isBroken() && skipping.finish().isEmpty();
    CborReader reading = new CborReader(input, WIDE);
    Item.read(reading);
    boolean read = !reading.isBroken() && reading.finish().isEmpty();

    // Plain conditions: an assertion object each would take most of the time.
    if (skipped != WellFormed.isOneItem(input, WIDE.depthMax())) {
      fail("%s: skipped %s, %s", context, input, skipping.malformed());
    }
    if (read && !skipped) {
      fail("%s: read but not skipped %s, %s", context, input, skipping.malformed());
    }
    if (!read && (reading.malformed().isEmpty() || reading.peek() != CborKind.BROKEN)) {
      fail("%s: refused without a reason %s", context, input);
    }
  }

  private static Item readWhole(Bytes input, String context) {
    CborReader reader = new CborReader(input, WIDE);
    Item item = Item.read(reader);
    assertThat(reader.finish()).as("%s: %s", context, input).isEmpty();
    return item;
  }

  @Test
  void every_item_reads_back_as_written() {
    for (int seed = 0; seed < 10_000; seed++) {
      Item item = Item.draw(new Random(seed), 5);
      CborWriter writer = new CborWriter(1);
      item.write(writer);
      String context = "seed " + seed;
      assertThat(readWhole(writer.toBytes(), context)).as(context).isEqualTo(item);
    }
  }

  @Test
  void every_allowed_form_of_an_item_reads_as_that_item() {
    for (int seed = 0; seed < 10_000; seed++) {
      Random random = new Random(seed);
      Item item = Item.draw(random, 5);
      Bytes loose = LooseEncoder.encode(item, random);
      String context = "seed " + seed;
      assertThat(readWhole(loose, context)).as(context).isEqualTo(item);
      CborWriter writer = new CborWriter();
      item.write(writer);
      assertThat(writer.toBytes().size())
          .as("%s: shortest", context)
          .isLessThanOrEqualTo(loose.size());
    }
  }

  @Test
  void no_truncation_of_an_item_is_an_item() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Bytes whole = LooseEncoder.encode(Item.draw(random, 4), random);
      for (int size = 0; size < whole.size(); size++) {
        Bytes part = whole.slice(0, size);
        CborReader reader = new CborReader(part, WIDE);
        Item.read(reader);
        assertThat(reader.isBroken()).as("seed %d, first %d", seed, size).isTrue();
        obeysTheLaws(part, "seed " + seed + ", first " + size);
      }
    }
  }

  @Test
  void every_flipped_bit_is_judged_as_the_definition_judges_it() {
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      byte[] array = LooseEncoder.encode(Item.draw(random, 4), random).toArray();
      for (int bit = 0; bit < Math.min(array.length, 100) * 8; bit++) {
        array[bit / 8] ^= (byte) (1 << bit % 8);
        obeysTheLaws(Bytes.copyOf(array), "seed " + seed + ", bit " + bit);
        array[bit / 8] ^= (byte) (1 << bit % 8);
      }
    }
  }

  @Test
  void random_bytes_are_judged_as_the_definition_judges_them() {
    for (int seed = 0; seed < 100_000; seed++) {
      Random random = new Random(seed);
      byte[] array = new byte[random.nextInt(24)];
      for (int i = 0; i < array.length; i++) {
        // Mostly initial bytes of short things, so that many inputs get far.
        int major = random.nextInt(8) << 5;
        array[i] =
            (byte)
                switch (random.nextInt(6)) {
                  case 0 -> random.nextInt(256);
                  case 1 -> major | 31;
                  case 2 -> 0xFF;
                  default -> major | random.nextInt(3);
                };
      }
      obeysTheLaws(Bytes.wrap(array), "seed " + seed);
    }
  }

  @Test
  void no_input_costs_more_memory_than_a_few_times_its_size() {
    var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    Bytes[] bombs = {
      Bytes.ofHex("9b7fffffffffffffff"),
      Bytes.ofHex("bb4000000000000000"),
      Bytes.ofHex("5b7fffffffffffffff"),
      Bytes.ofHex("5a7fffffff00"),
      Bytes.ofHex("7f7a7fffffff61"),
      Bytes.ofHex("c4821a7fffffff01"),
      Bytes.ofHex("9f".repeat(50_000)),
      Bytes.ofHex("81".repeat(50_000)),
      Bytes.ofHex("c1".repeat(50_000)),
      Bytes.ofHex("5f" + "41ff".repeat(25_000)),
    };
    for (int round = 0; round < 3; round++) {
      for (Bytes bomb : bombs) {
        long before = thread.getCurrentThreadAllocatedBytes();
        CborReader reader = new CborReader(bomb, CborLimits.DEFAULT);
        switch (reader.peek()) {
          case TEXT -> reader.readText();
          case BYTES -> reader.readBytes();
          case TAG -> reader.readNumber();
          default -> reader.skip();
        }
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertThat(reader.isBroken()).as("%s", bomb).isTrue();
        if (round > 0) { // the first round loads classes
          assertThat(allocated).as("%s", bomb).isLessThan(16 * 1024 + 40L * bomb.size());
        }
      }
    }
  }
}
